"""The results of a comparison beside its numbers, prepared for all reports: broken queries, answers, wire checks, and a
few summary lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lab.comparison.measures import FRESHNESS_MAX
from lab.comparison.production import predictions
from lab.comparison.record import BrokenQuery, ComparisonRecord, NameDifference, QueryAnswer
from lab.comparison.report.format import intervals_text, list_text, value_text
from lab.comparison.report.headline import headline, largest_on_time
from lab.comparison.report.phrases import differences_by_side
from lab.comparison.result import ComparisonResult, Pair, Status
from lab.comparison.stats.significance import Verdict
from lab.language.counting import count


@dataclass(frozen=True, slots=True)
class BrokenOn:
    """What was written for one side and returns no data on another."""

    written_for: str
    on: str
    queries: tuple[BrokenQuery, ...]


@dataclass(frozen=True, slots=True)
class JudgedAnswer:
    """`text`: its value; `judgement`: how it compares with the truth."""

    answer: QueryAnswer
    text: str
    judgement: str
    correct: bool


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    question: str
    truth: str
    answers: tuple[JudgedAnswer, ...]


@dataclass(frozen=True, slots=True)
class WireCheckSummary:
    """One claim of a side over its repetitions. `actual`: of a repetition that failed, if any did."""

    side: str
    claim: str
    passed: int
    repetitions: int
    expected: str
    actual: str


def broken_by_sides(record: ComparisonRecord) -> tuple[BrokenOn, ...]:
    broken = record.portability.broken
    directions = dict.fromkeys((query.written_for, query.on) for query in broken)
    return tuple(
        BrokenOn(written_for, on, tuple(q for q in broken if (q.written_for, q.on) == (written_for, on)))
        for written_for, on in directions
    )


def broken_sentences(record: ComparisonRecord) -> tuple[str, ...]:
    """`7 of 11 rules and panels return no data on the other side`, of each contrast; nothing where there are none."""
    sentences = (_broken_sentence(names, broken_by_sides(record)) for names in record.portability.differences)
    return tuple(filter(None, sentences))


def _broken_sentence(names: NameDifference, by_sides: Iterable[BrokenOn]) -> str:
    own = [sides for sides in by_sides if {sides.written_for, sides.on} <= names.only_on.keys()]
    broken, head = sum(len(sides.queries) for sides in own), f"{names.title}: " if names.title else ""
    if not broken:
        works = "the only rule or panel works" if names.working == 1 else f"all {names.working} rules and panels work"
        return f"{head}{works} unchanged on the other side" if names.working else ""
    directions = list_text([f"{len(sides.queries)} written for {sides.written_for} on {sides.on}" for sides in own])
    all_of_them = f"{broken + names.working} rules and panels"
    return f"{head}{broken} of {all_of_them} return no data on the other side: {directions}"


def metric_names_sentence(names: NameDifference) -> str:
    """Empty where no side has any."""
    if not any(names.only_on.values()) and not names.shared:
        return ""
    own = [f"{len(metrics)} only on {side}" for side, metrics in names.only_on.items()]
    together = "both sides" if names.title else "all sides"
    head = f"{names.title}: " if names.title else ""
    return f"{head}application metrics: {', '.join([f'{len(names.shared)} on {together}', *own])}"


def judged_questions(record: ComparisonRecord) -> tuple[JudgedQuestion, ...]:
    answers = record.portability.answers
    questions = []
    for question in dict.fromkeys(answer.question for answer in answers):
        own = [answer for answer in answers if answer.question == question]
        truth = value_text(own[0].truth, own[0].unit)
        questions.append(JudgedQuestion(question, truth, tuple(map(_judged, own))))
    return tuple(questions)


def _judged(answer: QueryAnswer) -> JudgedAnswer:
    """An answer is correct when its error can be explained by buckets and window alone."""
    if answer.value is None:
        return JudgedAnswer(answer, "no answer", "no answer", correct=False)
    text = value_text(answer.value, answer.unit)
    error = answer.value - answer.truth
    if abs(error) <= answer.tolerance:
        return JudgedAnswer(answer, text, "correct", correct=True)
    judgement = f"off by {'+' if error > 0 else '-'}{value_text(abs(error), answer.unit)}"
    return JudgedAnswer(answer, text, judgement, correct=False)


def wire_check_summaries(record: ComparisonRecord) -> tuple[WireCheckSummary, ...]:
    results = [(repetition.side, check) for repetition in record.repetitions for check in repetition.wire_checks]
    summaries = []
    for side, claim in dict.fromkeys((side, check.claim) for side, check in results):
        own = [check for name, check in results if (name, check.claim) == (side, claim)]
        worst = min(own, key=lambda check: check.passed)
        passed = sum(check.passed for check in own)
        summaries.append(WireCheckSummary(side, claim, passed, len(own), worst.expected, worst.actual))
    return tuple(summaries)


def sizes_sentence(pair: Pair) -> str:
    largest = max((row.size for row in pair.rows), default=0)
    texts = []
    for side, size in largest_on_time(pair).items():
        note = " (the largest size measured)" if size == largest else ""
        texts.append(f"{side} is on time up to {size:,} series{note}" if size else f"{side} is on time at no size")
    return "; ".join(texts)


def production_estimates(record: ComparisonRecord) -> tuple[str, ...]:
    """`time to detect a crash: pull 7.5 s, push 270 s`, of confirmed formulas; typical values."""
    lines: dict[str, list[str]] = {}
    for prediction in predictions(record):
        if prediction.production is not None and prediction.measure != FRESHNESS_MAX:
            text = f"{prediction.side} {value_text(prediction.production.typical, 's')}"
            lines.setdefault(prediction.measure.title, []).append(text)
    return tuple(f"{title}: {', '.join(sides)}" for title, sides in lines.items())


def hypotheses_sentence(pairs: Iterable[Pair]) -> str:
    """`expected differences: 3 of 5 confirmed, 1 contradicted, 1 inconclusive`; empty when none was expected."""
    states = Counter(result.status for pair in pairs for result in pair.hypotheses)
    if not states:
        return ""
    others = [f"{states[s]} {s}" for s in (Status.CONTRADICTED, Status.INCONCLUSIVE) if states[s]]
    return ", ".join([f"expected differences: {states[Status.CONFIRMED]} of {states.total()} confirmed", *others])


def summary_lines(record: ComparisonRecord, result: ComparisonResult) -> tuple[str, ...]:
    """Five to ten lines with the essential results."""
    return tuple(line for line in _lines(record, result) if line)


def _lines(record: ComparisonRecord, result: ComparisonResult) -> Iterator[str]:
    for pair in result.pairs:
        head = f"{pair.title}: " if pair.title else ""
        if not pair.undecided:
            rows = headline(pair)
            yield from (f"{head}{line}" for line in differences_by_side(rows, pair))
            equivalent = [row.measure.title for row in rows if row.verdict is Verdict.EQUIVALENT]
            yield f"{head}equivalent: {', '.join(equivalent)}" if equivalent else ""
        yield sizes_sentence(pair)
    yield from broken_sentences(record)
    yield from map(metric_names_sentence, record.portability.differences)
    yield _answers_sentence(record)
    estimates = production_estimates(record)
    yield f"in production ({intervals_text(record.production_intervals)}): {'; '.join(estimates)}" if estimates else ""
    yield hypotheses_sentence(result.pairs)


def _answers_sentence(record: ComparisonRecord) -> str:
    questions = judged_questions(record)
    if not questions:
        return ""
    answers = [answer for question in questions for answer in question.answers]
    wrong = [f"{a.answer.question} on {a.answer.side}: {a.judgement}" for a in answers if not a.correct]
    correct = f"{len(answers) - len(wrong)} of {count(len(answers), 'answer')} correct"
    return f"{'; '.join([f'queries for {list_text([q.question for q in questions])}: {correct}', *wrong])}"


def repetitions_sentence(record: ComparisonRecord) -> str:
    """`repetitions per side: 5 steady, 3 faults; 1 invalid`."""
    parts = []
    for phase, size in dict.fromkeys((repetition.phase, repetition.size) for repetition in record.repetitions):
        numbers = [
            sum(repetition.size == size for repetition in record.valid_repetitions(side.name, phase))
            for side in record.sides
        ]
        number = str(numbers[0]) if len(set(numbers)) == 1 else " and ".join(map(str, numbers))
        parts.append(f"{number} at {size:,}" if size else f"{number} {phase}")
    invalid = sum(bool(repetition.invalid_reason) for repetition in record.repetitions)
    return f"repetitions per side: {', '.join(parts)}" + (f"; {invalid} invalid" if invalid else "")
