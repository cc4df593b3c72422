from __future__ import annotations

import pytest

from lab.pytest_items.mutant_selection import Candidate, Selection, select, select_all

PULL = Candidate(
    "prom-pull (mutant: wrong port)",
    files=frozenset({"scenarios/rules/http.yml", "scenarios/dashboards/http.json"}),
    folders=frozenset({"scenarios/prom-pull", "stacks/prometheus", "sample_apps/api", "stacks/_bases/go"}),
    modules=frozenset({"lab/expectations/targets.py", "lab/expectations/expectation.py"}),
)
LOGS = Candidate(
    "loki (mutant: no labels)",
    folders=frozenset({"scenarios/loki", "stacks/loki"}),
    modules=frozenset({"lab/expectations/logs.py", "lab/expectations/expectation.py"}),
)
CHANGES = {
    "its scenario": ("scenarios/prom-pull/scenario.yaml", [PULL]),
    "a file beside its scenario": ("scenarios/prom-pull/prometheus.yml", [PULL]),
    "a rule it shares with others": ("scenarios/rules/http.yml", [PULL]),
    "a rule it does not use": ("scenarios/rules/node.yml", []),
    "a dashboard it uses": ("scenarios/dashboards/http.json", [PULL]),
    "a component it runs": ("stacks/prometheus/component.yaml", [PULL]),
    "the recipe of a component it runs": ("stacks/loki/image/Dockerfile", [LOGS]),
    "a component of a similar name": ("stacks/prometheus-agent/component.yaml", []),
    "a base image": ("stacks/_bases/go/Dockerfile", [PULL]),
    "a sample application": ("sample_apps/api/main.py", [PULL]),
    "the module of a planned failure": ("lab/expectations/logs.py", [LOGS]),
    "what both modules import": ("lab/expectations/expectation.py", [PULL, LOGS]),
    "the module of another kind": ("lab/expectations/traces.py", []),
    "the documentation": ("README.md", []),
}


@pytest.mark.parametrize(("path", "selected"), CHANGES.values(), ids=CHANGES)
def test_select_by_what_the_change_touches(path: str, selected: list[Candidate]) -> None:
    selection = select((PULL, LOGS), frozenset({path}), 0, "c0ffee", "")
    assert selection.reasons == {candidate.label: path for candidate in selected}


MANY = tuple(Candidate(f"mutant {number}", folders=frozenset({f"scenarios/{number}"})) for number in range(50))


@pytest.mark.parametrize(("share", "count"), [(0, 0), (1, 1), (20, 10), (100, 50)])
def test_select_a_share_rounded_up(share: int, count: int) -> None:
    assert len(select(MANY, frozenset(), share, "c0ffee", "").reasons) == count


def test_select_the_share_of_those_that_the_change_does_not_touch() -> None:
    changed = frozenset(f"scenarios/{number}/scenario.yaml" for number in range(40))
    selection = select(MANY, changed, 20, "c0ffee", "")
    assert sum(bool(reason) for reason in selection.reasons.values()) == 40
    assert sum(not reason for reason in selection.reasons.values()) == 2


def test_select_the_same_for_the_same_seed_whatever_the_order() -> None:
    one, other = (select(order, frozenset(), 20, "c0ffee", "") for order in (MANY, MANY[::-1]))
    assert one == other


def test_select_takes_turns_with_the_seed() -> None:
    selected: set[str] = set()
    for commit in range(40):
        selected |= select(MANY, frozenset(), 20, str(commit), "").reasons.keys()
    assert selected == {candidate.label for candidate in MANY}


def test_select_all_says_why() -> None:
    selection = select_all((PULL, LOGS), "git does not know what has changed")
    assert selection.lines() == ["mutants: 2 of 2 (git does not know what has changed)"]


def test_lines_say_share_seed_and_causes() -> None:
    reasons = {"a": "stacks/loki/component.yaml", "b": "stacks/loki/component.yaml", "c": "", "d": "x.py"}
    assert Selection(9, reasons, 20, "c0ffee", "changed since abc: 2 files").lines() == [
        "mutants: 4 of 9 (changed since abc: 2 files)",
        "  1 as the 20% share of the others, seed c0ffee",
        "  2 because of stacks/loki/component.yaml",
        "  1 because of x.py",
    ]
