"""`write`: a receiver answered a remote-write request with the expected status, counts, headers and text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, StringConstraints

from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation
from lab.expectations.formatting import on_one_line
from lab.expectations.patterns import Pattern, Patterns, matches, pattern_mismatches
from lab.expectations.plan_context import At, PlanContext
from lab.expectations.registry import register
from lab.expectations.results import Mismatch, failed, failed_for, passed
from lab.language.reasons import WRONG_VALUE, declare
from lab.language.suggestions import did_you_mean
from lab.queries.answer import Answer, Shape, foreign_answer, reads_answer_of
from lab.queries.query import Clients, Description, Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement

ROLE = "remote_writes"
BACKEND = "the remote-write sender"

NO_RESPONSE = declare("no_response", "The request was not sent, or its receiver did not answer.")
WRONG_STATUS = declare("wrong_status", "The receiver answered with another status code.")
WRONG_WRITTEN = declare(
    "wrong_written", "The receiver reports another number of written samples, histograms or exemplars, or none at all."
)

_MAX_QUOTED = 300  # characters of a body in a message

What: TypeAlias = Literal["samples", "histograms", "exemplars"]
Part: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,9} of [0-9]{1,9}$")]


class Counts(Shape):
    """How many of each a request held, or a receiver wrote."""

    samples: int
    histograms: int
    exemplars: int


class WriteResponse(Shape):
    """A request and what its receiver said. `written` is None without any of the headers that count."""

    protocol: str
    sent: Counts
    status: int
    headers: dict[str, str]
    written: Counts | None
    body: str
    error: str


class WriteResponses(Query):
    """The responses to the remote-write requests of this name, the oldest first."""

    kind: Literal["write-responses"] = "write-responses"
    role = ROLE
    name: str

    def send(self, clients: Clients, at: float) -> Answer:
        answer = clients.role(ROLE).get("/responses", {"name": self.name})
        return answer if answer.error or isinstance(answer.json, list) else foreign_answer(BACKEND, answer.json)

    def describe(self, zero: float) -> Description:
        return Description("responses to a remote-write request", self.name)

    @staticmethod
    @reads_answer_of(BACKEND)
    def read(answer: Any) -> list[WriteResponse]:
        return [WriteResponse.model_validate(item) for item in answer]


@register
class WriteExpectation(Expectation, Check):
    """A receiver answered a remote-write request with the expected status, counts, headers and text.

    A step sends the request with a `call` to the component remote_writer, which gives it a name. With several of one
    name, the last one counts.
    """

    kind = "write"
    group = "any service"
    reasons = (NO_RESPONSE, WRONG_STATUS, WRONG_WRITTEN, WRONG_VALUE)

    write: str = Field(description="name of the request")
    status: int = Field(ge=100, le=599, description="status code of the response, for example 204")
    written: Mapping[What, Part] | Literal["not reported"] | None = Field(
        None,
        description="samples, histograms, exemplars -> number that the response's headers report as written, of the "
        "number that was sent, for example '2 of 3'. 'not reported': the response has none of these headers, as with "
        "remote write 1.0. Default: not checked",
    )
    headers: Patterns = Field(
        default_factory=dict, description="header of the response -> value or /regular expression/. Default: any"
    )
    says: Pattern | None = Field(
        None, description="text of the body, or a /regular expression/ found in it. Default: any"
    )

    def plan(self, at: At, within: float, ctx: PlanContext) -> Check:
        if ctx.writes is not None and self.write not in ctx.writes:
            hint = did_you_mean(self.write, ctx.writes)
            ctx.wrong(at("write"), f"no call in this or an earlier step sends a request {self.write!r}{hint}")
        return self

    def expected(self, ctx: EvalContext) -> str:
        parts = [f"the receiver answers {self.status} to {self.write!r}"]
        if isinstance(self.written, str):
            parts.append("reporting no counts")
        elif self.written:
            parts.append("writing " + ", ".join(f"{part} {what}" for what, part in self.written.items()))
        parts += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.says is not None:
            parts.append(f"saying {self.says}")
        return ", ".join(parts)

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        return (WriteResponses(name=self.write),)

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        responses = WriteResponses.read(observations[0].answer)
        if not responses:
            hint = "does an earlier step send it, under this name?"
            return failed(NO_RESPONSE, expected, f"no request {self.write!r} was sent", hint=hint)
        response = responses[-1]
        if response.error:
            hint = "is the receiver running, and at the address that ENDPOINTS has?"
            return failed(NO_RESPONSE, expected, response.error, hint=hint, final=True)
        # It is sent once, so what it was answered stays as it is.
        if mismatches := list(self._mismatches(response)):
            return failed_for(expected, mismatches)
        return passed(expected, _format(response))

    def _mismatches(self, response: WriteResponse) -> list[Mismatch]:
        mismatches = []
        if response.status != self.status:
            difference = f"status {response.status}, not {self.status}"
            mismatches.append(Mismatch(WRONG_STATUS, _format(response), final=True, difference=difference))
        if wrong := self._wrong_counts(response):
            mismatches.append(Mismatch(WRONG_WRITTEN, wrong, final=True))
        mismatches += [
            Mismatch(WRONG_VALUE, wrong, final=True) for wrong in pattern_mismatches(self.headers, response.headers)
        ]
        if self.says is not None and not matches(self.says, response.body):
            wrong = f"the body does not say {self.says}: {_short(response.body)}"
            mismatches.append(Mismatch(WRONG_VALUE, wrong, final=True))
        return mismatches

    def _wrong_counts(self, response: WriteResponse) -> str:
        """What the response reports, where that is not what is expected of it; else nothing."""
        if self.written is None:
            return ""
        reported = _reported(response)
        if isinstance(self.written, str):
            right = not reported
        else:
            right = all(reported.get(what) == part for what, part in self.written.items())
        return "" if right else f"it reports {_counts(response)}"


def _reported(response: WriteResponse) -> dict[What, str]:
    """For each of samples, histograms and exemplars: how many were written, of how many. Empty without headers."""
    written, sent = response.written, response.sent
    if written is None:
        return {}
    return {
        "samples": f"{written.samples} of {sent.samples}",
        "histograms": f"{written.histograms} of {sent.histograms}",
        "exemplars": f"{written.exemplars} of {sent.exemplars}",
    }


def _counts(response: WriteResponse) -> str:
    reported = ", ".join(f"{part} {what}" for what, part in _reported(response).items())
    return f"{reported} written" if reported else "no counts"


def _format(response: WriteResponse) -> str:
    counts = f", {_counts(response)}" if response.written else ""
    return f"remote write {response.protocol}: {response.status}{counts}: {_short(response.body)}"


def _short(text: str) -> str:
    return on_one_line(text, _MAX_QUOTED) or "no text"
