"""What may have been meant by an unknown name."""

from __future__ import annotations

import pytest

from lab.language.suggestions import Suggestion, bounded_suggestions, did_you_mean, suggestion


def test_suggestion_has_the_nearest_name() -> None:
    assert suggestion("mutant", ("mutants", "steps")) == Suggestion("mutants", ("mutants", "steps"))
    assert suggestion("x", ("mutants", "mutants")) == Suggestion(None, ("mutants",))


@pytest.mark.parametrize(
    ("name", "known", "message"),
    [
        pytest.param("mutant", ("mutants", "steps"), "; did you mean 'mutants'?", id="near"),
        pytest.param("x", ("mutants", "steps"), "; known: mutants, steps", id="none near"),
        pytest.param("x", (), "", id="none known"),
        pytest.param("x", tuple(f"name {n}" for n in range(17)), "", id="too many to list"),
    ],
)
def test_did_you_mean(name: str, known: tuple[str, ...], message: str) -> None:
    assert did_you_mean(name, known) == message


def test_bounded_suggestions() -> None:
    known = [f"name {number}" for number in range(10)]
    with bounded_suggestions(15):
        assert did_you_mean("name 11", known)
        assert did_you_mean("name 12", known).startswith("; known: ")
    assert did_you_mean("name 12", known).startswith("; did you mean ")
