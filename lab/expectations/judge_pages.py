"""What a service answered to a GET request: its status, its text, values in its JSON."""

from __future__ import annotations

import json
from typing import Any

from lab.expectations.eval_context import Moment
from lab.expectations.results import Mismatch, failed_for, matches, passed, unobserved
from lab.expectations.specs import PageCheck
from lab.language import reasons
from lab.language.patch.data import found_at
from lab.language.paths import PathError
from lab.queries.http import Page
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement

_GONE = (404, 410)
_SHOWN = 200  # characters of a text


def asks(check: PageCheck, moment: Moment) -> tuple[Query, ...]:
    return (Page(service=check.expectation.answers, port=check.port, path=check.expectation.path),)


def judge(check: PageCheck, observations: tuple[Observation, ...], moment: Moment) -> Judgement:
    wanted = check.expectation
    expected = ", ".join(
        [f"GET {wanted.path} of {wanted.answers} answers {wanted.status}"]
        + ([f"saying {wanted.says}"] if wanted.says is not None else [])
        + [f"{path} = {value}" for path, value in wanted.json_.items()]
    )
    if missed := unobserved(expected, observations):
        return missed
    status, text, body = (observations[0].answer[key] for key in ("status", "text", "json"))
    seen = f"{status}: {_short(text)}"
    faults = []
    if status != wanted.status:
        faults.append(Mismatch(reasons.NOT_THERE if status in _GONE else reasons.WRONG_VALUE, f"status {seen}"))
    if wanted.says is not None and not matches(wanted.says, text.strip()):
        faults.append(Mismatch(reasons.WRONG_VALUE, f"the text does not say {wanted.says}: {_short(text)}"))
    faults += _json_faults(check, body, text)
    if not faults:
        return passed(expected, seen)
    return failed_for(
        expected, faults, difference=f"status {status}, not {wanted.status}" if status != wanted.status else ""
    )


def _json_faults(check: PageCheck, body: Any, text: str) -> list[Mismatch]:
    if check.expectation.json_ and body is None and text.strip() != "null":
        return [Mismatch(reasons.WRONG_VALUE, f"the body is no JSON: {_short(text)}")]
    faults = []
    for path, pattern in check.expectation.json_.items():
        try:
            value = _spelled(found_at(body, path))
        except PathError as error:
            faults.append(Mismatch(reasons.WRONG_VALUE, f"{error}, in {_short(text)}"))
            continue
        if not matches(pattern, value):
            faults.append(Mismatch(reasons.WRONG_VALUE, f"{path} is {_short(value)}, not {pattern}"))
    return faults


def _spelled(value: Any) -> str:
    """A text as it stands, anything else as JSON spells it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return (flat if len(flat) <= _SHOWN else f"{flat[:_SHOWN]}...") or "nothing"
