"""Checks what the notification sink keeps, forgets and refuses, without its HTTP face."""

from collections.abc import Callable
from email.message import EmailMessage
from types import ModuleType
from typing import Any

import pytest

Load = Callable[[str, str], ModuleType]


def test_store_drops_the_oldest_by_count(load: Load) -> None:
    module = load("notification_sink", "sink/store.py")
    store = module.Store(max_count=2, max_bytes=1000)
    for at in (1.0, 2.0, 3.0):
        store.add(module.Notification(at, "webhook", "team", "{}", 2))
    assert [kept.at for kept in store.since(0)] == [2.0, 3.0]


def test_store_drops_the_oldest_by_size(load: Load) -> None:
    module = load("notification_sink", "sink/store.py")
    store = module.Store(max_count=100, max_bytes=10)
    for at in (1.0, 2.0, 3.0):
        store.add(module.Notification(at, "webhook", "team", "{}", 5))
    assert [kept.at for kept in store.since(0)] == [2.0, 3.0]


def test_store_since_and_empty(load: Load) -> None:
    module = load("notification_sink", "sink/store.py")
    store = module.Store(max_count=100, max_bytes=10)
    for at in (1.0, 2.0):
        store.add(module.Notification(at, "webhook", None, "{}", 5))
    assert [kept.at for kept in store.since(2.0)] == [2.0]
    store.empty()
    assert len(store) == 0
    store.add(module.Notification(3.0, "email", None, "{}", 10))
    assert len(store) == 1


def test_read_notification_keeps_the_text(load: Load) -> None:
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
def test_read_notification_invalid(load: Load, body: bytes, reason: str) -> None:
    module = load("notification_sink", "sink/payload.py")
    with pytest.raises(module.InvalidNotification, match=reason):
        module.read_notification(body)


@pytest.mark.parametrize(
    ("message", "answer"),
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
def test_check_message_invalid(load: Load, message: Any, answer: str) -> None:
    module = load("notification_sink", "sink/slack.py")
    with pytest.raises(module.InvalidMessage, match=f"^{answer}$"):
        module.check_message(message)


@pytest.mark.parametrize(
    "message", [{"text": "x"}, {"attachments": [{"title": "x"}]}, {"attachments": [{}] * 100}, {"blocks": [{}]}]
)
def test_check_message_valid(load: Load, message: Any) -> None:
    load("notification_sink", "sink/slack.py").check_message(message)


def mail(**headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in headers.items():
        message[name] = value
    return message


def read(load: Load, raw: bytes) -> Any:
    return load("notification_sink", "sink/mail.py").read_mail(raw, "a@b", ("c@d", "e@f"))


def test_read_mail(load: Load) -> None:
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
def test_read_mail_missing_parts(load: Load, raw: bytes, text: str, html: str) -> None:
    seen = read(load, raw)
    assert (seen["text"], seen["html"]) == (text, html)


def test_read_mail_repeated_header(load: Load) -> None:
    seen = read(load, b"Received: by one\nReceived: by two\nSubject: \xff?\n\n")
    assert seen["headers"]["Received"] == "by one\nby two"
    seen["subject"].encode("utf-8")


@pytest.mark.parametrize(
    ("address", "name"), [("team@x.org", "team"), ('"a@b"@x.org', '"a@b"'), ("root", "root"), ("@x", "@x")]
)
def test_local_part(load: Load, address: str, name: str) -> None:
    assert load("notification_sink", "sink/mail.py").local_part(address) == name
