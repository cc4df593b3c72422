"""The sink as Slack and as a mail server: by the protocols themselves, and as a real Alertmanager uses them."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.stacks.compose_projects import Running, eventually, running, service

pytestmark = pytest.mark.engine

FILES = Path(__file__).with_name("messages")
ALERTMANAGER = "/etc/alertmanager"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    mounts = [f"{FILES / name}:{ALERTMANAGER}/{name}:ro" for name in ("alertmanager.yml", "messages.tmpl")]
    services = {
        "notifications": service("notification_sink", 8000, 8025),
        "alertmanager": service("alertmanager", 9093, volumes=mounts),
    }
    with running(tmp_path_factory.mktemp("messages"), services, {"notification-ca": {}}) as started:
        yield started


@pytest.fixture(autouse=True)
def _empty(lab: Running) -> None:
    requests.delete(f"{sink(lab)}/received", timeout=5)


def sink(lab: Running) -> str:
    return lab.url("notifications", 8000)


def received(lab: Running, **query: Any) -> list[dict[str, Any]]:
    answer: list[dict[str, Any]] = requests.get(f"{sink(lab)}/received", query, timeout=5).json()
    return answer


def mail_server(lab: Running) -> smtplib.SMTP:
    host, port = lab.address("notifications", 8025).split(":")
    return smtplib.SMTP(host, int(port), timeout=10)


def test_webhook(lab: Running) -> None:
    requests.post(f"{sink(lab)}/webhook/team", '{"alerts": [],  "a": 1.50}', timeout=5).raise_for_status()
    (item,) = received(lab)
    assert item == {"at": item["at"], "via": "webhook", "receiver": "team", "body": {"alerts": [], "a": 1.5}}


def test_slack(lab: Running) -> None:
    said = [
        (answer.status_code, answer.text, answer.headers["content-type"].split(";")[0])
        for body in ('{"text": "hello",  "x": 1.50}', "{", "[]", "{}", '{"attachments": []}', '{"attachments": 3}')
        for answer in [requests.post(f"{sink(lab)}/slack/team", body, timeout=5)]
    ]
    refused = ("invalid_payload", "invalid_payload", "no_text", "no_text", "invalid_attachments")
    assert said == [(200, "ok", "text/plain"), *((400, word, "text/plain") for word in refused)]
    (item,) = received(lab)
    assert item == {"at": item["at"], "via": "slack", "receiver": "team", "body": {"text": "hello", "x": 1.5}}
    assert received(lab, since=item["at"] + 0.001) == []


def test_mail(lab: Running) -> None:
    mail = EmailMessage()
    mail["Subject"] = "⚠️ Ölstand " + "sehr " * 20 + "niedrig"
    mail["From"], mail["To"] = "Lab <lab@example.org>", "team@example.org"
    mail.set_content("Grüße\n.a line that begins with a dot\n")
    mail.add_alternative("<p>Grüße</p>\n", subtype="html")
    with mail_server(lab) as server:
        server.ehlo()
        assert server.has_extn("8bitmime") and server.has_extn("starttls")
        server.send_message(mail, to_addrs=["team+now@example.org", "other@example.org"])
    (item,) = received(lab)
    assert (item["via"], item["receiver"]) == ("email", "team+now")
    headers = item["body"].pop("headers")
    assert item["body"] == {
        "from": "lab@example.org",
        "to": ["team+now@example.org", "other@example.org"],
        "subject": str(mail["Subject"]),
        "text": "Grüße\n.a line that begins with a dot\n",
        "html": "<p>Grüße</p>\n",
    }
    assert (headers["From"], headers["To"]) == ("Lab <lab@example.org>", "team@example.org")


def test_mail_over_tls_with_a_login(lab: Running) -> None:
    """The certificate is for the name by which the server is called, and of an authority that clients can mount."""
    authority = lab.compose("exec", "-T", "notifications", "cat", "/certs/ca.crt")
    trusting = ssl.create_default_context(cadata=authority)
    trusting.check_hostname = False  # this test calls it by its address
    with mail_server(lab) as server:
        server.starttls(context=trusting)
        server.login("any", "password")
        server.sendmail("a@example.org", "b@example.org", "Subject: over TLS\n\nhi\n")
    assert [item["body"]["subject"] for item in received(lab)] == ["over TLS"]


def test_mail_too_large(lab: Running) -> None:
    with mail_server(lab) as server, pytest.raises(smtplib.SMTPSenderRefused) as refused:
        server.sendmail("a@example.org", "b@example.org", b"x" * 998 * 1100)
    assert refused.value.smtp_code == 552
    # A client that ignores the limit it was told.
    host, port = lab.address("notifications", 8025).split(":")
    with socket.create_connection((host, int(port)), timeout=10) as raw, raw.makefile("rb") as answers:
        words = b"EHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n"
        raw.sendall(words + (b"y" * 100 + b"\r\n") * 11_000 + b".\r\nQUIT\r\n")
        assert any(line.startswith(b"552") for line in answers)
    assert received(lab) == []


def alerts(started: datetime, ended: datetime | None = None) -> list[dict[str, Any]]:
    return [
        {
            "labels": {"alertname": "HighMemoryUsage", "severity": "critical", "instance": "host:9100", "disk": disk},
            "annotations": {"summary": f"out of memory on {disk}", "description": f'93.5 percent & "rising" on {disk}'},
            "startsAt": started.isoformat(),
            **({"endsAt": ended.isoformat()} if ended else {}),
            "generatorURL": "http://prometheus:9090/graph?g0.expr=up",
        }
        for disk in ("a", "b")
    ]


def told(lab: Running) -> tuple[datetime, list[dict[str, Any]]]:
    """What came of a group of two alerts that fires and is resolved, four messages each, and since when it fired."""
    api = f"{lab.url('alertmanager', 9093)}/api/v2/alerts"
    # An alert older than group_wait is sent at once, before the second one may have joined its group.
    started = datetime.now(UTC)
    requests.post(api, json=alerts(started), timeout=5).raise_for_status()
    eventually(lambda: len(received(lab)) >= 4)
    requests.post(api, json=alerts(started, datetime.now(UTC)), timeout=5).raise_for_status()
    eventually(lambda: len(received(lab)) >= 8)
    return started, received(lab)


def test_alertmanager_slack_and_mail(lab: Running) -> None:
    started, items = told(lab)
    assert len(items) == 8
    by_receiver: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for item in items:
        by_receiver.setdefault((item["via"], item["receiver"]), []).append(item["body"])
    assert set(by_receiver) == {("slack", "plain"), ("slack", "critical"), ("email", "plain"), ("email", "warning")}

    for body, color in zip(by_receiver["slack", "critical"], ("danger", "good"), strict=True):
        (attachment,) = body["attachments"]
        assert (body["channel"], body["username"], attachment["color"]) == ("#critical", "pager", color)
        assert attachment["title"].split("\n") == ["out of memory on a", "out of memory on b", ""]
        assert attachment["text"].count(f"Since: {started:%Y-%m-%d %H:%M:%S}") == 2
    firing, resolved = by_receiver["slack", "plain"]
    assert firing["attachments"][0]["title"].startswith("[FIRING:2] HighMemoryUsage host:9100 (")
    assert resolved["attachments"][0]["title"].startswith("[RESOLVED] HighMemoryUsage host:9100 (")

    for body in by_receiver["email", "warning"]:
        assert body["subject"] == "⚠️ HighMemoryUsage"
        assert body["text"].splitlines()[0] == 'out of memory on a: 93.5 percent & "rising" on a'
    firing, resolved = by_receiver["email", "plain"]
    assert firing["subject"].startswith("[FIRING:2] HighMemoryUsage") and firing["text"] == ""
    assert resolved["subject"].startswith("[RESOLVED] HighMemoryUsage") and "<html" in resolved["html"]
