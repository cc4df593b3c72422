"""A small project with a scenario, and runs of it that are only said to have happened: labs cost time.

`said.json` maps the label of a lab to what its expectations came to; what it does not name passes, or in a mutant does
as planned. Each run leaves a line in `runs.txt`.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lab.errors import CannotStart
from lab.language import reasons
from lab.plan.model import CheckPlan, LabPlan
from lab.pytest_items import collecting, summary  # noqa: F401 - loaded once, and not by each inner pytest
from lab.pytest_items.labs import Ran, Runner
from lab.record.event import Judged, RunEnded
from lab.record.verdict import Judgement, Status, Verdict
from lab.run.expecting import where
from lab.run.records import run_record
from lab.settings import from_environment

SCENARIO = """\
title: A number and another
why: to be collected
components:
  prometheus: {}
steps:
  - name: asked
    wait:
      there is one: {series: vector(1), every: "== 1"}
    expect:
      one is one: {series: vector(1), every: "== 1"}
      two is not three: {series: vector(2), every: "< 3", within: 1s}
mutants:
  one is two:
    patch: [{set: {'steps[asked].expect."one is one".every': "== 2"}}]
    within: 1s
    fails: {one is one: wrong_value}
    may_fail: [there is one]
"""
MUTANT = "numbers (mutant: one is two)"
CONFTEST = """
from tests.plugin.pretended import runner
from lab.pytest_items.labs import RUNNER

def pytest_configure(config):
    config.stash[RUNNER] = runner(config.rootpath)
"""


def project(pytester: pytest.Pytester, said: dict[str, object] | None = None, *names: str) -> Path:
    """A folder with scenarios, of these names, whose runs are pretended when `said` is given."""
    for name in names or ("numbers",):
        folder = pytester.path / "scenarios" / name
        folder.mkdir(parents=True)
        (folder / "scenario.yaml").write_text(SCENARIO, encoding="utf-8")
    # Hypothesis is loaded anew by each inner pytest, which takes longer than all the rest.
    pytester.makeini("[pytest]\naddopts = --strict-markers -p no:cacheprovider -p no:hypothesispytest")
    if said is not None:
        (pytester.path / "said.json").write_text(json.dumps(said), encoding="utf-8")
        pytester.makeconftest(CONFTEST)
    return pytester.path


def runs(pytester: pytest.Pytester) -> list[str]:
    return (pytester.path / "runs.txt").read_text(encoding="utf-8").splitlines()


def runner(root: Path) -> Runner:
    said = json.loads((root / "said.json").read_text(encoding="utf-8"))

    def run(plan: LabPlan) -> Ran:
        with (root / "runs.txt").open("a", encoding="utf-8") as file:
            file.write(f"{plan.label}\n")
        mine = said.get(plan.label, {})
        if mine == "no engine":
            raise CannotStart("there is no engine", remedy="start one", evidence="dial unix: refused\nreally")
        if mine == "fault":
            raise ZeroDivisionError("in lab")
        verdicts = [_verdict(plan, check, mine) for check in plan.checks() if mine.get(check.name) != "missing"]
        events = [*(Judged(at_ms=1, verdict=verdict) for verdict in verdicts), RunEnded(at_ms=1500, exit_code=0)]
        record = run_record(plan, events, None, from_environment(), 0.0, 1.5)
        return Ran(record, f"lab-runs/{plan.scenario}-1/report.html")

    return run


def _verdict(plan: LabPlan, check: CheckPlan, said: dict[str, str]) -> Verdict:
    planned = plan.mutant.fails.get(check.name) if plan.mutant is not None else None
    status = Status(said.get(check.name, "failed" if planned else "passed"))
    judgement = Judgement(
        status=status,
        reason=None if status is Status.PASSED else planned or reasons.WRONG_VALUE,
        expected="every series == 1",
        actual="1 series: 5",
        difference="5, not 1",
        hint="look at the rule",
    )
    return Verdict(
        step="asked",
        name=check.name,
        kind=check.kind,
        where=where(check),
        judgement=judgement,
        attempts=2,
        elapsed_ms=7,
    )
