"""Values of series: every one, any one, exactly so many, and equal to what the load generator counted."""

from __future__ import annotations

from lab.judge.moment import Moment
from lab.judge.saying import (
    Labels,
    failed,
    passed,
    series_of,
    shortened,
    spell_labels,
    spell_value,
    unobserved,
)
from lab.plan.model import SeriesCheck
from lab.record.event import LoadTruth
from lab.record.observation import Ask, InstantQuery, Observation
from lab.record.verdict import Judgement, Status
from lab.scenario.conditions import Condition, say_condition
from lab.scenario.reasons import Reason


def asks(check: SeriesCheck, moment: Moment) -> tuple[Ask, ...]:
    return (InstantQuery(query=check.query),)


def judge(check: SeriesCheck, observations: tuple[Observation, ...], moment: Moment) -> Judgement:
    expected = _expected(check)
    if missed := unobserved(expected, observations):
        return missed
    found = series_of(observations[0].answer)
    if check.exactly is not None and len(found) != check.exactly:
        return _miscounted(check, expected, found)
    if not found and check.exactly is None:
        return failed(
            Reason.NO_SERIES,
            expected,
            "no series",
            advice=f"does anything send it? the query was {check.query}",
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
    return ", ".join(words) or "at least one series"


def _miscounted(check: SeriesCheck, expected: str, found: list[tuple[Labels, float]]) -> Judgement:
    wanted = check.exactly or 0
    fewer = Reason.MISSING_SERIES if found else Reason.NO_SERIES
    reason = Reason.UNEXPECTED_SERIES if len(found) > wanted else fewer
    names = shortened([spell_labels(labels) for labels, _ in found])
    return failed(
        reason, expected, f"{len(found)} series" + (f": {names}" if names else ""), off=f"{len(found) - wanted:+d}"
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
    return failed(Reason.WRONG_VALUE, expected, seen, off=off)


def _against_load(
    check: SeriesCheck, condition: Condition, found: list[tuple[Labels, float]], load: LoadTruth | None
) -> Judgement:
    """Every label set that the load counted must be there with its count; any other must be at 0."""
    expected = f"what the load counted, for {' and '.join(check.load_labels.values()) or 'all requests'}"
    if load is None or load.flaw:
        return Judgement(
            status=Status.UNDECIDED,
            reason=Reason.LOAD_OFF,
            expected=expected,
            seen=load.flaw if load else "no load was sent",
            final=True,
        )
    truth = counted(load, tuple(check.load_labels.values()))
    seen: dict[tuple[str, ...], float] = {}
    for labels, value in found:
        key = tuple(labels.get(raw, "") for raw in check.load_labels)
        seen[key] = seen.get(key, 0.0) + value
    missing = [key for key in truth if key not in seen]
    if missing:
        what = shortened([f"{' '.join(key)} ({truth[key]} sent)" for key in missing])
        return failed(
            Reason.MISSING_SERIES, expected, f"no series for {what}", off=f"{len(missing)} label sets missing"
        )
    wrong = []
    above = False
    for key, value in seen.items():
        wanted = float(truth.get(key, 0))
        if not condition.holds(value, wanted):
            target = condition.target(wanted)
            wrong.append(f"{' '.join(key) or 'total'}: {spell_value(value)}, expected {spell_value(target or 0.0)}")
            above = above or value > wanted
    total = spell_value(sum(seen.values()))
    if not wrong:
        return passed(expected, f"{total} in {len(seen)} label sets, each {say_condition(condition, None)}")
    off = f"{total} in all, the load sent {sum(truth.values())}"
    # A counter only grows: one that is past the exact count cannot come back to it.
    past = above and not any(c.within or c.per for c in condition.comparisons)
    return failed(Reason.WRONG_VALUE, expected, shortened(wrong), off=off, final=past)


def counted(load: LoadTruth, labels: tuple[str, ...]) -> dict[tuple[str, ...], int]:
    """The load's counts summed by method, route or status, whichever are named."""
    sums: dict[tuple[str, ...], int] = {}
    for entry in load.counts:
        key = tuple(str(getattr(entry, label)) for label in labels)
        sums[key] = sums.get(key, 0) + entry.count
    return sums
