from __future__ import annotations

import pytest

from lab.errors import (
    CannotStart,
    EngineUnavailable,
    ImageUnavailable,
    Interrupted,
    LabError,
    NotReady,
    Place,
    Problem,
    Problems,
    StepFailed,
    UsageError,
)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (LabError("x"), 4),
        (StepFailed("x"), 1),
        (UsageError("x"), 2),
        (Problems(()), 2),
        (CannotStart("x"), 4),
        (EngineUnavailable("x"), 4),
        (ImageUnavailable("x", reference="prom/prometheus"), 4),
        (NotReady("x"), 4),
        (Interrupted("x"), 130),
    ],
)
def test_exit_code(error: LabError, code: int) -> None:
    assert error.exit_code == code


def test_error_has_message_remedy_and_evidence() -> None:
    error = NotReady("api is not ready", remedy="look at its log", evidence="panic")
    assert (str(error), error.remedy, error.evidence) == ("api is not ready", "look at its log", "panic")


def test_place_as_text() -> None:
    assert str(Place("scenario.yaml", 3, 7)) == "scenario.yaml:3:7"
    assert str(Place("scenario.yaml", 0, 0)) == "scenario.yaml"


def test_problems_are_sorted_and_unique() -> None:
    early, late = Problem(Place("a.yaml", 2, 1), "unknown key"), Problem(Place("a.yaml", 10, 1), "missing key")
    problems = Problems((late, early, late))
    assert problems.problems == (early, late)
    assert problems.message == "a.yaml:2:1: unknown key\na.yaml:10:1: missing key"
