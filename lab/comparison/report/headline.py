"""Which rows of a pair are on the first screen, and the pair in one sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from lab.comparison.measures import SIZE_ON_TIME
from lab.comparison.result import ComparisonResult, Pair, Row
from lab.comparison.stats.significance import Verdict
from lab.language.counting import count


def is_part(row: Row, pair: Pair) -> bool:
    """Whether the row is a share of something that has a row itself."""
    if row.within:
        return True
    return bool(row.of) and any(
        not other.of and (other.phase, other.measure.id, other.size) == (row.phase, row.measure.id, row.size)
        for other in pair.rows
    )


def headline(pair: Pair) -> tuple[Row, ...]:
    """The rows of the first screen; of several sizes only the largest at which both sides were on time."""
    rows = [row for row in pair.rows if row.measure.headline and not is_part(row, pair)]
    size = _representative_size(pair)
    return tuple(row for row in rows if row.phase != "size" or row.size == size)


def _representative_size(pair: Pair) -> int:
    rows = [row for row in pair.rows if row.phase == "size" and len(row.summaries) > 1]
    both_on_time = [
        row.size
        for row in rows
        if row.measure.id == SIZE_ON_TIME.id and all(on_time(row, side) for side in row.summaries)
    ]
    return max(both_on_time or [row.size for row in rows], default=0)


def on_time(row: Row, side: str) -> bool:
    """Of a row of `SIZE_ON_TIME`: whether so few intervals were late that it does not matter."""
    return side in row.summaries and row.summaries[side].median >= 1 - row.measure.floor


def largest_on_time(pair: Pair) -> Mapping[str, int]:
    """Side -> the largest size whose intervals were all on time, 0 for none; empty when sizes were not measured."""
    rows = [row for row in pair.rows if row.measure.id == SIZE_ON_TIME.id and not row.of]
    if not rows:
        return {}
    return {side: max((row.size for row in rows if on_time(row, side)), default=0) for side in (pair.first, pair.other)}


def pair_sentence(pair: Pair) -> str:
    """`push vs pull, 11 measures: pull better in 7, 2 equivalent, 2 inconclusive`."""
    name = f"{pair.name}: " if pair.name else ""
    if pair.undecided:
        return f"{name}{pair.other} vs {pair.first}: undecided"
    rows = [row for row in headline(pair) if row.verdict]
    won = Counter(row.winner for row in rows if row.winner)
    parts = [f"{side} better in {number}" for side, number in won.most_common()]
    for verdict in (Verdict.EQUIVALENT, Verdict.INCONCLUSIVE):
        number = sum(row.verdict is verdict for row in rows)
        parts += [f"{number} {verdict}"] if number else []
    return f"{name}{pair.other} vs {pair.first}, {count(len(rows), 'measure')}: {', '.join(parts) or 'nothing judged'}"


def result_sentence(result: ComparisonResult) -> str:
    return "; ".join(map(pair_sentence, result.pairs))
