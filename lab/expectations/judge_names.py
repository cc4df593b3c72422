"""Which metric names a selector has had: exactly these, at least these, none of these."""

from __future__ import annotations

from collections.abc import Iterable

from lab.expectations.eval_context import Moment
from lab.expectations.results import failed, passed, shortened, unobserved
from lab.expectations.specs import NamesCheck
from lab.language import reasons
from lab.language.suggestions import did_you_mean
from lab.queries.prometheus import MetricNames
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement


def asks(check: NamesCheck, moment: Moment) -> tuple[Query, ...]:
    return (MetricNames(selector=check.expectation.metrics, start=moment.lab_started),)


def judge(check: NamesCheck, observations: tuple[Observation, ...], moment: Moment) -> Judgement:
    expected = _expected(check)
    if missed := unobserved(expected, observations):
        return missed
    found = set(observations[0].answer)
    if not found:
        # Names are only missing, or rightly absent, where something has reported at all.
        return failed(
            reasons.NO_SERIES,
            expected,
            "no metric names at all",
            hint=f"does anything send them? the selector was {check.expectation.metrics}",
        )
    wanted = set(check.exactly or ()) | set(check.at_least or ())
    missing = sorted(wanted - found)
    extra = sorted(found - set(check.exactly)) if check.exactly is not None else []
    forbidden = sorted(found & set(check.none_of or ()))
    off = f"{len(missing)} missing, {len(extra) + len(forbidden)} too many"
    if missing:
        seen = _say(found, missing, [*extra, *forbidden])
        advice = _nearest(missing, extra or sorted(found))
        return failed(reasons.MISSING_SERIES, expected, seen, difference=off, hint=advice)
    if extra or forbidden:
        return failed(reasons.UNEXPECTED_SERIES, expected, _say(found, (), [*extra, *forbidden]), difference=off)
    return passed(expected, f"{len(found)} metric names")


def _expected(check: NamesCheck) -> str:
    words = []
    if check.exactly is not None:
        words.append(f"exactly these {len(check.exactly)} metric names")
    if check.at_least is not None:
        words.append(f"at least these {len(check.at_least)} metric names")
    if check.none_of is not None:
        words.append(f"none of these {len(check.none_of)} metric names")
    return ", ".join(words)


def _say(found: Iterable[str], missing: Iterable[str], extra: Iterable[str]) -> str:
    parts = [f"{len(set(found))} names"]
    if missing:
        parts.append(f"missing: {shortened(list(missing))}")
    if extra := list(extra):
        parts.append(f"not expected: {shortened(extra)}")
    return ", ".join(parts)


def _nearest(missing: Iterable[str], known: list[str]) -> str:
    near = [(name, did_you_mean(name, known)) for name in missing]
    return next(
        (f"is {name} now called {hint.split(chr(39))[1]}?" for name, hint in near if "did you mean" in hint), ""
    )
