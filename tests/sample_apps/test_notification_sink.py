"""Checks what the notification sink keeps, forgets and refuses, without its HTTP face."""

import json
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

Load = Callable[[str, str], ModuleType]


@pytest.fixture
def sink_package(sample_apps: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Modules of the sink can import each other."""
    monkeypatch.syspath_prepend(str(sample_apps / "notification_sink"))


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


@pytest.mark.parametrize(
    ("host", "path", "target"),
    [
        ("events.pagerduty.com", "/v2/enqueue", ("pagerduty", None, "/v2/enqueue")),
        ("sns.eu-central-1.amazonaws.com", "/", ("sns", None, "/")),
        ("api.telegram.org:443", "/bot1:a/sendMessage", ("telegram", None, "/bot1:a/sendMessage")),
        ("notifications:8000", "/opsgenie/ops/v2/alerts", ("opsgenie", "ops", "/v2/alerts")),
        ("notifications:8000", "/discord/ops", ("discord", "ops", "")),
        ("notifications:8000", "/jira/ops/rest/api/2/issue", ("jira", "ops", "/rest/api/2/issue")),
        ("notifications:8000", "/elsewhere", None),
        ("sns.example.com", "/", None),
    ],
)
def test_addressed(load: Load, host: str, path: str, target: tuple[str, str | None, str] | None) -> None:
    assert load("notification_sink", "sink/services.py").addressed(host, path) == target


@pytest.mark.parametrize(
    ("via", "path", "groups"),
    [
        ("opsgenie", "/v2/alerts", {}),
        ("opsgenie", "/v2/alerts/17c4/close", {"alias": "17c4", "action": "close"}),
        ("victorops", "/integrations/generic/20131114/alert/key/operations", {"routing": "operations"}),
        ("victorops", "/key/operations", {"routing": "operations"}),
        ("discord", "/api/webhooks/123/secret", {"webhook": "123"}),
        ("telegram", "/bot1:a/sendMessage", {"method": "sendMessage"}),
        ("pagerduty", "/elsewhere", None),
    ],
)
def test_endpoint_of(load: Load, via: str, path: str, groups: dict[str, str] | None) -> None:
    found = load("notification_sink", "sink/services.py").endpoint_of(via, path)
    assert (found[1] if found else None) == groups


def test_telegram_answers_with_a_numeric_chat(load: Load) -> None:
    endpoint, _ = load("notification_sink", "sink/services.py").endpoint_of("telegram", "/bot1:a/sendMessage")
    assert json.loads(endpoint.reply({"chat_id": "-100", "text": "a"}).body)["result"]["chat"]["id"] == -100


def test_keys_of_accounts_are_not_kept(load: Load) -> None:
    module = load("notification_sink", "sink/services.py")
    kept = module.without_secrets({"routing_key": "abc", "token": "", "summary": "down"})
    assert kept == {"routing_key": "***", "token": "", "summary": "down"}


def test_jira_life_of_an_issue(load: Load, sink_package: None) -> None:
    jira = load("notification_sink", "sink/jira.py").Jira()
    fields = {"fields": {"summary": "down", "labels": ["ALERT{17c4}"]}}
    query = {"jql": 'project="OPS" and labels="ALERT{17c4}"'}

    def found() -> list[str]:
        reply, kept = jira.answer("POST", "/rest/api/2/search", query)
        assert kept is None
        return [issue["fields"]["status"]["statusCategory"]["key"] for issue in json.loads(reply.body)["issues"]]

    assert found() == []
    created, kept = jira.answer("POST", "/rest/api/2/issue", fields)
    assert (created.status, kept["action"], kept["summary"]) == (201, "create", "down")
    assert found() == ["new"]
    moves, _ = jira.answer("GET", "/rest/api/2/issue/LAB-1/transitions", {})
    number = next(move["id"] for move in json.loads(moves.body)["transitions"] if move["name"] == "Done")
    moved, kept = jira.answer("POST", "/rest/api/2/issue/LAB-1/transitions", {"transition": {"id": number}})
    assert (moved.status, kept["transition"]) == (204, "Done")
    assert found() == ["done"]
    assert jira.answer("GET", "/rest/api/2/user", {})[0].status == 404
