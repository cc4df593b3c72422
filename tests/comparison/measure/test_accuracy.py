"""The answers of captured labs, and their errors."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from lab.comparison.measure.accuracy import ask_questions
from lab.comparison.measure.results import RepetitionResult
from tests.comparison.captured_sides import LOAD, captured
from tests.comparison.measure.simulation import manual_clock


def asked(scenario: str, answers: dict[str, float] | None = None) -> tuple[Any, RepetitionResult]:
    """The answers right after the captured load, and the result with their errors."""
    lab = captured(scenario)
    by_query = lab.answers if answers is None else answers
    queries: Any = SimpleNamespace(app_labels=lab.view.app_labels, value=by_query.get)
    side: Any = SimpleNamespace(name=scenario, dialect=lab.view.dialect, load=LOAD)
    result = RepetitionResult(load=lab.load, inventory=lab.view.inventory, queries=queries)
    return ask_questions(side, result, manual_clock(lab.asked)), result


@pytest.mark.parametrize("scenario", ["prom-pull", "otel-direct", "otel-collector-scrape"])
def test_ask_questions(scenario: str) -> None:
    answers, result = asked(scenario)
    assert [answer.question for answer in answers] == ["request rate", "error ratio", "p95 duration"]
    assert all(abs(answer.value - answer.truth) <= answer.tolerance for answer in answers)
    errors = {value.name: value.value for value in result.measurements}
    assert set(errors) == {"query_error.rate", "query_error.ratio", "query_error.p95"}
    for answer, error in zip(answers, errors.values(), strict=True):
        assert error == pytest.approx(abs(answer.value - answer.truth) / answer.truth, abs=1e-6)


def test_ask_questions_without_answers() -> None:
    answers, result = asked("prom-pull", {})
    assert [answer.value for answer in answers] == [None, None, None]
    assert result.measurements == []


def test_ask_questions_without_a_load() -> None:
    side: Any = SimpleNamespace(dialect=None, load=None)
    assert ask_questions(side, RepetitionResult(), manual_clock()) == ()
