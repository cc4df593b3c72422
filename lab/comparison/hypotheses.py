"""Whether the differences that a comparison file expects were measured: confirmed, contradicted or inconclusive."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lab.comparison.measures import measure_and_part, unknown_measure
from lab.comparison.record import ExpectedDifference
from lab.comparison.result import HypothesisResult, Pair, Row, Status
from lab.comparison.stats.significance import Verdict


def hypothesis_results(expected: Iterable[ExpectedDifference], pair: Pair) -> tuple[HypothesisResult, ...]:
    """Of the differences that concern these two sides."""
    return tuple(
        _result(difference, pair.rows)
        for difference in expected
        if difference.better in (None, pair.first, pair.other) and difference.contrast in (None, pair.title)
    )


def _result(expected: ExpectedDifference, rows: Sequence[Row]) -> HypothesisResult:
    status, evidence = _status(expected, rows)
    return HypothesisResult(expected.measure, expected.better, expected.because, status, evidence)


def _status(expected: ExpectedDifference, rows: Sequence[Row]) -> tuple[Status, str]:
    name, part = measure_and_part(expected.measure)
    judged = [row for row in rows if row.measure.id == name and (not part or row.of == part) and row.verdict]
    if not judged:
        unknown = unknown_measure(name)
        why = f": {unknown}" if unknown else ""
        return Status.INCONCLUSIVE, f"{expected.measure} was not judged on these sides{why}"
    decided = [row for row in judged if row.verdict is not Verdict.INCONCLUSIVE]
    contradicting = [row for row in decided if row.winner != expected.better]
    if contradicting:
        return Status.CONTRADICTED, "; ".join(map(_evidence, contradicting))
    if decided:
        return Status.CONFIRMED, "; ".join(map(_evidence, decided))
    return Status.INCONCLUSIVE, "; ".join(map(_evidence, judged))


def _evidence(row: Row) -> str:
    at = f"at {row.size:,} series: " if row.size else ""
    verdict = f"{row.winner} is better" if row.winner else row.verdict
    return f"{at}{verdict} ({row.reason})"
