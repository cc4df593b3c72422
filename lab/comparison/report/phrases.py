"""Rows and pairs of a comparison in words: which are for the first screen, how a ratio is said, what a verdict is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from lab.comparison.model import Pair, Row
from lab.comparison.record import ComparisonRecord
from lab.comparison.report.format import larger_by, listed, measured, shown
from lab.language.counting import count

# what the side with the larger value does with what; found by the measure's name or by its first word
_DOES = {
    "cpu": ("costs", "processor time"),
    "memory": ("holds", "memory"),
    "wire": ("sends", "bytes"),
    "samples": ("stores", "samples"),
    "series": ("makes", "series"),
    "disk": ("takes", "disk space"),
    "lost": ("loses", "events"),
    "duplicates": ("counts", "events twice"),
    "freshness": ("needs", "time from an event to its answer"),
    "answer": ("answers with", "error"),
    "dead.noticed": ("needs", "time to notice a dead application"),
    "cut.noticed": ("needs", "time to notice a cut network"),
    "restart.recovered": ("needs", "time to go on after a restart"),
    "dead": ("loses", "events"),
    "cut": ("loses", "events"),
    "restart": ("loses", "events"),
    "cut.gap": ("leaves", "time without samples"),
    "restart.gap": ("leaves", "time without samples"),
    "size.cpu": ("costs", "processor time"),
    "size.cpu_per_series": ("costs", "processor time for a series"),
    "size.memory": ("holds", "memory"),
    "size.memory_per_series": ("holds", "memory for a series"),
    "size.took": ("needs", "time for a round"),
    "size.kept_up": ("keeps up with", "rounds"),
}
# what it is not seen to do before the wait is over
_NEVER = {
    "dead.noticed": "notices no dead application",
    "cut.noticed": "notices no cut network",
    "restart.recovered": "does not go on after a restart",
}
_DIRECTION = ": "  # in the name of a link of which only one direction was counted


@dataclass(frozen=True, slots=True)
class Wording:
    """Of the rows of one record. `wait`: seconds after which waiting for something was given up."""

    wait: float

    @classmethod
    def of(cls, record: ComparisonRecord) -> Wording:
        return cls(record.wait)

    def value(self, row: Row, value: float) -> str:
        return shown(value, row.measure.name, row.measure.unit, self.wait)

    def median(self, row: Row, side: str) -> str:
        """With the worst value, where what one repetition lost is not made good by another."""
        if side not in row.spreads:
            return "-"
        spread = row.spreads[side]
        worst = max(spread.values) if row.measure.worst else spread.median
        said = self.value(row, spread.median)
        return f"{said} (worst {self.value(row, worst)})" if worst > spread.median else said

    def seconds(self, name: str, value: float) -> str:
        return shown(value, name, "s", self.wait)

    def interval(self, row: Row, side: str) -> str:
        if side not in row.spreads:
            return ""
        low, high = (self.value(row, end) for end in (row.spreads[side].low, row.spreads[side].high))
        return low if low == high else f"{low} to {high}"

    def ratio(self, row: Row) -> str:
        """Nothing where one of the two is only known to be more than the wait."""
        if row.ratio is None or any(self.value(row, each.median).startswith(">") for each in row.spreads.values()):
            return ""
        return f"x {measured(row.ratio, '')}" if row.ratio < 1000 else ""

    def difference(self, row: Row, pair: Pair) -> str:
        """`push costs 1.8 times the processor time`: always about the side with the larger value."""
        medians = {side: each.median for side, each in row.spreads.items()}
        if len(medians) < 2:
            return f"measured on {listed(tuple(medians))} only"
        less, more = sorted((pair.first, pair.other), key=lambda side: medians[side])
        if row.verdict == "the same" or medians[less] == medians[more]:
            return self._alike(row, medians[more])
        if row.verdict == "cannot tell":
            return f"medians {measured(medians[more] - medians[less], row.measure.unit)} apart, unsettled"
        does, what = _does(row.measure.name)
        if self.value(row, medians[more]).startswith(">"):
            return f"{more} {_never(row.measure.name)} within {measured(self.wait, 's')}"
        if medians[less] <= 0:
            much = self.value(row, medians[more])
            return f"{more} {does} {much}{f' {what}' if row.measure.unit == 'count' else ''}, {less} none"
        return f"{more} {does} {larger_by(medians[more] / medians[less])} {what}"

    def _alike(self, row: Row, median: float) -> str:
        if self.value(row, median).startswith(">"):
            return f"neither side within {measured(self.wait, 's')}"
        return "none on either side" if median == 0 and row.measure.better == "lower" else "no difference that counts"


def _does(name: str) -> tuple[str, str]:
    return _DOES.get(name) or _DOES.get(name.split(".")[0]) or ("has", name)


def _never(name: str) -> str:
    return _NEVER.get(name, "is not seen to end")


def title_of(row: Row) -> str:
    """The measure, of what, and at which size."""
    words = [row.measure.title, f"({row.of})" if row.of else "", f"at {row.size:,} series" if row.size else ""]
    return " ".join(filter(None, words))


def verdict_words(row: Row, undecided: str = "") -> tuple[str, str]:
    """The verdict as a reader meets it, and its tone: good, quiet or doubt."""
    match row.verdict:
        case "better" | "worse":
            return f"{row.winner} is better", "good"
        case "the same":
            return "the same", "quiet"
        case "cannot tell":
            if undecided:
                return "undecided", "doubt"
            return "cannot tell", "doubt"
        case None:
            return "", "quiet"


def more_words(row: Row) -> str:
    """How many more repetitions a side would probably tell; empty when none would, or nothing is open."""
    return f"({count(row.more, 'more repetition')})" if row.more else ""


def parts_of(row: Row, pair: Pair) -> bool:
    """Whether the row is a component or a direction of something that has a row itself."""
    if _DIRECTION in row.of:
        return True
    return bool(row.of) and any(
        not each.of and (each.phase, each.measure.name, each.size) == (row.phase, row.measure.name, row.size)
        for each in pair.rows
    )


def headline(pair: Pair) -> tuple[Row, ...]:
    """For the first screen. Of several sizes, the largest one at which both sides kept up speaks for the others."""
    rows = [row for row in pair.rows if row.measure.first and not parts_of(row, pair)]
    size = telling_size(pair)
    return tuple(row for row in rows if row.phase != "size" or row.size == size)


def telling_size(pair: Pair) -> int:
    rows = [row for row in pair.rows if row.phase == "size" and len(row.spreads) > 1]
    on_time = [
        row.size
        for row in rows
        if row.measure.name == "size.kept_up" and all(kept_up(row, side) for side in row.spreads)
    ]
    return max(on_time or [row.size for row in rows], default=0)


def kept_up(row: Row, side: str) -> bool:
    """Of a row of `size.kept_up`: whether the rounds that were missing are none that matter."""
    return side in row.spreads and row.spreads[side].median >= 1 - row.measure.floor


def sum_of(pair: Pair) -> str:
    """`push against pull, 11 measures: pull is better in 7, 2 the same, 2 cannot be told`."""
    about = f"{pair.about}: " if pair.about else ""
    if pair.undecided:
        return f"{about}{pair.other} against {pair.first}: undecided"
    rows = [row for row in headline(pair) if row.verdict]
    won = Counter(row.winner for row in rows if row.winner)
    said = [f"{side} is better in {number}" for side, number in won.most_common()]
    same, open_ones = (sum(row.verdict == told for row in rows) for told in ("the same", "cannot tell"))
    said += [f"{same} the same"] if same else []
    said += [f"{open_ones} cannot be told"] if open_ones else []
    what = f"{about}{pair.other} against {pair.first}, {count(len(rows), 'measure')}"
    return f"{what}: {', '.join(said) or 'nothing measured'}"


def by_subject(pair: Pair, wording: Wording) -> tuple[str, ...]:
    """The differences of the first screen, one line for each side that has more of something."""
    said = dict.fromkeys(wording.difference(row, pair) for row in headline(pair) if row.winner)
    lines = []
    for side in (pair.other, pair.first):
        own = [words.removeprefix(f"{side} ") for words in said if words.startswith(f"{side} ")]
        lines += [f"{side} {listed(own)}"] if own else []
    return tuple(lines)
