"""What must hold between the parts of a scenario. More messages are in tests/scenario/broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.errors import Problems
from lab.plan.planning import Request, plan
from tests.plan.planned import FOLDERS, SMALL, written

STEPS = "steps: [{name: look, expect: {it is up: {targets: api}}}]\n"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        pytest.param(
            "mutants: {m: {patch: [{set: {why: w}}], fails: {it is upp: target_down}}}\n",
            "there is no expectation 'it is upp'; did you mean 'it is up'?",
            id="unknown in fails",
        ),
        pytest.param(
            "mutants: {m: {patch: [{set: {why: w}}], fails: {it is up: target_down}, may_fail: [x]}}\n",
            "there is no expectation 'x'; known: it is up",
            id="unknown in may_fail",
        ),
        pytest.param(
            "mutants: {m: {patch: [{set: {why: w}}], fails: {it is up: target_down}, may_fail: [it is up]}}\n",
            "'it is up' is in 'fails' and in 'may_fail'; keep one of them",
            id="in both",
        ),
    ],
)
def test_name_problems_of_mutants(more: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(Problems) as caught:
        plan(written(tmp_path, SMALL + STEPS + more, {}), FOLDERS)

    assert [problem.message for problem in caught.value.problems] == [message]


def test_name_problems_are_not_reported_for_mutants_of_a_variant(tmp_path: Path) -> None:
    more = (
        "variants: {up: {without: [{remove: ['steps[look].expect[it is up]']}]}}\n"
        "mutants: {m: {patch: [{set: {why: w}}], fails: {it is up: target_down}}}\n"
    ).replace("[it is up]']", '."it is up"\']')

    made = plan(written(tmp_path, SMALL + STEPS + more, {}), FOLDERS, Request(variant={"up": "without"}))

    assert made.checks() == ()


def test_role_problems_are_reported_at_the_expectation(tmp_path: Path) -> None:
    text = SMALL.replace("  prometheus: {files: {config: prometheus.yml}}\n", "") + STEPS

    with pytest.raises(Problems, match=r"s\.yaml:6:\d+: no component provides the role 'prometheus'"):
        plan(written(tmp_path, text, {}), FOLDERS)
