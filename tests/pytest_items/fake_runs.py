"""A small project with a scenario, and runs of it without a lab, which would cost time.

`results.json` maps the label of a lab to the statuses of its expectations; those it does not name pass, or in a mutant
do as planned. "error" and "error after all" abort the run, before it judges anything and at its end. Each run leaves a
line in `runs.txt`, and its record in `lab-runs/`.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lab.errors import CannotStart
from lab.language import reasons
from lab.language.reasons import Reason
from lab.plan.model import CheckPlan, LabPlan
from lab.pytest_items import collecting, summary  # noqa: F401 - loaded once, and not by each inner pytest
from lab.pytest_items.labs import FinishedRun, Runner
from lab.record.event import Event, Failed, Judged, RunEnded
from lab.record.outcome import run_result
from lab.record.run_record import RunRecord
from lab.record.verdict import Judgement, Status, Verdict
from lab.report.files import write_reports
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
# yaml-language-server: $schema=../../scenario.schema.json
"""
MUTANT = "numbers (mutant: one is two)"
CONFTEST = """
from tests.pytest_items.fake_runs import runner
from lab.pytest_items.labs import RUNNER

def pytest_configure(config):
    config.stash[RUNNER] = runner(config.rootpath, strict=config.getoption("lab_strict"))
"""


def project(pytester: pytest.Pytester, results: dict[str, object] | None = None, *names: str) -> Path:
    """A folder with scenarios of these names; their runs have `results`, and are real when that is None."""
    for name in names or ("numbers",):
        folder = pytester.path / "scenarios" / name
        folder.mkdir(parents=True)
        (folder / "scenario.yaml").write_text(SCENARIO, encoding="utf-8")
    # Each inner pytest would import Hypothesis again, which takes longer than all the rest.
    pytester.makeini("[pytest]\naddopts = --strict-markers -p no:cacheprovider -p no:hypothesispytest")
    if results is not None:
        (pytester.path / "results.json").write_text(json.dumps(results), encoding="utf-8")
        pytester.makeconftest(CONFTEST)
    return pytester.path


def runs(pytester: pytest.Pytester) -> list[str]:
    return (pytester.path / "runs.txt").read_text(encoding="utf-8").splitlines()


def runner(root: Path, *, strict: bool = False) -> Runner:
    results = json.loads((root / "results.json").read_text(encoding="utf-8"))

    def run(plan: LabPlan) -> FinishedRun:
        with (root / "runs.txt").open("a", encoding="utf-8") as file:
            file.write(f"{plan.label}\n")
        result = results.get(plan.label, {})
        if result == "no engine":
            raise CannotStart("there is no engine", remedy="start one", evidence="dial unix: refused\nreally")
        if result == "bug":
            raise ZeroDivisionError("in lab")
        record = _record(plan, result, strict=strict)
        return FinishedRun(
            record, str(write_reports(record, root / "lab-runs" / f"{plan.scenario}-1").report.relative_to(root))
        )

    return run


def _record(plan: LabPlan, result: dict[str, str] | str, *, strict: bool) -> RunRecord:
    """As a real run would make it: its last event has the exit code of the result."""
    statuses = {} if isinstance(result, str) else result
    checks = () if result == "error" else plan.checks()
    verdicts = tuple(_verdict(plan, check, statuses) for check in checks if statuses.get(check.name) != "missing")
    events: list[Event] = [Judged(at_ms=1, verdict=verdict) for verdict in verdicts]
    ended_by = None
    if result in ("error", "error after all"):
        ended_by = 4
        events.append(Failed(at_ms=2, kind="NotReady", message="api is not ready", exit_code=ended_by))
    ended = run_result(verdicts, plan.mutant, ended_by=ended_by, strict=strict)
    events.append(RunEnded(at_ms=1500, exit_code=ended.exit_code))
    return run_record(plan, events, None, from_environment(), 0.0, 1.5, strict=strict)


def _verdict(plan: LabPlan, check: CheckPlan, statuses: dict[str, str]) -> Verdict:
    planned = plan.mutant.fails.get(check.name) if plan.mutant is not None else None
    given, _, reason = statuses.get(check.name, "failed" if planned else "passed").partition(": ")
    status = Status(given)
    judgement = Judgement(
        status=status,
        reason=None if status is Status.PASSED else Reason(reason) if reason else planned or reasons.WRONG_VALUE,
        expected="every series == 1",
        actual="1 series: 5",
        difference="5, not 1",
        hint="look at the rule",
    )
    return Verdict(
        step="asked",
        name=check.name,
        kind=check.kind,
        where=check.place,
        judgement=judgement,
        attempts=2,
        elapsed_ms=7,
    )
