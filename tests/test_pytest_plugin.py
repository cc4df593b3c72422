from __future__ import annotations

import pytest

from tests.pytest_items.fake_runs import project

pytest_plugins = ["pytester"]


@pytest.mark.parametrize(
    ("options", "error"),
    [
        (["--lab-set", "title"], "ERROR: --lab-set title: expected for example *"),
        (["--lab-image", "=x"], "ERROR: --lab-image =x: expected for example *"),
    ],
)
def test_wrong_options_are_one_line(pytester: pytest.Pytester, options: list[str], error: str) -> None:
    result = pytester.runpytest(*options)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([error])


def test_plugin_needs_no_other_plugin(pytester: pytest.Pytester) -> None:
    project(pytester, {})
    result = pytester.runpytest("scenarios", "-p", "no:timeout", "-p", "no:xdist", "-p", "no:randomly")
    result.assert_outcomes(passed=5)


def test_run_without_scenarios_imports_nothing_of_lab(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import sys
        def test_modules():
            assert [name for name in sys.modules if name.split(".")[0] == "lab"] == ["lab", "lab.pytest_plugin"]
        """
    )
    result = pytester.runpytest_subprocess("-v")
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("lab: *")


@pytest.mark.parametrize("share", ["101", "-1", "half"])
def test_lab_share_that_is_no_percentage(pytester: pytest.Pytester, share: str) -> None:
    result = pytester.runpytest(f"--lab-share={share}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR


OTHER = "prerequisites: [{name: molecule}]\n"  # a scenario.yaml of another program
OWN = "# yaml-language-server: $schema=../scenario.schema.json\ntitle: [\n"


def test_scenario_of_another_program_is_left_alone(pytester: pytest.Pytester) -> None:
    (pytester.mkdir("other") / "scenario.yaml").write_text(OTHER)
    pytester.makepyfile("def test_own(): pass")
    result = pytester.runpytest_subprocess("-q")
    result.assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("text", "arguments"),
    [(OWN, []), (OTHER, ["folder/scenario.yaml"]), (OTHER, ["-o", "lab_scenarios=folder"])],
    ids=["schema line", "argument", "ini option"],
)
def test_scenario_that_says_it_is_of_lab_is_collected(
    pytester: pytest.Pytester, text: str, arguments: list[str]
) -> None:
    (pytester.mkdir("folder") / "scenario.yaml").write_text(text)
    result = pytester.runpytest_subprocess("-q", *arguments)
    assert "folder/scenario.yaml:" in result.stdout.str() + result.stderr.str()
    assert result.ret == pytest.ExitCode.INTERRUPTED
