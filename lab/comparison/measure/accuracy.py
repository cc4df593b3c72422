"""Sends a side the same three questions as every other side, in its own dialect, right after the load."""

from __future__ import annotations

from lab.comparison.measure.questions import (
    ERROR_RATIO,
    P95_DURATION,
    REQUEST_RATE,
    bucket_bounds,
    query_answer,
    questions,
    tolerances,
    truths,
    window,
)
from lab.comparison.measure.results import RepetitionResult
from lab.comparison.measures import ERROR_OF_P95, ERROR_OF_RATE, ERROR_OF_RATIO
from lab.comparison.record import QueryAnswer
from lab.comparison.sides.planning import SidePlan
from lab.run.clock import Clock

INTERVAL_S = 1.0  # between two scrapes or exports, as the comparisons' scenarios are scaled
_MEASURES = {REQUEST_RATE: ERROR_OF_RATE, ERROR_RATIO: ERROR_OF_RATIO, P95_DURATION: ERROR_OF_P95}


def ask_questions(side: SidePlan, result: RepetitionResult, clock: Clock) -> tuple[QueryAnswer, ...]:
    """Adds the relative error of each answer to the result."""
    queries, load = result.queries, result.load
    if queries is None or load is None or side.dialect is None or side.load is None or result.inventory is None:
        return ()
    now = clock.now()
    seconds = window(load, now, INTERVAL_S)
    truth = truths(load, side.load, seconds)
    bounds = bucket_bounds(side.dialect, result.inventory, queries.app_labels)
    allowed = tolerances(truth, now - load.started, INTERVAL_S, bounds)
    answers = []
    for question in questions(side.dialect, queries.app_labels, seconds):
        if question.name not in truth:
            continue
        true_value, tolerance = truth[question.name], allowed.get(question.name, 0.0)
        answer = query_answer(question, side.name, queries.value(question.query), true_value, tolerance)
        answers.append(answer)
        if answer.value is not None and true_value:
            result.add(_MEASURES[question.name], round(abs(answer.value - true_value) / true_value, 6))
    return tuple(answers)
