"""A comparison now against the same one earlier: each side with itself, to see what a new version has changed.

Only what was measured under the same load and intervals and on the same system can be compared; anything else is
undecided, with the reason. Changed images and a changed speed of the machine are remarks: either may explain a
difference.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping

from lab.comparison.record import ComparisonRecord, Intervals, SideRecord
from lab.comparison.result import ComparisonResult
from lab.comparison.stats.summary_stats import summarize
from lab.comparison.table import table_of
from lab.comparison.verdicts import PairTables, invalid_reason, judge_pairs, unsteady_machine
from lab.errors import Problems
from lab.language.strict_yaml import read
from lab.record.run_record import Versions

BEFORE, NOW = "before", "now"
_SPEED_CHANGE = 0.10  # of the machine; a smaller change is not worth a remark
_SAME_KEYS = ("load", "steady", "faults", "sizes")  # of a comparison file: what must not have changed


def compare_with_baseline(now: ComparisonRecord, before: ComparisonRecord) -> ComparisonResult:
    """A pair `before` and `now` for each side that both have."""
    earlier = {side.name: side for side in before.sides}
    both = [side for side in now.sides if side.name in earlier]
    differences = _differences(now, before)
    result = judge_pairs([_pair(side.name, now, before, differences) for side in both], now.margins)
    return ComparisonResult(
        result.pairs,
        result.judged,
        result.level,
        summarize(now.benchmark_ms) if now.benchmark_ms else None,
        (
            *_missing_sides(now, before),
            *(remark for side in both for remark in _changes(side, earlier[side.name])),
            *_machine_changes(now, before),
        ),
    )


def _pair(side: str, now: ComparisonRecord, before: ComparisonRecord, differences: list[str]) -> PairTables:
    invalid = [
        f"{when}: {reason}"
        for when, record in ((BEFORE, before), (NOW, now))
        if (reason := invalid_reason(record, side))
    ]
    tables = (table_of(before.valid_repetitions(side)), table_of(now.valid_repetitions(side)))
    return PairTables(BEFORE, NOW, tables, "; ".join((*differences, *invalid)), side)


def _differences(now: ComparisonRecord, before: ComparisonRecord) -> list[str]:
    """Why the two cannot be compared at all."""
    reasons = []
    if now.lab_intervals != before.lab_intervals:
        reasons.append(
            f"other intervals: before {_intervals_text(before.lab_intervals)}, now {_intervals_text(now.lab_intervals)}"
        )
    old, new = _file_content(before.text), _file_content(now.text)
    reasons += [
        f"{key!r} in the comparison file has changed"
        for key in _SAME_KEYS
        if old and new and old.get(key) != new.get(key)
    ]
    if now.versions.system and before.versions.system and now.versions.system != before.versions.system:
        reasons.append(f"other systems: before {before.versions.system}, now {now.versions.system}")
    return reasons


def _intervals_text(intervals: Intervals) -> str:
    return f"scrape {intervals.scrape:g} s, export {intervals.export:g} s, lookback {intervals.lookback:g} s"


def _file_content(text: str) -> Mapping[str, object]:
    """The comparison file as data; empty when its text was not recorded or cannot be read."""
    if "\n" not in text:
        return {}
    try:
        data = read(text, "comparison").data
    except Problems:
        return {}
    return data if isinstance(data, dict) else {}


def _missing_sides(now: ComparisonRecord, before: ComparisonRecord) -> tuple[str, ...]:
    names = [side.name for side in now.sides], [side.name for side in before.sides]
    return (
        *(f"the side {name} is new" for name in names[0] if name not in names[1]),
        *(f"the side {name} is gone" for name in names[1] if name not in names[0]),
    )


def _changes(now: SideRecord, before: SideRecord) -> tuple[str, ...]:
    earlier = {image.service: image for image in before.images}
    remarks = [
        f"{now.name}: {image.service} ran {earlier[image.service].used} before, {image.used} now"
        if earlier[image.service].used != image.used
        else f"{now.name}: {image.service} runs another image than before under the same name {image.used}"
        for image in now.images
        if image.service in earlier and earlier[image.service].image_id != image.image_id
    ]
    if now.plan_digest != before.plan_digest:
        remarks.append(f"{now.name}: the scenario, its patches or its components have changed")
    return tuple(remarks)


def _machine_changes(now: ComparisonRecord, before: ComparisonRecord) -> tuple[str, ...]:
    remarks = [
        f"{program} {old} before, {new} now"
        for program, old, new in _versions(before.versions, now.versions)
        if old and new and old != new
    ]
    if now.benchmark_ms and before.benchmark_ms:
        slowdown = statistics.median(now.benchmark_ms) / statistics.median(before.benchmark_ms)
        if abs(slowdown - 1) > _SPEED_CHANGE:
            remarks.append(f"the machine took {slowdown:.2f} times as long for the same CPU benchmark as before")
    return (*remarks, *unsteady_machine(now))


def _versions(before: Versions, now: Versions) -> tuple[tuple[str, str, str], ...]:
    """Program, its version before, its version now."""
    return (
        ("engine", before.engine, now.engine),
        ("compose", before.compose, now.compose),
        ("lab", before.lab, now.lab),
    )
