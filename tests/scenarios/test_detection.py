"""Every claim of the scenarios that come with lab can fail: some mutant names it. `wait` makes no claim."""

from __future__ import annotations

import pytest

from lab.plan.planning import plan
from lab.plan.requests import Request
from lab.scenario.reading import load
from lab.scenario.variants import changed_variants
from tests.plan.planned import FOLDERS


@pytest.mark.parametrize("name", FOLDERS.scenario_names())
def test_some_mutant_makes_each_expectation_fail(name: str) -> None:
    source = FOLDERS.scenario(name)
    scenario, _ = load(source.text, source.display_path)
    requests = (Request(), *(Request(variant=variant) for variant in changed_variants(scenario.variants)))
    steps = [step for request in requests for step in plan(source, FOLDERS, request).steps]
    claims = {claim.name for step in steps for claim in (*step.throughout, *step.expect)}

    assert claims - {claim for mutant in scenario.mutants.values() for claim in mutant.fails} == set()
