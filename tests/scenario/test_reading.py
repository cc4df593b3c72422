"""A scenario with patches to itself, and where their problems are reported."""

from __future__ import annotations

from typing import Any

import pytest

from lab.errors import Place, Problem, Problems
from lab.language.patch.model import Patch
from lab.scenario.reading import load, with_patches

SCENARIO = """\
title: t
why: w
components: {api: {use: shop}}
steps: [{name: look}]
"""


def patch(**content: Any) -> Patch:
    return Patch.model_validate(content)


def test_with_patches_reports_each_patch_at_its_place() -> None:
    document = load(SCENARIO, "s.yaml")[1]
    patches = (
        (patch(set={"components.apii.env.X": "1"}), Place("s.yaml", 7, 1)),
        (patch(set={"components.api.env.X": "1"}), Place("s.yaml", 8, 1)),
        (patch(remove=("steps[see]",)), Place("s.yaml", 9, 1)),
    )

    with pytest.raises(Problems) as caught:
        with_patches(document, patches)

    assert caught.value.problems == (
        Problem(Place("s.yaml", 7, 1), "components.apii: there is no key 'apii'; did you mean 'api'?"),
        Problem(Place("s.yaml", 9, 1), "steps[see]: there is no item 'see'"),
    )


def test_with_patches_reports_the_patch_that_makes_the_scenario_wrong() -> None:
    document = load(SCENARIO, "s.yaml")[1]
    patches = (
        (patch(set={"components.api.env.X": "1"}), Place("s.yaml", 7, 1)),
        (patch(set={"components.api.env.Y": 2}), Place("s.yaml", 8, 1)),
    )

    with pytest.raises(Problems) as caught:
        with_patches(document, patches)

    assert [str(problem) for problem in caught.value.problems] == [
        "s.yaml:8:1: after this patch: 'Y' must be text, not 2; put it in quotes"
    ]


def test_with_patches_validates_after_the_last_patch() -> None:
    document = load(SCENARIO, "s.yaml")[1]
    patches = (
        (patch(remove=("steps[look].name",)), Place("s.yaml", 7, 1)),
        (patch(set={"steps[0].name": "see"}), Place("s.yaml", 8, 1)),
    )

    assert [step.name for step in with_patches(document, patches).steps] == ["see"]
