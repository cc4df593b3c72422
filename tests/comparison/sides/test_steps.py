"""The steps of a comparison in place of a scenario's own, with the places that messages point to."""

from __future__ import annotations

import pytest

from lab.comparison.sides.steps import FIRST_STEP, STARTS_AT_ZERO, applicable_patches, with_comparison_steps
from lab.errors import Place
from lab.language.patch.model import Patch
from lab.language.strict_yaml import Document, read
from lab.plan.files import PlacedPatch
from tests.plan.planned import FOLDERS

SCENARIO = """\
title: t
components: {api: {use: x, files: {config: a.yml}}, other: {files: {config: b.yml}}}
variants: {size: {small: {}}}
steps:
  - {name: look}
  - name: first
    within: 9s
    wait:
      ready: {targets: api}
"""
COMPARISON = "title: c\nsides: {pull: {}}\nload: {name: shopping, to: api}\n"
DIALECT = FOLDERS.dialect("prometheus-client")


def placed(in_: str | None = None, scales: bool = False, **changes: object) -> PlacedPatch:
    return PlacedPatch(Patch.model_validate({"in": in_, **changes}), Place("p.yaml", 1, 1), scales)


def stepped(*patches: PlacedPatch, comparison: str = COMPARISON, scenario: str = SCENARIO) -> Document:
    documents = read(scenario, "s.yaml"), read(comparison, "c.yaml")
    return with_comparison_steps(*documents, patches, DIALECT, ("sides", "pull"))


def test_with_comparison_steps() -> None:
    data = stepped().data
    assert isinstance(data, dict)
    assert set(data) == {"title", "components", "steps"}
    zero = {"meaning": "request count", "every": "== 0"}
    assert data["steps"] == [
        {"name": FIRST_STEP, "wait": {"ready": {"targets": "api"}, STARTS_AT_ZERO: zero}, "within": "9s"},
        {"name": "load", "load": {"name": "shopping", "to": "api"}},
    ]


def test_with_comparison_steps_places() -> None:
    document = stepped()
    assert document.place(("components", "other")) == Place("s.yaml", 2, 53)
    assert document.place(("steps", 0, "wait", "ready")) == Place("s.yaml", 9, 7)
    assert document.place(("steps", 0, "wait", STARTS_AT_ZERO)) == Place("s.yaml", 8, 5)
    assert document.place(("steps", 1, "load", "to")) == Place("c.yaml", 3, 24)
    assert document.place(("variants",)) == Place("s.yaml", 1, 1)


def test_with_comparison_steps_own_counter_wait() -> None:
    own = SCENARIO.replace("ready: {targets: api}", 'zero: {meaning: request count, every: "== 0", exactly: 5}')
    data = stepped(scenario=own).data
    assert isinstance(data, dict)
    assert list(data["steps"][0]["wait"]) == ["zero"]


def test_with_comparison_steps_of_a_patched_wait() -> None:
    data = stepped(placed(set={"steps[first].wait.ready.targets": "web"})).data
    assert isinstance(data, dict)
    assert data["steps"][0]["wait"]["ready"] == {"targets": "web"}


def test_with_comparison_steps_without_a_load() -> None:
    data = stepped(comparison="title: c\nsides: {pull: {}}\n").data
    assert isinstance(data, dict)
    assert data["steps"] == [{"name": FIRST_STEP, "wait": {"ready": {"targets": "api"}}, "within": "9s"}]


def test_applicable_patches_without_replaced_steps() -> None:
    added = {"steps[first].expect.more": {"series": "up"}, "dialect": "d"}
    patch = placed(set={"steps[first].within": "1s", "title": "other"}, add=added, remove=("mutants",))
    (left,) = applicable_patches((patch,), (), stepped())
    assert (dict(left.patch.set), dict(left.patch.add), left.patch.remove) == ({"title": "other"}, {"dialect": "d"}, ())


@pytest.mark.parametrize(
    ("later", "files"),
    [
        pytest.param((), ["a.yml", "b.yml"], id="both components"),
        pytest.param((placed(remove=("components.other",)),), ["a.yml"], id="one removed later"),
        pytest.param(
            (placed(remove=("components.missing",)),), ["a.yml", "b.yml", "c.yml"], id="an error for planning"
        ),
    ],
)
def test_applicable_patches_of_used_files(later: tuple[PlacedPatch, ...], files: list[str]) -> None:
    patches = tuple(placed(in_=file, remove=("x",)) for file in ("a.yml", "b.yml", "c.yml"))
    assert [left.patch.in_ for left in applicable_patches(patches, later, stepped())] == files
