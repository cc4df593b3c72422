"""Texts for the rows of a comparison: titles, medians, verdicts, and sentences about the side with the larger value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lab.comparison.report.format import list_text, ratio_text, summary_value_text, value_text
from lab.comparison.result import Pair, Row
from lab.comparison.stats.significance import Verdict
from lab.report.tones import Tone

MORE_LEGEND = "(+n) estimated repetitions per side to reach a verdict"


@dataclass(frozen=True, slots=True)
class Difference:
    """`push uses 1.8 times the CPU`. `side` is empty where neither has a larger value."""

    side: str
    predicate: str

    def __str__(self) -> str:
        return f"{self.side} {self.predicate}".lstrip()


def row_title(row: Row) -> str:
    """The measure, its part, and the size."""
    parts = [row.measure.title, f"({row.of})" if row.of else "", f"at {row.size:,} series" if row.size else ""]
    return " ".join(filter(None, parts))


def row_value_text(row: Row, side: str, value: float) -> str:
    return summary_value_text(value, row.summaries[side], row.measure.unit)


def median_text(row: Row, side: str) -> str:
    """With the worst repetition, where the measure is `worst` and it differs."""
    if side not in row.summaries:
        return "-"
    summary = row.summaries[side]
    worst = max(summary.values) if row.measure.worst else summary.median
    text = row_value_text(row, side, summary.median)
    return f"{text} (worst {row_value_text(row, side, worst)})" if worst > summary.median else text


def interval_text(row: Row, side: str) -> str:
    low, high = (row_value_text(row, side, end) for end in (row.summaries[side].low, row.summaries[side].high))
    return low if low == high else f"{low} to {high}"


def ratio_cell(row: Row) -> str:
    """Empty where one of the medians is censored."""
    if row.ratio is None or row.ratio >= 1000 or any(s.is_censored(s.median) for s in row.summaries.values()):
        return ""
    return f"x {value_text(row.ratio, '')}"


def verdict_text(row: Row, pair: Pair) -> tuple[str, Tone]:
    match row.verdict:
        case Verdict.BETTER | Verdict.WORSE:
            return f"{row.winner} is better", "good"
        case Verdict.EQUIVALENT:
            return "equivalent", "quiet"
        case Verdict.INCONCLUSIVE:
            return "undecided" if pair.undecided else "inconclusive", "doubt"
        case None:
            return "", "quiet"


def more_text(row: Row) -> str:
    """See `MORE_LEGEND`; empty when more would not help, or there is a verdict."""
    return f"(+{row.more_repetitions})" if row.more_repetitions else ""


def difference(row: Row, pair: Pair) -> Difference:
    """A sentence about the side with the larger value."""
    medians = {side: summary.median for side, summary in row.summaries.items()}
    if len(medians) < 2:
        return Difference("", f"only measured on {list_text(tuple(medians))}")
    less, more = sorted((pair.first, pair.other), key=lambda side: medians[side])
    more_censored = row.summaries[more].is_censored(medians[more])
    if row.verdict is Verdict.EQUIVALENT or medians[less] == medians[more]:
        return Difference("", _no_difference(row, more, more_censored))
    if row.verdict is Verdict.INCONCLUSIVE:
        return Difference("", f"medians {value_text(medians[more] - medians[less], row.measure.unit)} apart")
    phrase = row.measure.phrase
    if more_censored:
        limit = value_text(row.summaries[more].limit or 0.0, row.measure.unit)
        return Difference(more, f"{phrase.censored} within {limit}")
    if medians[less] <= 0:
        amount = value_text(medians[more], row.measure.unit)
        noun = f" {phrase.noun}" if row.measure.unit == "count" else ""
        return Difference(more, f"{phrase.verb} {amount}{noun}, {less} none")
    return Difference(more, f"{phrase.verb} {ratio_text(medians[more] / medians[less])} {phrase.noun}")


def _no_difference(row: Row, side: str, censored: bool) -> str:
    summary = row.summaries[side]
    if censored:
        return f"neither side within {value_text(summary.limit or 0.0, row.measure.unit)}"
    return "none on either side" if summary.median == 0 and row.measure.better == "lower" else "no relevant difference"


def differences_by_side(rows: Iterable[Row], pair: Pair) -> tuple[str, ...]:
    """One line per side with everything it has more of, from the rows with a winner."""
    differences = dict.fromkeys(difference(row, pair) for row in rows if row.winner)
    lines = []
    for side in (pair.other, pair.first):
        own = [difference.predicate for difference in differences if difference.side == side]
        lines += [str(Difference(side, list_text(own)))] if own else []
    return tuple(lines)
