"""A scenario with patches to itself, and where their problems are reported."""

from __future__ import annotations

import re
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
        Problem(Place("s.yaml", 9, 1), "steps[see]: there is no item 'see'; known: look"),
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


@pytest.mark.parametrize("path", ["scale[0].set", "variants.protocol", "mutants[no].within", "scale"])
def test_with_patches_refuses_a_patch_to_other_patches(path: str) -> None:
    document = load(SCENARIO, "s.yaml")[1]

    with pytest.raises(Problems) as caught:
        with_patches(document, ((patch(remove=(path,)), Place("s.yaml", 7, 1)),))

    assert str(caught.value.problems[0]) == (
        f"s.yaml:7:1: {path}: a patch cannot change other patches; change the value that they change"
    )


def test_with_patches_validates_after_the_last_patch() -> None:
    document = load(SCENARIO, "s.yaml")[1]
    patches = (
        (patch(remove=("steps[look].name",)), Place("s.yaml", 7, 1)),
        (patch(set={"steps[0].name": "see"}), Place("s.yaml", 8, 1)),
    )

    assert [step.name for step in with_patches(document, patches).steps] == ["see"]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ('title: "a\\eb"\n', Place("s.yaml", 1, 1), "the character U+001B is not text; remove it"),
        ('title: t\nwhy: w\ncomponents: {"a\\u202eb": {}}\n', Place("s.yaml", 3, 14), "the character U+202E"),
        ('steps: [{name: "a\\nb"}]\n', Place("s.yaml", 1, 10), "has a line break or tab; a name or title is one line"),
        (f"title: {'x' * 300}\n", Place("s.yaml", 1, 1), "has 300 characters; a name or title has at most 200"),
    ],
)
def test_load_refuses_what_is_no_text(text: str, place: Place, message: str) -> None:
    with pytest.raises(Problems, match=re.escape(message)) as caught:
        load(text, "s.yaml")
    assert any(problem.place == place and message in problem.message for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("variants", "message"),
    [
        ("{a: {b: [], c: []}}", "the variants b and c of 'a' have no patches, so they are the same"),
        ("{a: {'b,c': []}}", "'b,c' cannot be chosen by a name such as 'prom-pull[b,c]'"),
        ("{'a=b': {c: []}}", "'a=b' cannot be chosen by a name"),
        ("{a: {'*': []}}", "'*' cannot be chosen by a name"),
    ],
)
def test_load_refuses_variants_without_a_name_of_their_own(variants: str, message: str) -> None:
    with pytest.raises(Problems, match=re.escape(message)):
        load(f"{SCENARIO}variants: {variants}\n", "s.yaml")


@pytest.mark.parametrize(
    ("mix", "message"),
    [
        ("{GET /x: 1000000000}", "'weight' must be at most 1000, not 1000000000"),
        ("{GET /x: 900, GET /y: 200}", "the weights of a mix sum up to at most 1,000, not 1,100; divide them all"),
        ("{" + ", ".join(f"GET /{n}: 1" for n in range(101)) + "}", "'mix' must have at most 100 items"),
    ],
)
def test_load_refuses_a_mix_without_bounds(mix: str, message: str) -> None:
    step = f"steps: [{{name: a, load: {{name: b, to: api, rate: 1/s, for: 1s, mix: {mix}}}}}]\n"
    with pytest.raises(Problems, match=re.escape(message)) as caught:
        load(SCENARIO.replace("steps: [{name: look}]\n", step), "s.yaml")
    assert caught.value.problems[0].place.line == 4


def test_load_refuses_more_mutants_than_can_be_planned() -> None:
    mutants = "".join(f"  m{n}: {{patch: [{{set: {{title: x}}}}], fails: {{a: wrong_value}}}}\n" for n in range(300))
    with pytest.raises(
        Problems, match=r"301 variants and mutants of .* values each are too many for one file"
    ) as caught:
        load(f"{SCENARIO}mutants:\n{mutants}", "s.yaml")
    assert caught.value.problems[0].place == Place("s.yaml", 5, 1)
