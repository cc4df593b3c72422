"""What may be expected of the way from an alert to people: which receiver, grouped how, how often, in which words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from lab.expectations.base import Expectation, Pattern, Patterns
from lab.language.conditions import Condition
from lab.language.paths import parse_path
from lab.language.quantities import Seconds

FIELDS = {
    "slack": ("title", "text", "channel", "color", "fallback", "username"),
    "email": ("subject", "text", "html", "from", "to"),
}


class RoutedExpectation(Expectation):
    """The notifications about an alert since the step began, as the webhooks of the receivers were told them."""

    kind = "routed"
    routed: str = Field(description="the alert's name")
    labels: Patterns = Field(default_factory=dict, description="only alerts with these labels")
    status: Literal["firing", "resolved"] = "firing"
    to: str | None = Field(
        None,
        description="the receiver that gets them; when not given, the alert itself must be there: Alertmanager holds "
        "it, or with 'status: resolved' somebody was told that it fires and it has ended",
    )
    not_to: tuple[str, ...] = Field((), description="receivers that must get none")
    notifications: Condition | None = Field(None, description="how many arrive at 'to', for instance '== 1'")
    alerts: tuple[int, ...] | None = Field(
        None, description="how many such alerts each notification carries, smallest first, for instance [1, 2]"
    )
    grouped_by: tuple[str, ...] | None = Field(None, description="exactly these group labels")
    for_: Seconds | None = Field(None, alias="for", description="decided only when watched for this long")

    def window(self) -> float:
        return self.for_ or 0.0

    @model_validator(mode="after")
    def _decided_later(self) -> RoutedExpectation:
        if self.to is None and not self.not_to:
            raise ValueError("say which receiver gets it ('to') or must not ('not_to')")
        if self.to is None and (self.notifications or self.alerts or self.grouped_by is not None):
            raise ValueError("'notifications', 'alerts' and 'grouped_by' are about the receiver in 'to'")
        if self.not_to and not self.for_:
            raise ValueError("that nothing arrives at 'not_to' needs a window: give 'for'")
        if self.to in self.not_to:
            raise ValueError(f"{self.to!r} cannot both get it ('to') and not get it ('not_to')")
        if self.notifications and self.notifications.about_load:
            raise ValueError("the load counts no notifications; give a number, for instance '== 1'")
        if self.notifications and self.notifications.holds(0) and not self.notifications.holds(1):
            raise ValueError(f"'to' gets at least one, not {self.notifications.text!r}; name who gets none in 'not_to'")
        if self.alerts is not None and (not self.alerts or min(self.alerts) < 1):
            raise ValueError("'alerts' has a number from 1 up for each notification")
        return self


class MessageExpectation(Expectation):
    """The messages that reached people, as they would read them: a Slack channel or a mailbox."""

    kind = "message"
    message: Literal["slack", "email"]
    to: str | None = Field(None, description="slack: the last part of the webhook's path; email: the mailbox")
    says: Patterns = Field(
        min_length=1,
        description="slack: title, text, channel, color, fallback, username; email: subject, text, html, from, to",
    )
    exactly: int | None = Field(
        None, ge=1, description="this many such messages since the step began; at least one if not given"
    )
    for_: Seconds | None = Field(None, alias="for", description="decided only when watched for this long")

    def window(self) -> float:
        return self.for_ or 0.0

    @model_validator(mode="after")
    def _known_fields(self) -> MessageExpectation:
        for field in self.says:
            if field not in FIELDS[self.message]:
                fields = ", ".join(FIELDS[self.message])
                raise ValueError(f"a message by {self.message} has no {field!r}; it has: {fields}")
        return self


class SuppressedExpectation(Expectation):
    """An alert that Alertmanager holds back, and why."""

    kind = "suppressed"
    suppressed: str = Field(description="the alert's name")
    by: Literal["inhibition", "silence"]
    because_of: str | None = Field(None, description="with inhibition: the alert that inhibits it")
    labels: Patterns = Field(default_factory=dict, description="of the alert that is held back")
    others: Literal["active", "any"] = Field(
        "any", description="active: alerts of this name with other labels are not held back, and there is one"
    )

    @model_validator(mode="after")
    def _inhibitor(self) -> SuppressedExpectation:
        if self.because_of and self.by != "inhibition":
            raise ValueError("'because_of' is for 'by: inhibition'; a silence has no alert behind it")
        if self.others == "active" and not self.labels:
            raise ValueError("'others: active' is about alerts with other labels: give 'labels' of the one held back")
        return self


def _path(text: str) -> str:
    parse_path(text)
    return text


class AnswersExpectation(Expectation):
    """What a service of the lab answers to a GET request."""

    kind = "answers"
    answers: str = Field(description="the service")
    path: str = Field("/", pattern=r"^/.*")
    port: str | None = Field(None, description="name of the port; the service's first when not given")
    status: int = 200
    says: Pattern | None = Field(None, description="the body's text, or /regular expression/ in it")
    json_: Mapping[Annotated[str, AfterValidator(_path)], Pattern] = Field(
        default_factory=dict,
        alias="json",
        description="path in the JSON body, for instance data.status or data[0].name -> text, or /regular expression/",
    )
