"""`message`: a receiver of any kind that Alertmanager has was sent messages with the expected content."""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import Field, model_validator

from lab.expectations.arrivals import HINT, Arrival, earlier
from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation
from lab.expectations.formatting import first_of, on_one_line
from lab.expectations.patterns import Patterns, matches
from lab.expectations.plan_context import At, PlanContext
from lab.expectations.registry import register
from lab.expectations.results import Mismatch, failed_for, passed, window_not_over
from lab.language.counting import count
from lab.language.quantities import Seconds, format_duration
from lab.language.reasons import CONTROL_MISSING, NOT_DELIVERED, WRONG_GROUPING, WRONG_NOTIFICATION
from lab.queries.message_fields import PATHS, texts, title_of
from lab.queries.notifications import Message, Received
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement

Via: TypeAlias = Literal[
    "slack",
    "email",
    "pagerduty",
    "opsgenie",
    "msteams",
    "msteamsv2",
    "discord",
    "telegram",
    "webex",
    "sns",
    "victorops",
    "pushover",
    "wechat",
    "rocketchat",
    "mattermost",
    "jira",
    "incidentio",
]
_MAX_QUOTED = 120  # characters of a text in a message


@register
class MessageExpectation(Expectation, Check):
    """A receiver of any kind that Alertmanager has was sent messages with the expected content since the step began.

    The messages are read from the component notification_sink, which answers under the names of the real services.
    """

    kind = "message"
    group = "alerts"
    reasons = (NOT_DELIVERED, WRONG_NOTIFICATION, WRONG_GROUPING, CONTROL_MISSING)

    message: Via = Field(description="the kind of receiver: how the messages are delivered")
    to: str | None = Field(
        None,
        description="email: the address, or its part before the @; others: RECIPIENT of the URL "
        "http://notifications:8000/KIND/RECIPIENT, or with the URL of the real service what it is addressed by "
        "(channel, chat_id, room, topic, routing key of VictorOps). Default: any recipient",
    )
    says: Patterns = Field(
        min_length=1,
        description="field -> text, or a /regular expression/ found in it; the fields depend on the kind, for example "
        "title, text, channel for slack; subject, text, to for email; summary, severity, action for pagerduty",
    )
    exactly: int | None = Field(None, ge=1, le=1_000_000, description="number of such messages. Default: at least one")
    for_: Seconds | None = Field(
        None,
        alias="for",
        description="how long to watch, from the start of the step, before this can pass, so that a message too many "
        "is seen; for example 10s. Default: 0s",
    )

    def window(self) -> float:
        return self.for_ or 0.0

    @model_validator(mode="after")
    def _known_fields(self) -> MessageExpectation:
        for field in self.says:
            if field not in PATHS[self.message]:
                fields = ", ".join(PATHS[self.message])
                raise ValueError(f"a message by {self.message} has no {field!r}; it has: {fields}")
        return self

    def plan(self, at: At, within: float, ctx: PlanContext) -> Check:
        return self

    def expected(self, ctx: EvalContext) -> str:
        number = ("" if self.exactly else "at least ") + count(self.exactly or 1, f"{self.message} message")
        to = f" to {self.to}" if self.to else ""
        says = ", ".join(f"{field} = {pattern}" for field, pattern in self.says.items())
        watched = f", watched for {format_duration(self.for_)}" if self.for_ else ""
        return f"{number}{to}, {says}{watched}"

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        return (Received(since=ctx.lab_started),)

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        all_messages = Received.read_messages(self.message, observations[0].answer)
        messages = [message for message in all_messages if message.at >= ctx.effects_since]
        addressed = [message for message in messages if self.to is None or _reaches(self.to, message)]
        mismatches = [self._mismatches(message) for message in addressed]
        matching = [message for message, wrong in zip(addressed, mismatches, strict=True) if not wrong]
        arrived = first_of([_format(message, ctx) for message in (matching or addressed)], 3)
        if not addressed:
            elsewhere = sorted({str(message.receiver) for message in messages})
            actual = "nothing arrived" + (f", but there were messages to {', '.join(elsewhere)}" if elsewhere else "")
            before = [one for one in all_messages if self.to is None or _reaches(self.to, one)]
            if sent := earlier([Arrival(f"{self.message} to {one.receiver}", one.at) for one in before], ctx):
                return failed_for(expected, [Mismatch(NOT_DELIVERED, f"{actual}; {sent}")], hint=HINT)
            return failed_for(expected, [Mismatch(NOT_DELIVERED, actual)], hint=self._hint())
        if not matching:
            closest = min(mismatches, key=len)
            return failed_for(expected, [Mismatch(WRONG_NOTIFICATION, text) for text in closest], arrived=arrived)
        if self.exactly is not None and len(matching) != self.exactly:
            more = len(matching) > self.exactly
            reason = WRONG_GROUPING if more else NOT_DELIVERED
            mismatch = Mismatch(reason, f"{len(matching)} such messages", final=more)
            difference = f"{len(matching) - self.exactly:+d}"
            return failed_for(expected, [mismatch], arrived=arrived, difference=difference)
        return window_not_over(expected, self.for_, ctx, arrived) or passed(expected, arrived)

    def _mismatches(self, message: Message) -> list[str]:
        wrong = []
        for field, pattern in self.says.items():
            found = texts(message.via, field, message.body)
            # White space around the text of a template is invisible to readers.
            if not any(matches(pattern, text) or matches(pattern, text.strip()) for text in found):
                actual = " or ".join(repr(on_one_line(text, _MAX_QUOTED)) for text in found)
                wrong.append(f"{field} is {actual}, not {pattern!r}" if found else f"{field} is missing")
        return wrong

    def _hint(self) -> str:
        where = "the smarthost" if self.message == "email" else "the URL"
        setting = f"{where} in its {self.message}_configs"
        return f"does the alert fire, does a route lead to the receiver, and is {setting} the notification sink?"


def _reaches(to: str, message: Message) -> bool:
    """Whether a message went to `to`: for a mailbox its address, or the part before the @."""
    mailboxes = [str(address) for address in message.body.get("to") or ()] if message.via == "email" else []
    return to in (message.receiver, *mailboxes, *(address.rpartition("@")[0] for address in mailboxes))


def _format(message: Message, ctx: EvalContext) -> str:
    title = on_one_line(title_of(message.via, message.body), _MAX_QUOTED)
    to = f" to {message.receiver}" if message.receiver else ""
    return f"{title!r}{to} at {ctx.at(message.at)}"
