"""`message`: a Slack channel or a mailbox received messages with the expected content."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from lab.expectations.arrivals import HINT, Arrival, earlier
from lab.expectations.base import Check, Expectation
from lab.expectations.eval_context import EvalContext
from lab.expectations.formatting import first_of, on_one_line
from lab.expectations.patterns import Patterns, matches
from lab.expectations.plan_context import At, PlanContext
from lab.expectations.registry import register
from lab.expectations.results import Mismatch, failed_for, passed, window_not_over
from lab.language.counting import count
from lab.language.json_values import mappings
from lab.language.quantities import Seconds, format_duration
from lab.language.reasons import CONTROL_MISSING, NOT_DELIVERED, WRONG_GROUPING, WRONG_NOTIFICATION
from lab.queries.notifications import Message, Received
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement

FIELDS = {
    "slack": ("title", "text", "channel", "color", "fallback", "username"),
    "email": ("subject", "text", "html", "from", "to"),
}
_TOP_LEVEL = ("channel", "username", "text")  # fields of a Slack message outside of its attachments
_ONLY_TOP_LEVEL = ("channel", "username")
_MAX_QUOTED = 120  # characters of a text in a message


@register
class MessageExpectation(Expectation, Check):
    """A Slack channel or a mailbox received messages with the expected content since the step began."""

    kind = "message"
    group = "alerts"
    reasons = (NOT_DELIVERED, WRONG_NOTIFICATION, WRONG_GROUPING, CONTROL_MISSING)

    message: Literal["slack", "email"] = Field(description="how the messages are delivered")
    to: str | None = Field(
        None,
        description="Slack: the last part of the webhook's path; email: the address, or its part before the @. "
        "Default: any recipient",
    )
    says: Patterns = Field(
        min_length=1,
        description="field -> text, or a /regular expression/ found in it; Slack messages have title, text, channel, "
        "color, fallback and username, emails have subject, text, html, from and to",
    )
    exactly: int | None = Field(None, ge=1, description="number of such messages. Default: at least one")
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
            if field not in FIELDS[self.message]:
                fields = ", ".join(FIELDS[self.message])
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
        messages = [message for message in all_messages if message.at >= ctx.step_started]
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
            texts = _texts(message, field)
            # White space around the text of a template is invisible to readers.
            if not any(matches(pattern, text) or matches(pattern, text.strip()) for text in texts):
                actual = " or ".join(repr(on_one_line(text, _MAX_QUOTED)) for text in texts)
                wrong.append(f"{field} is {actual}, not {pattern!r}" if texts else f"{field} is missing")
        return wrong

    def _hint(self) -> str:
        setting = "api_url in its slack_configs" if self.message == "slack" else "smarthost in its email_configs"
        return f"does the alert fire, does a route lead to the receiver, and is {setting} the notification sink?"


def _reaches(to: str, message: Message) -> bool:
    """Whether a message went to `to`: for a mailbox its address, or the part before the @."""
    mailboxes = [str(address) for address in message.body.get("to") or ()] if message.via == "email" else []
    return to in (message.receiver, *mailboxes, *(address.rpartition("@")[0] for address in mailboxes))


def _texts(message: Message, field: str) -> list[str]:
    """The texts of a field: one for each attachment or recipient that has it."""
    body = message.body
    if message.via == "email":
        value = body.get(field)
        return [str(text) for text in value] if isinstance(value, list) else [str(value)] if value else []
    top_level = [body.get(field)] if field in _TOP_LEVEL else []
    attachments = [] if field in _ONLY_TOP_LEVEL else mappings(body.get("attachments"))
    return [str(text) for text in (*top_level, *(attachment.get(field) for attachment in attachments)) if text]


def _format(message: Message, ctx: EvalContext) -> str:
    first = _texts(message, "subject" if message.via == "email" else "title") or _texts(message, "text") or [""]
    return f"{on_one_line(first[0], _MAX_QUOTED)!r} to {message.receiver} at {ctx.at(message.at)}"
