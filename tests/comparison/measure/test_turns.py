"""In which order the labs of a comparison are measured."""

from __future__ import annotations

from pathlib import Path

from lab.comparison.commands.names import Overrides, Prepared, prepare
from lab.comparison.measure.comparing import turns
from lab.stack.folders import Folders

CHECKOUT = Path(__file__).parents[3]


def prepared(name: str, amounts: Overrides) -> Prepared:
    return prepare((name,), {}, amounts, Folders((CHECKOUT,), CHECKOUT))


def test_sides_take_turns_and_change_who_begins() -> None:
    found = prepared("pull-vs-push", Overrides(repeat=3, faults=False))
    order = [(turn.side.name, turn.number, turn.kind) for turn in turns(found.comparison, found.sides)]
    assert order == [
        ("pull", 1, "steady"),
        ("push", 1, "steady"),
        ("push", 2, "steady"),
        ("pull", 2, "steady"),
        ("pull", 3, "steady"),
        ("push", 3, "steady"),
    ]


def test_faults_come_after_what_is_steady() -> None:
    found = prepared("pull-vs-push", Overrides(repeat=1))
    kinds = [turn.kind for turn in turns(found.comparison, found.sides)]
    assert kinds == ["steady"] * 2 + ["faults"] * 6


def test_small_sizes_come_first() -> None:
    found = prepared("pull-vs-push-at-scale", Overrides(sizes=(1000, 200), repeat=2))
    order = [(turn.side.name, turn.side.size) for turn in turns(found.comparison, found.sides)]
    assert order == [(side, size) for size in (200, 1000) for side in ("pull", "push", "push", "pull")]
