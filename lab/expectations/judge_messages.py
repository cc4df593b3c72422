"""What people would have read: the messages that reached a Slack channel or a mailbox, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lab.expectations.eval_context import Moment
from lab.expectations.results import Mismatch, failed_for, matches, passed, shortened, too_soon, unobserved
from lab.expectations.routing_models import MessageExpectation
from lab.language import reasons
from lab.language.quantities import spell_duration
from lab.queries.notifications import Received
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement

_ON_TOP = ("channel", "username", "text")  # of what Slack is sent; all else is said in attachments
_SHOWN = 120  # characters of a text


def asks(check: MessageExpectation, moment: Moment) -> tuple[Query, ...]:
    return (Received(since=moment.step_started),)


def judge(check: MessageExpectation, observations: tuple[Observation, ...], moment: Moment) -> Judgement:
    expected = _expected(check)
    if missed := unobserved(expected, observations):
        return missed
    every = [item for item in observations[0].answer if item.get("via") == check.message]
    items = [item for item in every if check.to is None or _reaches(check.to, item)]
    wrong = [_mismatches(check, item) for item in items]
    fitting = [item for item, faults in zip(items, wrong, strict=True) if not faults]
    arrived = shortened([_say(item, moment) for item in (fitting or items)], 3)
    if not items:
        elsewhere = sorted({str(item.get("receiver")) for item in every})
        what = "nothing arrived" + (f", but there were messages to {', '.join(elsewhere)}" if elsewhere else "")
        return failed_for(expected, [Mismatch(reasons.NOT_DELIVERED, what)], hint=_advice(check))
    if not fitting:
        nearest = min(wrong, key=len)
        return failed_for(expected, [Mismatch(reasons.WRONG_NOTIFICATION, words) for words in nearest], arrived=arrived)
    if check.exactly is not None and len(fitting) != check.exactly:
        more = len(fitting) > check.exactly
        reason = reasons.WRONG_GROUPING if more else reasons.NOT_DELIVERED
        fault = Mismatch(reason, f"{len(fitting)} such messages", final=more)
        return failed_for(expected, [fault], arrived=arrived, difference=f"{len(fitting) - check.exactly:+d}")
    return too_soon(expected, check.for_, moment, arrived) or passed(expected, arrived)


def _expected(check: MessageExpectation) -> str:
    words = f"{check.exactly or 'at least 1'} {check.message} message{'s' if (check.exactly or 1) > 1 else ''}"
    words += f" to {check.to}" if check.to else ""
    words += ", " + ", ".join(f"{field} = {pattern}" for field, pattern in check.says.items())
    return words + (f", watched for {spell_duration(check.for_)}" if check.for_ else "")


def _reaches(to: str, item: Mapping[str, Any]) -> bool:
    """A mailbox is meant by its whole address, or by what stands before the `@`."""
    mailboxes = [str(address) for address in item["body"].get("to") or ()] if item.get("via") == "email" else []
    return to in (item.get("receiver"), *mailboxes, *(address.rpartition("@")[0] for address in mailboxes))


def _mismatches(check: MessageExpectation, item: Mapping[str, Any]) -> list[str]:
    faults = []
    for field, pattern in check.says.items():
        said = _said(item, field)
        # Templates end in blanks and line breaks that nobody sees.
        if not any(matches(pattern, text) or matches(pattern, text.strip()) for text in said):
            told = " or ".join(repr(_short(text)) for text in said)
            faults.append(f"{field} is {told}, not {pattern!r}" if said else f"{field} is missing")
    return faults


def _said(item: Mapping[str, Any], field: str) -> list[str]:
    """Every text a field has: that of each attachment, of each recipient."""
    body = item["body"]
    if item["via"] == "email":
        value = body.get(field)
        return [str(each) for each in value] if isinstance(value, list) else [str(value)] if value else []
    on_top = [body.get(field)] if field in _ON_TOP else []
    attached = [] if field in ("channel", "username") else [each.get(field) for each in body.get("attachments") or ()]
    return [str(text) for text in (*on_top, *attached) if text]


def _say(item: Mapping[str, Any], moment: Moment) -> str:
    first = _said(item, "subject" if item["via"] == "email" else "title") or _said(item, "text") or [""]
    return f"{_short(first[0])!r} to {item.get('receiver')} at {item['at'] - moment.step_started:.1f} s"


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHOWN else f"{flat[:_SHOWN]}..."


def _advice(check: MessageExpectation) -> str:
    where = "slack_configs whose api_url" if check.message == "slack" else "email_configs whose smarthost"
    return f"does the alert fire, does a route lead to a receiver, and has that {where} is here?"
