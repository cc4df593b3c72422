"""Whether two queries say the same: series are paired by their labels, and the values of each pair compared."""

from __future__ import annotations

import math
from typing import Any, TypeAlias

from lab.expectations.eval_context import Moment
from lab.expectations.results import (
    Mismatch,
    failed,
    failed_for,
    passed,
    points_of,
    spell_labels,
    spell_value,
    unobserved,
)
from lab.expectations.telemetry_models import AgreementExpectation
from lab.language import reasons
from lab.queries.prometheus import RangeQuery
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement

Pair: TypeAlias = tuple[tuple[str, str], ...]  # the labels that count in the matching, sorted


def asks(check: AgreementExpectation, moment: Moment) -> tuple[Query, ...]:
    # One moment for both: instant queries would be evaluated some milliseconds apart, and rates would differ.
    return tuple(
        RangeQuery(query=query, start=moment.now, end=moment.now, step=1.0) for query in (check.agree, check.with_)
    )


def judge(check: AgreementExpectation, observations: tuple[Observation, ...], moment: Moment) -> Judgement:
    expected = f"series by series the same as {check.with_}"
    if check.tolerance:
        expected += f", within {check.tolerance * 100:g}% of the larger value"
    if missed := unobserved(expected, observations):
        return missed
    one, other = (_paired(observation.answer, check.ignoring) for observation in observations)
    if not one or not other:
        return failed(reasons.NO_SERIES, expected, _empty(one, other), hint=_about_empty(check, one, other))
    faults = [*_ambiguous(one, "first"), *_ambiguous(other, "second")]
    faults += [
        Mismatch(reasons.MISSING_SERIES, f"only the first has {_say(pair)}") for pair in one if pair not in other
    ]
    faults += [
        Mismatch(reasons.MISSING_SERIES, f"only the second has {_say(pair)}") for pair in other if pair not in one
    ]
    apart = {pair: _apart(one[pair][0], other[pair][0]) for pair in one if pair in other}
    wrong = [pair for pair, share in apart.items() if not share <= check.tolerance]
    faults += [Mismatch(reasons.WRONG_VALUE, _both(pair, one, other, apart[pair])) for pair in wrong]
    if faults:
        off = f"{len(wrong)} of {len(apart)} pairs differ" if wrong else ""
        return failed_for(expected, faults, difference=off, hint=_about_labels(one, other))
    most = max(apart, key=lambda pair: apart[pair])
    number = f"{len(apart)} pair{'' if len(apart) == 1 else 's'}, {'the furthest apart' if apart[most] else 'as'} "
    return passed(expected, number + _both(most, one, other, apart[most]))


def _paired(answer: Any, ignoring: tuple[str, ...]) -> dict[Pair, list[float]]:
    """The values of the series that share these labels: one, where the matching is not ambiguous."""
    found: dict[Pair, list[float]] = {}
    for labels, points in points_of(answer):
        pair = tuple(sorted((k, v) for k, v in labels.items() if k != "__name__" and k not in ignoring))
        found.setdefault(pair, []).extend(value for _, value in points)
    return found


def _ambiguous(side: dict[Pair, list[float]], which: str) -> list[Mismatch]:
    return [
        Mismatch(reasons.WRONG_LABELS, f"{len(values)} series of the {which} are {_say(pair)}, which one is meant?")
        for pair, values in side.items()
        if len(values) > 1
    ]


def _apart(one: float, other: float) -> float:
    """As a share of the larger value. A NaN is no value to agree on: 0/0 is what an empty lab says."""
    if math.isnan(one) or math.isnan(other):
        return math.inf
    if one == other:
        return 0.0
    larger = max(abs(one), abs(other))
    return math.inf if math.isinf(larger) else abs(one - other) / larger


def _say(pair: Pair) -> str:
    return spell_labels(dict(pair)) if pair else "what has no labels"


def _both(pair: Pair, one: dict[Pair, list[float]], other: dict[Pair, list[float]], apart: float) -> str:
    values = f"{_say(pair)}: {spell_value(one[pair][0])} and {spell_value(other[pair][0])}"
    return values if not apart or math.isinf(apart) else f"{values}, {apart * 100:.3g}% apart"


def _empty(one: dict[Pair, list[float]], other: dict[Pair, list[float]]) -> str:
    if not one and not other:
        return "no series from either query"
    return f"no series from the {'second' if one else 'first'} query, {len(one or other)} from the other"


def _about_empty(check: AgreementExpectation, one: dict[Pair, list[float]], other: dict[Pair, list[float]]) -> str:
    silent = [query for query, found in ((check.agree, one), (check.with_, other)) if not found]
    return f"does anything send it? nothing came of {' and of '.join(silent)}"


def _about_labels(one: dict[Pair, list[float]], other: dict[Pair, list[float]]) -> str:
    first, second = ({name for pair in side for name, _ in pair} for side in (one, other))
    if not first ^ second:
        return ""
    words = [
        f"only the {which} has the labels {', '.join(sorted(names))}"
        for which, names in (("first", first - second), ("second", second - first))
        if names
    ]
    return f"{' and '.join(words)}; sum without them, or name them in 'ignoring'"
