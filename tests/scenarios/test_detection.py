"""Every claim of the scenarios that come with lab can fail: some mutant names it. `wait` makes no claim."""

from __future__ import annotations

import pytest

from lab.scenario.reading import load
from tests.plan.planned import FOLDERS


@pytest.mark.parametrize("name", FOLDERS.scenario_names())
def test_some_mutant_makes_each_expectation_fail(name: str) -> None:
    source = FOLDERS.scenario(name)
    scenario, _ = load(source.text, source.display_path)
    claims = {claim for step in scenario.steps for part in (step.throughout, step.expect) for claim in part}

    assert claims - {claim for mutant in scenario.mutants.values() for claim in mutant.fails} == set()
