"""Checks what the notification sink keeps, forgets and refuses, without its HTTP face."""

from collections.abc import Callable
from types import ModuleType

import pytest

Load = Callable[[str, str], ModuleType]


def test_the_oldest_go_when_there_are_too_many(load: Load) -> None:
    module = load("notification_sink", "sink/store.py")
    store = module.Store(most_bodies=2, most_bytes=1000)
    for at in (1.0, 2.0, 3.0):
        store.add(module.Notification(at, "team", "{}", 2))
    assert [kept.at for kept in store.since(0)] == [2.0, 3.0]


def test_the_oldest_go_when_they_are_too_large(load: Load) -> None:
    module = load("notification_sink", "sink/store.py")
    store = module.Store(most_bodies=100, most_bytes=10)
    for at in (1.0, 2.0, 3.0):
        store.add(module.Notification(at, "team", "{}", 5))
    assert [kept.at for kept in store.since(0)] == [2.0, 3.0]


def test_since_includes_the_moment_itself_and_empty_frees_the_room(load: Load) -> None:
    module = load("notification_sink", "sink/store.py")
    store = module.Store(most_bodies=100, most_bytes=10)
    for at in (1.0, 2.0):
        store.add(module.Notification(at, None, "{}", 5))
    assert [kept.at for kept in store.since(2.0)] == [2.0]
    store.empty()
    assert len(store) == 0
    store.add(module.Notification(3.0, None, "{}", 10))
    assert len(store) == 1


def test_a_body_is_kept_to_the_letter(load: Load) -> None:
    text, said = load("notification_sink", "sink/payload.py").read_notification(b'{"b": 1.50,  "a": "\xc3\xa9"}')
    assert text == '{"b": 1.50,  "a": "é"}'
    assert said == {"b": 1.5, "a": "é"}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not valid JSON: Expecting value at line 1, column 1"),
        (b'{"a":', "not valid JSON"),
        (b'{"a": NaN}', "NaN is no JSON value"),
        (b"[1]", "must be a JSON object, not a list"),
        (b"\xff{}", "not UTF-8"),
        (b'{"a":' + b"[" * 500_000 + b"]" * 500_000 + b"}", "nested too deeply"),
    ],
)
def test_a_body_that_is_no_notification_is_refused_with_a_reason(load: Load, body: bytes, reason: str) -> None:
    module = load("notification_sink", "sink/payload.py")
    with pytest.raises(module.NotANotification, match=reason):
        module.read_notification(body)
