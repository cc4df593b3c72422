"""How answers are put into words, and the outcomes that every kind shares."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from lab.expectations.eval_context import Moment
from lab.language import reasons
from lab.language.reasons import Reason
from lab.record.observation import Observation
from lab.record.verdict import Judgement, Status

Labels: TypeAlias = Mapping[str, str]


def passed(expected: str, actual: str) -> Judgement:
    return Judgement(status=Status.PASSED, expected=expected, actual=actual)


def failed(
    reason: Reason, expected: str, actual: str, *, difference: str = "", hint: str = "", final: bool = False
) -> Judgement:
    return Judgement(
        status=Status.FAILED,
        reason=reason,
        expected=expected,
        actual=actual,
        difference=difference,
        hint=hint,
        final=final,
    )


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One of the things that are wrong. `final`: no later answer can mend it."""

    reason: Reason
    words: str
    final: bool = False


def failed_for(
    expected: str, faults: Sequence[Mismatch], *, arrived: str = "", difference: str = "", hint: str = ""
) -> Judgement:
    """All that is wrong in one judgement; the first gives the reason. `arrived`: what there was besides."""
    actual = shortened([fault.words for fault in faults]) + (f"; arrived: {arrived}" if arrived else "")
    return failed(
        faults[0].reason, expected, actual, difference=difference, hint=hint, final=any(fault.final for fault in faults)
    )


def too_soon(expected: str, window: float | None, moment: Moment, actual: str) -> Judgement | None:
    """The judgement while a window is not over yet; None when it is, or when there is none."""
    watched = moment.now - moment.step_started
    if not window or watched >= window:
        return None
    return failed(reasons.CONTROL_MISSING, expected, f"watched for {watched:.1f} s so far: {actual}")


def unobserved(expected: str, observations: Iterable[Observation]) -> Judgement | None:
    """The judgement when a backend refused a query or did not answer; None when all of them answered."""
    for observation in observations:
        if observation.refused:
            return failed(reasons.QUERY_ERROR, expected, f"the query was refused: {observation.error}", final=True)
        if observation.error:
            return Judgement(
                status=Status.UNDECIDED,
                reason=reasons.NOT_OBSERVED,
                expected=expected,
                actual=observation.error,
                hint="the backend did not answer; see its log in the report",
            )
    return None


def series_of(answer: Any) -> list[tuple[Labels, float]]:
    """Labels and value of each series of an instant answer; a scalar is one series without labels.

    A native histogram is there but is no single number, nor are the samples of a range: the value is then NaN, which
    meets no condition.
    """
    if answer["resultType"] in ("scalar", "string"):
        return [({}, float(answer["result"][1]))]
    return [
        (series["metric"], float(series["value"][1]) if "value" in series else math.nan) for series in answer["result"]
    ]


def points_of(answer: Any) -> list[tuple[Labels, list[tuple[float, float]]]]:
    """Labels and (unix seconds, value) points of each series of a range answer; NaN for native histograms."""
    return [(series["metric"], _points(series)) for series in answer["result"]]


def _points(series: Mapping[str, Any]) -> list[tuple[float, float]]:
    numbers = [(float(at), float(value)) for at, value in series.get("values", ())]
    return sorted(numbers + [(float(at), math.nan) for at, _ in series.get("histograms", ())])


def spell_labels(labels: Labels) -> str:
    name = labels.get("__name__", "")
    inner = ", ".join(f'{key}="{value}"' for key, value in sorted(labels.items()) if key != "__name__")
    return f"{name}{{{inner}}}" if inner or not name else name


def spell_value(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{value:.6g}"


def shortened(items: Sequence[str], most: int = 6) -> str:
    rest = len(items) - most
    return "; ".join(items[:most]) + (f"; and {rest} more" if rest > 0 else "")


def matches(pattern: str, value: str | None) -> bool:
    """`/regular expression/` anywhere in the value, or the very text."""
    if value is None:
        return False
    if len(pattern) >= 2 and pattern.startswith("/") and pattern.endswith("/"):
        return re.search(pattern[1:-1], value) is not None
    return pattern == value


def mismatches(wanted: Labels, given: Labels) -> list[str]:
    return [
        f"{name} is {given[name]!r}, not {pattern!r}" if name in given else f"{name} is missing"
        for name, pattern in wanted.items()
        if not matches(pattern, given.get(name))
    ]
