"""In which order the labs of a comparison are measured."""

from __future__ import annotations

from pathlib import Path

from lab.comparison.arguments import Overrides, experiment_of
from lab.comparison.measure.runner import Experiment
from lab.stack.folders import Folders

CHECKOUT = Path(__file__).parents[3]


def experiment(name: str, overrides: Overrides) -> Experiment:
    return experiment_of((name,), {}, overrides, Folders((CHECKOUT,), CHECKOUT))


def test_turns_alternate() -> None:
    turns = experiment("pull-vs-push", Overrides(repeat=2, faults=False)).turns()
    order = [(turn.side.name, turn.number, turn.phase) for turn in turns]
    forward = ["pull", "otel-pull", "push"]
    assert order == [
        *((side, 1, "steady") for side in forward),
        *((side, 2, "steady") for side in reversed(forward)),
    ]


def test_turns_faults_after_steady() -> None:
    turns = experiment("pull-vs-push", Overrides(repeat=1)).turns()
    kinds = [turn.phase for turn in turns]
    assert kinds == ["steady"] * 3 + ["faults"] * 9


def test_turns_small_sizes_first() -> None:
    turns = experiment("pull-vs-push-at-scale", Overrides(sizes=(1000, 200), repeat=2)).turns()
    order = [(turn.side.name, turn.side.size) for turn in turns]
    assert order == [(side, size) for size in (200, 1000) for side in ("pull", "push", "push", "pull")]
