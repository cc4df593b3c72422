"""Checks what the notification sink keeps, forgets and refuses, without its HTTP face."""

from collections.abc import Callable
from email.message import EmailMessage
from types import ModuleType
from typing import Any

import pytest

Load = Callable[[str, str], ModuleType]


def test_the_oldest_go_when_there_are_too_many(load: Load) -> None:
    module = load("notification_sink", "sink/store.py")
    store = module.Store(most_bodies=2, most_bytes=1000)
    for at in (1.0, 2.0, 3.0):
        store.add(module.Notification(at, "webhook", "team", "{}", 2))
    assert [kept.at for kept in store.since(0)] == [2.0, 3.0]


def test_the_oldest_go_when_they_are_too_large(load: Load) -> None:
    module = load("notification_sink", "sink/store.py")
    store = module.Store(most_bodies=100, most_bytes=10)
    for at in (1.0, 2.0, 3.0):
        store.add(module.Notification(at, "webhook", "team", "{}", 5))
    assert [kept.at for kept in store.since(0)] == [2.0, 3.0]


def test_since_includes_the_moment_itself_and_empty_frees_the_room(load: Load) -> None:
    module = load("notification_sink", "sink/store.py")
    store = module.Store(most_bodies=100, most_bytes=10)
    for at in (1.0, 2.0):
        store.add(module.Notification(at, "webhook", None, "{}", 5))
    assert [kept.at for kept in store.since(2.0)] == [2.0]
    store.empty()
    assert len(store) == 0
    store.add(module.Notification(3.0, "email", None, "{}", 10))
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


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({}, "no_text"),
        ({"text": " "}, "no_text"),
        ({"text": 3, "attachments": None}, "no_text"),
        ({"attachments": [], "channel": "#alerts"}, "no_text"),
        ({"attachments": "text"}, "invalid_attachments"),
        ({"attachments": ["text"]}, "invalid_attachments"),
        ({"attachments": [{}] * 101}, "too_many_attachments"),
    ],
)
def test_slack_refuses_in_its_own_words(load: Load, said: Any, answer: str) -> None:
    module = load("notification_sink", "sink/slack.py")
    with pytest.raises(module.NotAMessage, match=f"^{answer}$"):
        module.check_message(said)


@pytest.mark.parametrize(
    "said", [{"text": "x"}, {"attachments": [{"title": "x"}]}, {"attachments": [{}] * 100}, {"blocks": [{}]}]
)
def test_slack_takes_a_message_that_says_something(load: Load, said: Any) -> None:
    load("notification_sink", "sink/slack.py").check_message(said)


def mail(**headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in headers.items():
        message[name] = value
    return message


def read(load: Load, raw: bytes) -> Any:
    return load("notification_sink", "sink/mail.py").read_mail(raw, "a@b", ("c@d", "e@f"))


def test_a_mail_is_decoded(load: Load) -> None:
    message = mail(Subject="⚠️ Öl")
    message.set_content("Grüße\n", charset="iso-8859-1", cte="quoted-printable")
    message.add_alternative("<p>Grüße</p>\n", subtype="html", cte="base64")
    seen = read(load, message.as_bytes())
    assert seen["headers"].pop("Content-Type").startswith("multipart/alternative; boundary=")
    assert seen == {
        "from": "a@b",
        "to": ["c@d", "e@f"],
        "subject": "⚠️ Öl",
        "text": "Grüße\n",
        "html": "<p>Grüße</p>\n",
        "headers": {"Subject": "⚠️ Öl", "MIME-Version": "1.0"},
    }


@pytest.mark.parametrize(
    ("raw", "text", "html"),
    [
        (b"", "", ""),
        (b"Subject: x\r\n\r\nplain\r\nlines\r\n", "plain\nlines\n", ""),
        (b"Content-Type: text/html\n\n<p>x</p>", "", "<p>x</p>"),
        (b"Content-Type: text/plain; charset=nobody-knows\n\n\xc3\xa9", "é", ""),
        (b"Content-Type: text/plain; charset=utf-8\n\n\xff", "\N{REPLACEMENT CHARACTER}", ""),
        (b"Content-Type: application/json\n\n{}", "", ""),
    ],
)
def test_a_mail_lacks_what_it_lacks(load: Load, raw: bytes, text: str, html: str) -> None:
    seen = read(load, raw)
    assert (seen["text"], seen["html"]) == (text, html)


def test_headers_that_come_twice_stand_on_a_line_each(load: Load) -> None:
    seen = read(load, b"Received: by one\nReceived: by two\nSubject: \xff?\n\n")
    assert seen["headers"]["Received"] == "by one\nby two"
    seen["subject"].encode("utf-8")


@pytest.mark.parametrize(
    ("address", "name"), [("team@x.org", "team"), ('"a@b"@x.org', '"a@b"'), ("root", "root"), ("@x", "@x")]
)
def test_the_mailbox_is_what_stands_before_the_host(load: Load, address: str, name: str) -> None:
    assert load("notification_sink", "sink/mail.py").local_part(address) == name
