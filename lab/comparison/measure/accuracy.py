"""Asks a side the same three questions as every other side, in its own dialect, right after the load."""

from __future__ import annotations

from lab.comparison.measure.results import Found
from lab.comparison.questions import ERRORS, P95, RATE, answered, bounds, questions, tolerances, truths, window
from lab.comparison.record import Answered
from lab.comparison.sides.planning import SidePlan
from lab.run.clock import Clock

INTERVAL_S = 1.0  # between two scrapes or exports, as the comparisons' scenarios are scaled
_MEASURES = {RATE: "answer.rate", ERRORS: "answer.errors", P95: "answer.p95"}


def ask_questions(side: SidePlan, found: Found, clock: Clock) -> tuple[Answered, ...]:
    """Adds how far off each answer is, as a share of the truth, to what was found."""
    ask, load = found.asking, found.load
    if ask is None or load is None or side.dialect is None or side.load is None or found.held is None:
        return ()
    now = clock.now()
    seconds = window(load, now, INTERVAL_S)
    true = truths(load, side.load, seconds)
    allowed = tolerances(true, now - load.started, INTERVAL_S, bounds(side.dialect, found.held, ask.where))
    told = []
    for question in questions(side.dialect, ask.where, seconds):
        if question.question not in true:
            continue
        truth, tolerance = true[question.question], allowed.get(question.question, 0.0)
        answer = answered(question, side.name, ask.value(question.query), truth, tolerance)
        told.append(answer)
        if answer.value is not None and truth:
            off = abs(answer.value - truth) / truth
            found.add(_MEASURES[question.question], round(off, 6), "share")
    return tuple(told)
