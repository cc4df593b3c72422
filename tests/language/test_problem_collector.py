"""One cause, one message: what may follow from a broken subject is not reported."""

from __future__ import annotations

import pytest

from lab.errors import Place, Problem, Problems
from lab.language.problem_collector import ProblemCollector

PLACE = Place("s.yaml", 1, 1)


def test_wrong_collects_problems() -> None:
    problems = ProblemCollector()

    problems.wrong(PLACE, "one")
    problems.extend((Problem(PLACE, "two"),))

    assert problems.problems == [Problem(PLACE, "one"), Problem(PLACE, "two")]
    assert len(problems) == 2


def test_scope_breaks_its_subject_only_when_a_problem_is_reported() -> None:
    problems = ProblemCollector()

    with problems.scope("load", "shopping"):
        pass
    with problems.scope("load", "browsing"):
        problems.wrong(PLACE, "there is no service 'appi'")

    assert not problems.is_broken("load", "shopping")
    assert problems.is_broken("load", "browsing")
    assert problems.is_broken("load")
    assert not problems.is_broken("dialect")


def test_wrong_unless_broken_drops_what_follows_from_a_broken_subject() -> None:
    problems = ProblemCollector()
    problems.mark_broken("dialect")

    problems.wrong(PLACE, "no meaning", unless_broken=("dialect",))
    problems.wrong(PLACE, "no load", unless_broken=("load", "shopping"))

    assert problems.problems == [Problem(PLACE, "no load")]


def test_raise_if_any() -> None:
    problems = ProblemCollector()
    problems.raise_if_any()
    problems.wrong(PLACE, "one")

    with pytest.raises(Problems) as caught:
        problems.raise_if_any()

    assert caught.value.problems == (Problem(PLACE, "one"),)
