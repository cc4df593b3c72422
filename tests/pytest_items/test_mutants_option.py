"""`--lab-mutants` in test runs with fake labs."""

from __future__ import annotations

import subprocess

import pytest

from tests.pytest_items.fake_runs import project

pytest_plugins = ["pytester"]


def repository(pytester: pytest.Pytester, changed: str) -> None:
    """A project of two commits, the second of which changes a file."""
    path = project(pytester, {}, "numbers", "letters")
    for name in ("first", "second"):
        if name == "second":
            (path / changed).parent.mkdir(parents=True, exist_ok=True)
            with (path / changed).open("a") as file:
                file.write("\n")
        subprocess.run(["git", "init", "--quiet"], cwd=path, check=True)
        subprocess.run(["git", "add", "--all"], cwd=path, check=True)
        identity = ["-c", "user.name=test", "-c", "user.email=test@example.org"]
        subprocess.run(["git", *identity, "commit", "--quiet", "--message", name], cwd=path, check=True)


def test_mutants_none_leaves_them_out(pytester: pytest.Pytester) -> None:
    project(pytester, {})
    pytester.runpytest("scenarios", "--lab-mutants=none").assert_outcomes(passed=3, deselected=2)


def test_mutants_all_is_the_default(pytester: pytest.Pytester) -> None:
    project(pytester, {})
    pytester.runpytest("scenarios").assert_outcomes(passed=5)


def test_mutants_selected_are_those_of_the_changed_scenario(pytester: pytest.Pytester) -> None:
    repository(pytester, "scenarios/numbers/scenario.yaml")
    result = pytester.runpytest("scenarios", "-m", "mutant", "--lab-mutants=selected", "--lab-share=0")
    result.assert_outcomes(passed=2, deselected=8)
    result.stdout.fnmatch_lines(["mutants: 1 of 2 (changed since *: 1 files)"])


def test_mutants_selected_and_a_share_say_so(pytester: pytest.Pytester) -> None:
    repository(pytester, "scenarios/numbers/scenario.yaml")
    result = pytester.runpytest("scenarios", "-m", "mutant", "--lab-mutants=selected", "--lab-share=50%")
    result.assert_outcomes(passed=4, deselected=6)
    result.stdout.fnmatch_lines(
        [
            "mutants: 2 of 2 *",
            "  1 as the 50% share of the others, seed *",
            "  1 because of scenarios/numbers/scenario.yaml",
        ]
    )


def test_mutants_selected_without_git_are_all(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    project(pytester, {})
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(pytester.path.parent))
    result = pytester.runpytest("scenarios", "-m", "mutant", "--lab-mutants=selected", "--lab-share=0")
    result.assert_outcomes(passed=2, deselected=3)
    result.stdout.fnmatch_lines(["mutants: 1 of 1 (git does not know what has changed)"])


def test_mutants_selected_since_an_unknown_revision_is_refused(pytester: pytest.Pytester) -> None:
    repository(pytester, "README.md")
    result = pytester.runpytest("scenarios", "--lab-mutants=selected", "--lab-since=unknown")
    assert result.ret == pytest.ExitCode.USAGE_ERROR


@pytest.mark.slow
def test_mutants_selected_reach_the_workers(pytester: pytest.Pytester) -> None:
    repository(pytester, "scenarios/numbers/scenario.yaml")
    result = pytester.runpytest_subprocess(
        "scenarios", "-n", "2", "-m", "mutant", "--lab-mutants=selected", "--lab-share=0"
    )
    result.assert_outcomes(passed=2)
