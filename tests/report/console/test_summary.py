"""What the recorded runs do not have at their end; whole outputs are approved in test_run_console."""

from __future__ import annotations

from lab.language import reasons
from lab.record.event import Exited, Judged
from lab.record.planned import MutantPlan
from lab.record.run_record import RunRecord
from lab.record.verdict import Status
from lab.report.console.summary import print_summary
from tests.report.console.consoles import console, output
from tests.report.records import record, verdict


def summary(run: RunRecord) -> str:
    out = console(100)
    print_summary(out, run)
    return output(out)


def test_print_summary_unexpected_exit() -> None:
    log = "".join(f"line {number}\n" for number in range(40))
    text = summary(record((Exited(at_ms=1, service="api", code=1, log=log),)))
    assert "api exited unexpectedly with code 1; its last lines:\n  | (10 earlier lines are in the report)" in text
    assert "  | line 39\n" in text


def test_print_summary_never_judged() -> None:
    mutant = MutantPlan("broken", {"bad": reasons.NO_DATA})
    text = summary(record((Judged(at_ms=1, verdict=verdict("good")),), mutant=mutant))
    assert "UNEXPECTED RESULT  bad: must fail, but was never judged\n" in text


def test_print_summary_strict_run() -> None:
    left_out = verdict("drawn", Status.NOT_APPLICABLE, reason=reasons.LEFT_OUT, actual="grafana was left out")
    run = record((Judged(at_ms=1, verdict=left_out),))
    assert "grafana was left out" not in summary(run)
    strict = run.model_copy(update={"strict": True})
    assert "NOT APPLICABLE  drawn\n  step        shopping\n" in summary(strict)
