"""What a comparison comes to: every measure of every pair of sides side by side, with a verdict where it bears one.

Verdicts are borne by totals (and by what has no total, or what the comparison file expects something of). The rows of
single components and links say where a total comes from: judged as well, they would count the same difference several
times, and every one of them would make the rest harder to tell, since the level is divided by the number of verdicts.
How two sets of values are told apart is `deciding`, what a proof must show was decided when it was recorded.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from lab.comparison.hypotheses import foreseen, measure_and_part
from lab.comparison.measures import Measure, measure_called, unknown_measures
from lab.comparison.model import Comparison, Pair, Row
from lab.comparison.record import ComparisonRecord, Repetition
from lab.comparison.stats.significance import FEWEST, Decision, decide
from lab.comparison.stats.summary_stats import spread_of
from lab.comparison.tables import Key, Table, table_of

# That any of all verdicts of a comparison names a winner where there is none.
FAMILY = 0.05
_NOISY = 0.10


@dataclass(frozen=True, slots=True)
class Couple:
    """Two tables to hold against each other, under the names that their columns shall have."""

    first: str
    other: str
    tables: tuple[Table, Table]
    undecided: str = ""
    about: str = ""


def compare(record: ComparisonRecord) -> Comparison:
    """The first side against each other one."""
    names = [side.name for side in record.sides]
    tables = {name: table_of(counted(record, name)) for name in names}
    doubts = {name: doubts_about(record, name) for name in names}
    couples = [
        Couple(
            names[0],
            other,
            (tables[names[0]], tables[other]),
            "; ".join(filter(None, (doubts[names[0]], doubts[other]))),
        )
        for other in names[1:]
    ]
    found = judged(couples, record.margins, [each.measure for each in record.expected])
    pairs = tuple(
        replace(pair, foreseen=foreseen(record.expected, pair.first, pair.other, pair.rows)) for pair in found.pairs
    )
    remarks = (*record.remarks, *unknown_measures(record.margins), *unsteady(record))
    return replace(found, pairs=pairs, noise=spread_of(record.noise) if record.noise else None, remarks=remarks)


def judged(couples: Sequence[Couple], margins: Mapping[str, float], named: Collection[str] = ()) -> Comparison:
    """All couples at one level, so that `FAMILY` holds for whatever winner a reader comes upon."""
    parts = {measure_and_part(name) for name in named}
    bearing = [_bearing(couple, parts, margins) for couple in couples]
    count = sum(
        min(len(table[key].values) for table in couple.tables) >= FEWEST
        for couple, keys in zip(couples, bearing, strict=True)
        for key in keys
    )
    level = FAMILY / max(1, count)
    pairs = tuple(
        Pair(couple.first, couple.other, _rows(couple, keys, margins, level), couple.undecided, couple.about)
        for couple, keys in zip(couples, bearing, strict=True)
    )
    return Comparison(pairs, count, level)


def _bearing(couple: Couple, named: set[tuple[str, str]], margins: Mapping[str, float]) -> frozenset[Key]:
    both = [key for key in couple.tables[0] if key in couple.tables[1]]
    totals = {replace(key, of="") for key in both if not key.of}
    return frozenset(
        key
        for key in both
        if (not key.of or replace(key, of="") not in totals or (key.measure, key.of) in named)
        and measure_called(key.measure, "", margins).better != "neither"
    )


def _rows(couple: Couple, bearing: frozenset[Key], margins: Mapping[str, float], level: float) -> tuple[Row, ...]:
    keys = sorted({*couple.tables[0], *couple.tables[1]}, key=lambda key: key.place)
    return tuple(_row(couple, key, key in bearing, margins, level) for key in keys)


def _row(couple: Couple, key: Key, bears: bool, margins: Mapping[str, float], level: float) -> Row:
    columns = {
        name: table[key]
        for name, table in zip((couple.first, couple.other), couple.tables, strict=True)
        if key in table
    }
    measure = measure_called(key.measure, next(iter(columns.values())).unit, margins)
    spreads = {name: spread_of(column.values) for name, column in columns.items()}
    noise = {name: spread.noise for name, spread in spreads.items()}
    row = Row(key.phase, measure, key.of, key.size, spreads, noise=noise)
    if len(spreads) == 1:
        return replace(row, reason=f"only {next(iter(spreads))} has it")
    first, other = spreads.values()
    decision = decide(first.values, other.values, measure, level)
    row = replace(row, ratio=other.median / first.median if first.median else None, between=decision.between)
    if not bears:
        return replace(row, reason=_why_none(measure))
    if couple.undecided:
        return replace(row, verdict="cannot tell", reason="not decided, as nothing of these two is")
    return _with_verdict(row, couple, decision)


def _with_verdict(row: Row, couple: Couple, decision: Decision) -> Row:
    ends = {value for spread in row.spreads.values() for value in spread.values}
    if row.measure.name.endswith(("noticed", "recovered")) and len(ends) == 1 and decision.told == "the same":
        # A clock does not measure the same to the digit: this is the time after which the waiting was given up.
        return replace(row, verdict="cannot tell", reason=f"neither within the wait of {min(ends):.3g} s")
    winner = {"better": couple.other, "worse": couple.first}.get(decision.told)
    return replace(row, verdict=decision.told, winner=winner, more=decision.more, reason=decision.reason)


def _why_none(measure: Measure) -> str:
    return "shown, not judged" if measure.better == "neither" else "part of a total, which bears the verdict"


def counted(record: ComparisonRecord, side: str) -> tuple[Repetition, ...]:
    return tuple(each for each in record.repetitions if each.side == side and not each.invalid_reason)


def doubts_about(record: ComparisonRecord, side: str) -> str:
    """Why the numbers of a side cannot be compared with any other's; empty when they can."""
    repetitions = [each for each in record.repetitions if each.side == side]
    counting = [each for each in repetitions if not each.invalid_reason]
    for each in counting:
        for proof in each.proofs:
            if not proof.held:
                return (
                    f"{side} is not what it claims to be in its {each.phase} repetition {each.number}: {proof.claim}: "
                    f"expected {proof.expected}, saw {proof.seen}"
                )
    if not counting:
        return f"no repetition of {side} counts" + (f": {repetitions[0].invalid_reason}" if repetitions else "")
    return ""


def unsteady(record: ComparisonRecord) -> tuple[str, ...]:
    """Says so when the machine itself did not keep its pace."""
    if not record.noise:
        return ()
    noise = spread_of(record.noise)
    if noise.noise is None or noise.noise <= _NOISY:
        return ()
    return (f"the machine was not steady: the same work took it {min(noise.values):.3g} to {max(noise.values):.3g} ms",)
