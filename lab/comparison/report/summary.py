"""What a comparison found beside its numbers, put in order for every report: what breaks, names, answers, proofs.

The few lines that sum everything up for someone who reads no further are here too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lab.comparison.measures import MEASURES
from lab.comparison.model import Comparison, Pair
from lab.comparison.production import Predicted, predicted
from lab.comparison.record import Answered, ComparisonRecord, Dead, Intervals
from lab.comparison.report.format import listed, measured
from lab.comparison.report.phrases import Wording, by_subject, headline, kept_up, sum_of
from lab.language.counting import count


@dataclass(frozen=True, slots=True)
class Breaks:
    """What was written for one side and finds nothing on another."""

    written_for: str
    on: str
    dead: tuple[Dead, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question on all sides. `truth` and the answers are written out."""

    question: str
    truth: str
    answers: tuple[tuple[Answered, str, str], ...]  # with value and verdict in words


@dataclass(frozen=True, slots=True)
class Proof:
    """What a side claims, as it was seen in most repetitions; `held` in how many of `times`."""

    side: str
    claim: str
    held: int
    times: int
    expected: str
    seen: str


def breaks(record: ComparisonRecord) -> tuple[Breaks, ...]:
    ways = dict.fromkeys((each.written_for, each.on) for each in record.portability.dead)
    found = []
    for written_for, on in ways:
        dead = tuple(d for d in record.portability.dead if (d.written_for, d.on) == (written_for, on))
        found.append(Breaks(written_for, on, dead))
    return tuple(found)


def breaks_sentence(record: ComparisonRecord) -> str:
    """`7 of 11 rules and panels find nothing on the other side`; empty when none was tried."""
    dead, alive = len(record.portability.dead), record.portability.alive
    if not dead:
        whole = "the only rule or panel works" if alive == 1 else f"all {alive} rules and panels work"
        return f"{whole} on the other side as written" if alive else ""
    ways = listed([f"{len(each.dead)} written for {each.written_for} on {each.on}" for each in breaks(record)])
    return f"{dead} of {dead + alive} rules and panels find nothing on the other side: {ways}"


def one_side_sentence(record: ComparisonRecord) -> str:
    here = record.portability
    if not any(here.only_on.values()) and not here.shared:
        return ""
    own = [f"{len(names)} {'is' if len(names) == 1 else 'are'} only on {side}" for side, names in here.only_on.items()]
    return f"of the application's metrics {len(here.shared)} are on all sides, {listed(own)}"


def questions(record: ComparisonRecord) -> tuple[Question, ...]:
    found = []
    for question in dict.fromkeys(each.question for each in record.portability.answers):
        own = [each for each in record.portability.answers if each.question == question]
        told = tuple((each, _answer(each), _right(each)) for each in own)
        found.append(Question(question, measured(own[0].truth, own[0].unit), told))
    return tuple(found)


def _answer(answered: Answered) -> str:
    return "no answer" if answered.value is None else measured(answered.value, answered.unit)


def _right(answered: Answered) -> str:
    """Within what buckets and window alone make of the truth, or how far beyond."""
    if answered.value is None:
        return "no answer"
    off = answered.value - answered.truth
    if abs(off) <= answered.tolerance:
        return "right"
    return f"off by {'+' if off > 0 else '-'}{measured(abs(off), answered.unit)}"


def proofs(record: ComparisonRecord) -> tuple[Proof, ...]:
    seen: dict[tuple[str, str], list[tuple[bool, str, str]]] = {}
    for repetition in record.repetitions:
        for each in repetition.proofs:
            seen.setdefault((repetition.side, each.claim), []).append((each.held, each.expected, each.seen))
    found = []
    for (side, claim), every in seen.items():
        worst = min(every, key=lambda one: one[0])  # what did not hold is what a reader has to see
        found.append(Proof(side, claim, sum(held for held, _, _ in every), len(every), worst[1], worst[2]))
    return tuple(found)


def largest_kept_up(pair: Pair) -> dict[str, int]:
    """Of each side the largest size whose rounds were all on time; 0 for none."""
    rows = [row for row in pair.rows if row.measure.name == "size.kept_up" and not row.of]
    if not rows:
        return {}
    return {side: max((row.size for row in rows if kept_up(row, side)), default=0) for side in (pair.first, pair.other)}


def kept_up_sentence(pair: Pair) -> str:
    largest = largest_kept_up(pair)
    tried = max((row.size for row in pair.rows), default=0)
    said = [
        f"{side} keeps up to {size:,} series" + (", the most that was tried" if size == tried else "")
        if size
        else f"{side} keeps up with no size"
        for side, size in largest.items()
    ]
    return "; ".join(said)


def predictions(record: ComparisonRecord) -> tuple[Predicted, ...]:
    """Those of which anything was measured, the sides of one quantity together."""
    known = [each for each in predicted(record) if each.measured is not None]
    order = tuple(dict.fromkeys(each.quantity for each in known))
    return tuple(sorted(known, key=lambda each: order.index(each.quantity)))


def quantity(predicted_: Predicted) -> str:
    return MEASURES[predicted_.quantity].title


def spelled(intervals: Intervals) -> str:
    times = (intervals.scrape, intervals.export, intervals.lookback)
    scrape, export, lookback = (measured(each, "s") for each in times)
    return f"scrapes every {scrape}, exports every {export}, a lookback of {lookback}"


def in_production(record: ComparisonRecord) -> tuple[str, ...]:
    """`dead application noticed: pull 7.5 s, push 270 s`, of what is typical and was confirmed."""
    lines: dict[str, list[str]] = {}
    for each in predictions(record):
        if each.production is not None and each.confirmed and each.quantity != "freshness.max":
            said = f"{each.side} {measured(each.production.typical, 's')}"
            lines.setdefault(quantity(each), []).append(said)
    return tuple(f"{what}: {', '.join(sides)}" for what, sides in lines.items())


def expected_sentence(pairs: Iterable[Pair]) -> str:
    states = Counter(each.status for pair in pairs for each in pair.foreseen)
    if not states:
        return ""
    spelled_states = (("met", states["met"]), ("not met", states["not met"]), ("not settled", states["cannot tell"]))
    words = [f"{number} {state}" for state, number in spelled_states if number]
    return f"{count(sum(states.values()), 'difference')} expected beforehand: {listed(words)}"


def plain_lines(record: ComparisonRecord, comparison: Comparison) -> tuple[str, ...]:
    """Five to ten lines for someone who reads no further."""
    return tuple(line for line in _lines(record, comparison) if line)


def _lines(record: ComparisonRecord, comparison: Comparison) -> Iterator[str]:
    wording = Wording.of(record)
    for pair in comparison.pairs:
        if not pair.undecided:
            yield from by_subject(pair, wording)
            same = [row.measure.title for row in headline(pair) if row.verdict == "the same"]
            yield f"no difference that counts: {', '.join(same)}" if same else ""
        yield kept_up_sentence(pair)
    yield breaks_sentence(record)
    yield one_side_sentence(record)
    asked = [(question.question, *told) for question in questions(record) for told in question.answers]
    wrong = [f"{question} on {answered.side} {right}" for question, answered, _, right in asked if right != "right"]
    if record.portability.answers:
        right = len(asked) - len(wrong)
        yield f"asked for {listed([each.question for each in questions(record)])}: " + (
            f"{right} of {count(len(asked), 'answer')} right; {'; '.join(wrong)}" if wrong else "every answer right"
        )
    foretold = in_production(record)
    yield f"in production ({spelled(record.production)}): {'; '.join(foretold)}" if foretold else ""
    yield expected_sentence(comparison.pairs)


def sentence(comparison: Comparison) -> str:
    return "; ".join(map(sum_of, comparison.pairs))


def repetitions_sentence(record: ComparisonRecord) -> str:
    """`5 steady and 3 faults repetitions a side`, of those that count."""
    said = []
    for phase, size in dict.fromkeys((each.phase, each.size) for each in record.repetitions):
        numbers = [sum(each.size == size for each in record.of(side.name, phase)) for side in record.sides]
        many = str(numbers[0]) if len(set(numbers)) == 1 else " and ".join(map(str, numbers))
        said.append(f"{many} at {size:,}" if size else f"{many} {phase}")
    flawed = sum(bool(each.invalid_reason) for each in record.repetitions)
    return f"repetitions a side: {', '.join(said)}" + (f"; {flawed} not counted" if flawed else "")
