"""Computes the result of a record: every measure of every pair of sides, with a verdict where it is judged.

Totals are judged, and what has no total or is named in an expectation. The rows of single components and links explain
a total: judging them too would count the same difference several times and make every verdict harder to reach, since
the level is divided by the number of verdicts. `stats.significance` compares two sets of values.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from lab.comparison.hypotheses import hypothesis_results
from lab.comparison.measures import Measure, find_measure, measure_and_part, unknown_measure
from lab.comparison.record import ComparisonRecord
from lab.comparison.result import ComparisonResult, Pair, Row
from lab.comparison.stats.significance import FEWEST, Decision, Verdict, decide
from lab.comparison.stats.summary_stats import summarize
from lab.comparison.table import Column, Key, Table, table_of

# The probability that any verdict of a comparison names a winner where there is none.
FAMILY_LEVEL = 0.05
_UNSTEADY = 0.10  # coefficient of variation of the CPU benchmark


@dataclass(frozen=True, slots=True)
class PairTables:
    """The values of two sides, under the names that their columns get in reports; `Pair` explains the rest."""

    first: str
    other: str
    tables: tuple[Table, Table]
    undecided: str = ""
    same_side: str = ""
    title: str = ""


def compare(record: ComparisonRecord) -> ComparisonResult:
    """The two sides of each contrast; without contrasts, the first side with each other one."""
    names = [side.name for side in record.sides]
    tables = {name: table_of(record.valid_repetitions(name)) for name in names}
    invalid = {name: invalid_reason(record, name) for name in names}
    contrasts = list(record.contrasts.items()) or [("", (names[0], other)) for other in names[1:]]
    pairs = [
        PairTables(
            first,
            other,
            (tables[first], tables[other]),
            "; ".join(filter(None, (invalid[first], invalid[other]))),
            title=title,
        )
        for title, (first, other) in contrasts
    ]
    result = judge_pairs(pairs, record.margins, [expected.measure for expected in record.expected])
    unknown = filter(None, map(unknown_measure, record.margins))
    return replace(
        result,
        pairs=tuple(replace(pair, hypotheses=hypothesis_results(record.expected, pair)) for pair in result.pairs),
        benchmark_ms=summarize(record.benchmark_ms) if record.benchmark_ms else None,
        remarks=(*record.remarks, *unknown, *unsteady_machine(record)),
    )


def judge_pairs(
    pairs: Sequence[PairTables], margins: Mapping[str, float], named: Collection[str] = ()
) -> ComparisonResult:
    """All pairs at one level, so that `FAMILY_LEVEL` holds for the whole result. `named`: measures of expectations."""
    parts = {measure_and_part(name) for name in named}
    judged = [_judged_keys(pair, parts, margins) for pair in pairs]
    judged_count = sum(
        min(len(table[key].values) for table in pair.tables) >= FEWEST
        for pair, keys in zip(pairs, judged, strict=True)
        for key in keys
    )
    level = FAMILY_LEVEL / max(1, judged_count)
    return ComparisonResult(
        tuple(
            Pair(
                pair.first,
                pair.other,
                _rows(pair, keys, margins, level),
                pair.undecided,
                pair.same_side,
                title=pair.title,
            )
            for pair, keys in zip(pairs, judged, strict=True)
        ),
        judged_count,
        level,
    )


def _judged_keys(pair: PairTables, named: set[tuple[str, str]], margins: Mapping[str, float]) -> frozenset[Key]:
    both = [key for key in pair.tables[0] if key in pair.tables[1]]
    totals = {replace(key, of="") for key in both if not key.of}
    return frozenset(
        key
        for key in both
        if (not key.of or replace(key, of="") not in totals or (key.measure, key.of) in named)
        and find_measure(key.measure, "", margins).better != "neither"
    )


def _rows(pair: PairTables, judged: frozenset[Key], margins: Mapping[str, float], level: float) -> tuple[Row, ...]:
    keys = sorted({*pair.tables[0], *pair.tables[1]}, key=lambda key: key.position)
    return tuple(_row(pair, key, key in judged, margins, level) for key in keys)


def _row(pair: PairTables, key: Key, judged: bool, margins: Mapping[str, float], level: float) -> Row:
    columns: dict[str, Column] = {
        name: table[key] for name, table in zip((pair.first, pair.other), pair.tables, strict=True) if key in table
    }
    column = next(iter(columns.values()))
    measure = find_measure(key.measure, column.unit, margins)
    summaries = {name: summarize(column.values, column.limit) for name, column in columns.items()}
    row = Row(key.phase, measure, key.of, column.within, key.size, summaries)
    if len(columns) == 1:
        return replace(row, reason=f"only on {next(iter(columns))}")
    first, other = summaries.values()
    decision = decide(first.values, other.values, measure, level)
    row = replace(row, ratio=other.median / first.median if first.median else None, interval=decision.interval)
    if not judged:
        return replace(row, reason=_not_judged(measure))
    if pair.undecided:
        return replace(row, verdict=Verdict.INCONCLUSIVE, reason="nothing is decided between these sides")
    return _with_verdict(row, pair, decision)


def _with_verdict(row: Row, pair: PairTables, decision: Decision) -> Row:
    censored = [summary.is_censored(value) for summary in row.summaries.values() for value in summary.values]
    if all(censored) and decision.verdict is Verdict.EQUIVALENT:
        # Both ended at the limit, so how far the true values are apart is unknown.
        limit = min(summary.low for summary in row.summaries.values())
        return replace(row, verdict=Verdict.INCONCLUSIVE, reason=f"neither side within the limit of {limit:.3g} s")
    winner = {Verdict.BETTER: pair.other, Verdict.WORSE: pair.first}.get(decision.verdict)
    return replace(
        row,
        verdict=decision.verdict,
        winner=winner,
        more_repetitions=decision.more_repetitions,
        reason=decision.reason,
    )


def _not_judged(measure: Measure) -> str:
    return "not judged" if measure.better == "neither" else "part of a total, which is judged"


def invalid_reason(record: ComparisonRecord, side: str) -> str:
    """Why the numbers of a side cannot be compared with any other's; empty when they can."""
    valid = record.valid_repetitions(side)
    for repetition in valid:
        for check in repetition.wire_checks:
            if not check.passed:
                return (
                    f"{side} failed the wire check {check.claim!r} in {repetition.phase} repetition "
                    f"{repetition.number}: expected {check.expected}, got {check.actual}"
                )
    if not valid:
        reason = next((r.invalid_reason for r in record.repetitions if r.side == side), "")
        return f"{side} has no valid repetition" + (f": {reason}" if reason else "")
    return ""


def unsteady_machine(record: ComparisonRecord) -> tuple[str, ...]:
    """A remark when the speed of the machine varied, else nothing."""
    if not record.benchmark_ms:
        return ()
    benchmark = summarize(record.benchmark_ms)
    if benchmark.variation is None or benchmark.variation <= _UNSTEADY:
        return ()
    fastest, slowest = min(benchmark.values), max(benchmark.values)
    return (f"the machine was not steady: the same CPU benchmark took {fastest:.3g} to {slowest:.3g} ms",)
