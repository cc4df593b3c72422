"""Each lab runs once, its items stay together, whoever shuffles or shares them out."""

from __future__ import annotations

from itertools import pairwise

import pytest

from lab.pytest_items.ordering import joined_words, one_word
from tests.plugin.pretended import MUTANT, project, runs

pytest_plugins = ["pytester"]
LABS = ["letters", "letters (mutant: one is two)", "numbers", MUTANT]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_shuffling_keeps_labs_together_and_their_order(pytester: pytest.Pytester, seed: int) -> None:
    project(pytester, {}, "numbers", "letters")
    result = pytester.runpytest("scenarios", "-v", f"--randomly-seed={seed}")
    result.assert_outcomes(passed=10)
    labs = [line.split(" PASSED")[0].rpartition("::")[0] for line in result.outlines if " PASSED" in line]
    assert sum(1 for before, after in pairwise(labs) if before != after) == 3
    names = [line.split(" PASSED")[0] for line in result.outlines if "numbers/scenario.yaml::t" in line]
    assert [name.rpartition("::")[2] for name in names if "mutant" not in name] == ["there is one", "two is not three"]
    assert sorted(runs(pytester)) == LABS


@pytest.mark.slow
@pytest.mark.parametrize("how", [[], ["--dist", "load"], ["--dist", "loadscope"], ["--dist", "loadgroup"]])
def test_workers_share_labs_and_not_their_items(pytester: pytest.Pytester, how: list[str]) -> None:
    project(pytester, {"numbers": {"one is one": "failed"}}, "numbers", "letters")
    result = pytester.runpytest_subprocess("scenarios", "-n", "2", *how)
    result.assert_outcomes(passed=9, failed=1)
    result.stdout.fnmatch_lines(["5, not 1", "*= labs =*", "*report: lab-runs/numbers-1/report.html"])
    assert sorted(runs(pytester)) == LABS


@pytest.mark.slow
def test_a_lab_that_would_be_split_is_refused(pytester: pytest.Pytester) -> None:
    path = project(pytester, {})
    (path / "far" / "away").mkdir(parents=True)
    (path / "scenarios").rename(path / "far" / "away" / "scenarios")
    result = pytester.runpytest_subprocess("far", "-n", "2")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["several workers would start this lab; name the folder of scenarios itself"])
    assert not (path / "runs.txt").exists()


@pytest.mark.slow
def test_other_tests_stand_beside_labs(pytester: pytest.Pytester) -> None:
    project(pytester, {})
    pytester.makepyfile("def test_a(): pass\ndef test_b(): pass")
    pytester.runpytest_subprocess(".", "-n", "2").assert_outcomes(passed=7)
    assert sorted(runs(pytester)) == ["numbers", MUTANT]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("", ""),
        ("prom-pull", "prom-pull"),
        ("requests are counted", "requests-are-counted"),
        ("requests are counted and not mutant", "requests-are-counted and not mutant"),
        ("not (one is two or a.b[c] d)", "not ( one-is-two or a.b[c]-d )"),
        ("'a b'", "'a b'"),
    ],
)
def test_words_that_stand_together_are_one(written: str, meant: str) -> None:
    assert joined_words(written) == meant


def test_a_name_is_one_word_as_an_expression_spells_it() -> None:
    assert one_word("the team is told: twice, really") == "the-team-is-told:-twice-really"
