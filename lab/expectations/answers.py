"""`answers`: a service answers a GET request with the expected status, text and JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation
from lab.expectations.formatting import on_one_line
from lab.expectations.patterns import Pattern, matches
from lab.expectations.plan_context import At, PlanContext, service_port
from lab.expectations.registry import register
from lab.expectations.results import Mismatch, failed_for, passed
from lab.language.patch.data import value_at
from lab.language.paths import PathError, parse_path
from lab.language.reasons import NOT_THERE, WRONG_VALUE
from lab.queries.http import Page, PageAnswer
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement

_GONE = (404, 410)
_MAX_QUOTED = 200  # characters of a text in a message


def _path(text: str) -> str:
    parse_path(text)
    return text


@register
class AnswersExpectation(Expectation):
    """A service of the lab answers a GET request with the expected status, text and values in its JSON.

    Redirects are not followed.
    """

    kind = "answers"
    group = "any service"
    reasons = (NOT_THERE, WRONG_VALUE)

    answers: str = Field(description="name of the service")
    path: str = Field("/", pattern=r"^/.*", description="path and query of the URL. Default: /")
    port: str | None = Field(None, description="name of the port. Default: the first port of the service")
    status: int = Field(200, ge=100, le=599, description="expected HTTP status code. Default: 200")
    says: Pattern | None = Field(
        None, description="text of the body, or a /regular expression/ found in it. Default: any"
    )
    json_: Mapping[Annotated[str, AfterValidator(_path)], Pattern] = Field(
        default_factory=dict,
        alias="json",
        description="path in the JSON body, for example data.status or data[0].name -> value or /regular expression/; "
        "values other than text are compared as JSON, for example 'true'. Default: none",
    )

    def plan(self, at: At, within: float, ctx: PlanContext) -> PageCheck | None:
        port = service_port(self.answers, self.port, at("answers"), at("port"), ctx)
        return None if port is None else PageCheck(self, port)


@dataclass(frozen=True, slots=True)
class PageCheck(Check):
    """The expectation with its container port."""

    expectation: AnswersExpectation
    port: int

    def expected(self, ctx: EvalContext) -> str:
        page = self.expectation
        parts = [f"GET {page.path} of {page.answers} answers {page.status}"]
        if page.says is not None:
            parts.append(f"saying {page.says}")
        parts += [f"{path} = {value}" for path, value in page.json_.items()]
        return ", ".join(parts)

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        return (Page(service=self.expectation.answers, port=self.port, path=self.expectation.path),)

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        wanted, page = self.expectation, Page.read(observations[0].answer)
        actual = f"{page.status}: {_short(page.text)}"
        mismatches = []
        if page.status != wanted.status:
            mismatches.append(
                Mismatch(
                    NOT_THERE if page.status in _GONE else WRONG_VALUE,
                    f"status {actual}",
                    difference=f"status {page.status}, not {wanted.status}",
                )
            )
        if wanted.says is not None and not matches(wanted.says, page.text.strip()):
            mismatches.append(Mismatch(WRONG_VALUE, f"the text does not say {wanted.says}: {_short(page.text)}"))
        mismatches += self._json_mismatches(page)
        return failed_for(expected, mismatches) if mismatches else passed(expected, actual)

    def _json_mismatches(self, page: PageAnswer) -> list[Mismatch]:
        if self.expectation.json_ and page.json is None and page.text.strip() != "null":
            return [Mismatch(WRONG_VALUE, f"the body is not JSON: {_short(page.text)}")]
        mismatches = []
        for path, pattern in self.expectation.json_.items():
            try:
                value = _text(value_at(page.json, path))
            except PathError as error:
                mismatches.append(Mismatch(WRONG_VALUE, f"{error}, in {_short(page.text)}"))
                continue
            if not matches(pattern, value):
                mismatches.append(Mismatch(WRONG_VALUE, f"{path} is {_short(value)}, not {pattern}"))
        return mismatches


def _text(value: Any) -> str:
    """A string as it is, any other value as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _short(text: str) -> str:
    return on_one_line(text, _MAX_QUOTED) or "nothing"
