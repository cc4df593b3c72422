"""Values of series: every one, any one, exactly so many, and equal to what the load generator counted."""

from __future__ import annotations

import math

from lab.expectations.eval_context import Moment
from lab.expectations.load_counts import load_off
from lab.expectations.results import (
    Labels,
    failed,
    passed,
    points_of,
    series_of,
    shortened,
    spell_labels,
    spell_value,
    unobserved,
)
from lab.expectations.specs import SeriesCheck
from lab.language import reasons
from lab.language.conditions import Condition, say_condition
from lab.language.quantities import spell_duration
from lab.queries.loki import LogRange, LogValue
from lab.queries.prometheus import InstantQuery, RangeQuery
from lab.queries.query import Query
from lab.record.event import LoadTruth
from lab.record.observation import Observation
from lab.record.verdict import Judgement, Status

STEP = 0.5  # seconds between two moments of a window


def asks(check: SeriesCheck, moment: Moment) -> tuple[Query, ...]:
    start, end = max(moment.now - check.for_, moment.step_started), moment.now
    match check.language, bool(check.for_):
        case "logql", True:
            # Loki answers at whole multiples of the step, whatever the start: so ask for these.
            first = math.ceil(start / STEP) * STEP
            last = max(first, math.floor(end / STEP) * STEP)
            return (LogRange(query=check.query, start=first, end=last, step=STEP),)
        case "logql", False:
            return (LogValue(query=check.query),)
        case _, True:
            return (RangeQuery(query=check.query, start=start, end=end, step=STEP),)
    return (InstantQuery(query=check.query),)


def judge(check: SeriesCheck, observations: tuple[Observation, ...], moment: Moment) -> Judgement:
    expected = _expected(check)
    if missed := unobserved(expected, observations):
        return missed
    if check.for_:
        return _all_along(check, observations[0], moment)
    return _at_once(check, series_of(observations[0].answer), moment)


def _all_along(check: SeriesCheck, observation: Observation, moment: Moment) -> Judgement:
    """Each moment of the window is judged as if it were the only one; the first that fails decides."""
    ask = observation.query
    assert isinstance(ask, RangeQuery | LogRange)
    points = points_of(observation.answer)
    count = int((ask.end - ask.start) / STEP + 1e-6) + 1
    judgement = _at_once(check, [], moment)
    for at in (ask.start + index * STEP for index in range(count)):
        then = [(labels, value) for labels, values in points for time, value in values if abs(time - at) < STEP / 2]
        judgement = _at_once(check, then, moment)
        if judgement.status is not Status.PASSED:
            ago = f"{moment.now - at:.1f} s before the end of the window: "
            return judgement.model_copy(update={"actual": ago + judgement.actual})
    watched = moment.now - moment.step_started
    if watched < check.for_:
        return failed(reasons.CONTROL_MISSING, _expected(check), f"watched for {watched:.1f} s so far")
    return passed(_expected(check), f"at {count} moments, the last time: {judgement.actual}")


def _at_once(check: SeriesCheck, found: list[tuple[Labels, float]], moment: Moment) -> Judgement:
    expected = _expected(check)
    if check.exactly is not None and len(found) != check.exactly:
        return _miscounted(check, expected, found)
    if not found and check.exactly is None:
        return failed(
            reasons.NO_SERIES,
            expected,
            "no series",
            hint=f"does anything send it? the query was {check.query}",
        )
    condition = check.every or check.any
    if condition is None:
        return passed(expected, f"{len(found)} series")
    if condition.about_load:
        return _against_load(check, condition, found, moment.load)
    return _against_condition(check, condition, expected, found)


def _expected(check: SeriesCheck) -> str:
    words = []
    if check.exactly is not None:
        words.append(f"exactly {check.exactly} series")
    if check.every:
        words.append(f"every series {check.every.text}")
    if check.any:
        words.append(f"any series {check.any.text}")
    always = f", for {spell_duration(check.for_)} without a break" if check.for_ else ""
    return (", ".join(words) or "at least one series") + always


def _miscounted(check: SeriesCheck, expected: str, found: list[tuple[Labels, float]]) -> Judgement:
    wanted = check.exactly or 0
    fewer = reasons.MISSING_SERIES if found else reasons.NO_SERIES
    reason = reasons.UNEXPECTED_SERIES if len(found) > wanted else fewer
    names = shortened([spell_labels(labels) for labels, _ in found])
    return failed(
        reason,
        expected,
        f"{len(found)} series" + (f": {names}" if names else ""),
        difference=f"{len(found) - wanted:+d}",
    )


def _against_condition(
    check: SeriesCheck, condition: Condition, expected: str, found: list[tuple[Labels, float]]
) -> Judgement:
    wrong = [(labels, value) for labels, value in found if not condition.holds(value)]
    if not wrong or (check.any and len(wrong) < len(found)):
        values = shortened([f"{spell_labels(labels)} = {spell_value(value)}" for labels, value in found], 3)
        return passed(expected, values)
    seen = shortened([f"{spell_labels(labels)} = {spell_value(value)}" for labels, value in wrong])
    target = condition.target(None)
    off = f"by {spell_value(wrong[0][1] - target)}" if target is not None else ""
    return failed(reasons.WRONG_VALUE, expected, seen, difference=off)


def _against_load(
    check: SeriesCheck, condition: Condition, found: list[tuple[Labels, float]], load: LoadTruth | None
) -> Judgement:
    """Every label set that the load counted must be there with its count; any other must be at 0."""
    expected = f"what the load counted, for {' and '.join(check.load_labels.values()) or 'all requests'}"
    if off_load := load_off(expected, load):
        return off_load
    assert load is not None
    truth = counted(load, tuple(check.load_labels.values()))
    seen: dict[tuple[str, ...], float] = {}
    for labels, value in found:
        key = tuple(labels.get(raw, "") for raw in check.load_labels)
        seen[key] = seen.get(key, 0.0) + value
    if any(key not in seen for key in truth):
        return _label_sets_missing(check, expected, found, truth, seen)
    wrong = []
    above = False
    for key, value in seen.items():
        wanted = float(truth.get(key, 0))
        if not condition.holds(value, wanted):
            target = condition.target(wanted)
            aim = spell_value(wanted if target is None else target)
            wrong.append(f"{' '.join(key) or 'total'}: {spell_value(value)}, expected {aim}")
            above = above or value > wanted
    total = spell_value(sum(seen.values()))
    if not wrong:
        return passed(expected, f"{total} in {len(seen)} label sets, each {say_condition(condition, None)}")
    off = f"{total} in all, the load sent {sum(truth.values())}"
    # A counter only grows: one that is past the exact count cannot come back to it. Lines leave the window of a count.
    past = above and check.language == "promql" and not any(c.within or c.per for c in condition.comparisons)
    return failed(reasons.WRONG_VALUE, expected, shortened(wrong), difference=off, final=past)


def _label_sets_missing(
    check: SeriesCheck,
    expected: str,
    found: list[tuple[Labels, float]],
    truth: dict[tuple[str, ...], int],
    seen: dict[tuple[str, ...], float],
) -> Judgement:
    missing = [key for key in truth if key not in seen]
    what = "no series for " + shortened([f"{' '.join(key)} ({truth[key]} sent)" for key in missing])
    other = [f"{' '.join(key)} = {spell_value(value)}" for key, value in seen.items() if key not in truth and value]
    if other:
        what += f"; there, but not sent: {shortened(other)}"
    given = sorted({label for labels, _ in found for label in labels})
    lacking = [label for label in check.load_labels if label not in given]
    advice = f"the result has no label {', '.join(lacking)}; it has: {', '.join(given) or 'none'}" if lacking else ""
    return failed(reasons.MISSING_SERIES, expected, what, difference=f"{len(missing)} label sets missing", hint=advice)


def counted(load: LoadTruth, labels: tuple[str, ...]) -> dict[tuple[str, ...], int]:
    """The load's counts summed by method, route or status, whichever are named."""
    sums: dict[tuple[str, ...], int] = {}
    for entry in load.counts:
        key = tuple(str(getattr(entry, label)) for label in labels)
        sums[key] = sums.get(key, 0) + entry.count
    return sums
