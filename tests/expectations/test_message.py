"""What people would have read, over captured messages of Alertmanager to Slack and by mail."""

from typing import Any

import pytest

from lab.expectations.eval_context import EvalContext
from lab.expectations.message import MessageExpectation
from lab.language import reasons
from tests.expectations.captured_answers import ALERTMANAGER, Case, body, holds, judged, misses
from tests.expectations.test_routed import ALL, FIRING, STEP

TEMPLATES = body(ALERTMANAGER / "alertmanager-slack.json")
ON_A, ON_C = (f"'HighMemoryUsage on {name}:9100' to alerts-critical" for name in "ac")
MAIL = "'⚠ DiskSpaceWarning' to oncall"
HINT = "does the alert fire, does a route lead to the receiver, and is {} the notification sink?"
SLACK_HINT = HINT.format("the URL in its slack_configs")
MAIL_HINT = HINT.format("the smarthost in its email_configs")


def slack(says: dict[str, str], **more: Any) -> MessageExpectation:
    return MessageExpectation.model_validate({"message": "slack", "says": says, **more})


def mail(says: dict[str, str], **more: Any) -> MessageExpectation:
    return MessageExpectation.model_validate({"message": "email", "says": says, **more})


def case(expectation: MessageExpectation, arrived: Any, judgement: Any) -> Case:
    return Case(expectation, (arrived,), judgement, EvalContext(STEP + 8.0, STEP, STEP - 10))


def with_text(item: dict[str, Any], text: str) -> dict[str, Any]:
    return {**item, "body": {**item["body"], "text": text}}


CASES = {
    "every field of a Slack message, blanks around it aside": case(
        slack(
            {
                "title": "HighMemoryUsage on a:9100",
                "text": "/^HighMemoryUsage on a:9100: a:9100 is in trouble .critical. since 2026-11-21 11:21:58$/",
                "channel": "#alerts-critical",
                "color": "danger",
                "fallback": "/^.FIRING:1/",
                "username": "Alertmanager",
            },
            to="alerts-critical",
            exactly=1,
        ),
        ALL,
        holds(
            "1 slack message to alerts-critical, title = HighMemoryUsage on a:9100, "
            "text = /^HighMemoryUsage on a:9100: a:9100 is in trouble .critical. since 2026-11-21 11:21:58$/, "
            "channel = #alerts-critical, color = danger, fallback = /^.FIRING:1/, username = Alertmanager",
            f"{ON_A} at 1.0 s",
        ),
    ),
    "every field of a mail": case(
        mail(
            {
                "subject": "⚠ DiskSpaceWarning",
                "text": "DiskSpaceWarning on b:9100: b:9100 is in trouble",
                "html": "/^<p>.*</p>$/",
                "from": "alertmanager@example.org",
                "to": "oncall@example.org",
            },
            to="oncall",
        ),
        ALL,
        holds(
            "at least 1 email message to oncall, subject = ⚠ DiskSpaceWarning, "
            "text = DiskSpaceWarning on b:9100: b:9100 is in trouble, html = /^<p>.*</p>$/, "
            "from = alertmanager@example.org, to = oncall@example.org",
            f"{MAIL} at 1.3 s",
        ),
    ),
    "a mailbox by its whole address": case(
        mail({"text": "/ d:9100/"}, to="oncall@example.org", exactly=2),
        ALL,
        holds("2 email messages to oncall@example.org, text = / d:9100/", f"{MAIL} at 3.3 s; {MAIL} at 7.3 s"),
    ),
    "any recipient of a mail": case(
        mail({"to": "b@x"}, to="b"),
        [{**ALL[5], "body": {**ALL[5]["body"], "to": ["oncall@example.org", "b@x"]}}],
        holds("at least 1 email message to b, to = b@x", f"{MAIL} at 1.3 s"),
    ),
    "text beside the attachments": case(
        slack({"text": "on top"}),
        [with_text(ALL[1], "on top")],
        holds("at least 1 slack message, text = on top", f"{ON_A} at 1.0 s"),
    ),
    "a text of many lines": case(
        slack({"title": "/^out of memory on a\nout of memory on b$/", "text": "/Severity: critical/"}, exactly=2),
        [{**item, "at": STEP + 1} for item in TEMPLATES],
        holds(
            "2 slack messages, title = /^out of memory on a\nout of memory on b$/, text = /Severity: critical/",
            "'out of memory on a out of memory on b' to critical at 1.0 s; "
            "'out of memory on a out of memory on b' to critical at 1.0 s",
        ),
    ),
    "only those that say it are counted": case(
        slack({"color": "good"}, exactly=2, **{"for": "8s"}),
        ALL,
        holds("2 slack messages, color = good, watched for 8s", f"{ON_A} at 7.0 s; {ON_C} at 7.3 s"),
    ),
    "nothing arrived": case(
        slack({"color": "good"}),
        [],
        misses(
            reasons.NOT_DELIVERED,
            "at least 1 slack message, color = good",
            "nothing arrived",
            hint=SLACK_HINT,
        ),
    ),
    "webhooks are no messages": case(
        mail({"subject": "/./"}),
        [item for item in ALL if item["via"] == "webhook"],
        misses(
            reasons.NOT_DELIVERED,
            "at least 1 email message, subject = /./",
            "nothing arrived",
            hint=MAIL_HINT,
        ),
    ),
    "only elsewhere": case(
        mail({"subject": "/./"}, to="boss"),
        ALL,
        misses(
            reasons.NOT_DELIVERED,
            "at least 1 email message to boss, subject = /./",
            "nothing arrived, but there were messages to oncall",
            hint=MAIL_HINT,
        ),
    ),
    "what arrived says something else": case(
        slack({"title": "Down", "color": "good", "username": "pager"}),
        FIRING,
        misses(
            reasons.WRONG_NOTIFICATION,
            "at least 1 slack message, title = Down, color = good, username = pager",
            "title is 'HighMemoryUsage on a:9100', not 'Down'; color is 'danger', not 'good'; "
            f"username is 'Alertmanager', not 'pager'; arrived: {ON_A} at 1.0 s; {ON_C} at 1.3 s",
        ),
    ),
    "the nearest one is shown": case(
        slack({"title": "HighMemoryUsage on c:9100", "color": "good"}),
        FIRING,
        misses(
            reasons.WRONG_NOTIFICATION,
            "at least 1 slack message, title = HighMemoryUsage on c:9100, color = good",
            f"color is 'danger', not 'good'; arrived: {ON_A} at 1.0 s; {ON_C} at 1.3 s",
        ),
    ),
    "a field that is empty": case(
        slack({"text": "/./"}),
        [{**item, "at": STEP + 1} for item in TEMPLATES if item["receiver"] == "plain"][:1],
        misses(
            reasons.WRONG_NOTIFICATION,
            "at least 1 slack message, text = /./",
            "text is missing; arrived: '[FIRING:2] HighMemoryUsage host:9100 (critical)' to plain at 1.0 s",
        ),
    ),
    "more than awaited": case(
        mail({"subject": "/./"}, exactly=2),
        ALL,
        misses(
            reasons.WRONG_GROUPING,
            "2 email messages, subject = /./",
            f"3 such messages; arrived: {MAIL} at 1.3 s; {MAIL} at 3.3 s; {MAIL} at 7.3 s",
            difference="+1",
            final=True,
        ),
    ),
    "fewer than awaited": case(
        mail({"subject": "/./"}, exactly=3),
        FIRING,
        misses(
            reasons.NOT_DELIVERED,
            "3 email messages, subject = /./",
            f"2 such messages; arrived: {MAIL} at 1.3 s; {MAIL} at 3.3 s",
            difference="-1",
        ),
    ),
    "not watched for long enough": case(
        mail({"subject": "/./"}, exactly=2, **{"for": "10s"}),
        FIRING,
        misses(
            reasons.CONTROL_MISSING,
            "2 email messages, subject = /./, watched for 10s",
            f"watched for 8.0 s so far: {MAIL} at 1.3 s; {MAIL} at 3.3 s",
        ),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement
