"""The outcome of runs and of batches in sentences."""

from __future__ import annotations

import pytest

from lab.language import reasons
from lab.language.reasons import Reason
from lab.record.event import BuildProgress, Failed, Judged, Phase
from lab.record.planned import MutantPlan
from lab.record.run_record import RunRecord
from lab.record.verdict import Status
from lab.report.sentences import batch_sentence, plan_text, run_sentence, verdict_text
from tests.report.records import record, verdict

MUTANT = MutantPlan("no data", {"asked of Prometheus": reasons.NO_DATA, "asked of Grafana": reasons.NO_DATA})
FAILED = (Status.FAILED, reasons.NO_DATA)
OTHERWISE = (Status.FAILED, reasons.NO_SERIES)
PASSED = (Status.PASSED, None)
LEFT_OUT = (Status.NOT_APPLICABLE, reasons.LEFT_OUT)


def run(*verdicts: tuple[Status, Reason | None]) -> RunRecord:
    events = tuple(
        Judged(at_ms=0, verdict=verdict(name, status, reason=reason))
        for name, (status, reason) in zip(MUTANT.fails, verdicts, strict=True)
    )
    return record(events, mutant=MUTANT)


def plain(*verdicts: tuple[Status, Reason | None]) -> RunRecord:
    events = tuple(
        Judged(at_ms=0, verdict=verdict(f"{number}", status, reason=reason))
        for number, (status, reason) in enumerate(verdicts)
    )
    return record(events)


RUNS = {
    "mutant killed: no data; 2 of 2 planned failures in 26.3 s": run(FAILED, FAILED),
    "mutant killed: no data; 1 of 2 planned failures, 1 not applicable in 26.3 s": run(FAILED, LEFT_OUT),
    "mutant not applicable: no data; 0 of 2 planned failures, 2 not applicable in 26.3 s": run(LEFT_OUT, LEFT_OUT),
    "mutant survived: no data; 0 of 2 planned failures, 2 unexpected results in 26.3 s": run(PASSED, PASSED),
    "mutant killed with unexpected results: no data; 1 of 2 planned failures, 1 unexpected result in 26.3 s": run(
        FAILED, PASSED
    ),
    "mutant not killed as planned: no data; 0 of 2 planned failures, 2 unexpected results in 26.3 s": run(
        OTHERWISE, PASSED
    ),
    "2 of 2 expectations passed in 26.3 s": plain(PASSED, PASSED),
    "1 of 4 expectations passed in 26.3 s; 1 failed, 1 undecided, 1 not applicable": plain(
        PASSED, FAILED, (Status.UNDECIDED, reasons.NOT_OBSERVED), LEFT_OUT
    ),
    "no expectation was judged in 26.3 s": plain(),
    "interrupted after 26.3 s": record((), exit_code=130),
    "could not start after 26.3 s: api is not ready": record(
        (Failed(at_ms=1, kind="NotReady", message="api is not ready", exit_code=4),), exit_code=4
    ),
    "aborted after 26.3 s: cannot kill api": record(
        (Failed(at_ms=1, kind="LabError", message="cannot kill api", exit_code=3),), exit_code=3
    ),
}


@pytest.mark.parametrize(("sentence", "one"), RUNS.items(), ids=RUNS)
def test_run_sentence(sentence: str, one: RunRecord) -> None:
    assert run_sentence(one) == sentence


def test_batch_sentence_mutation_score() -> None:
    records = (run(FAILED, FAILED), run(FAILED, LEFT_OUT), run(LEFT_OUT, LEFT_OUT), run(PASSED, PASSED), plain(PASSED))
    assert batch_sentence(records) == (
        "4 of 5 runs passed, 2 min 11 s of run time; mutation score: 2 of 3 mutants killed (67 %), 1 not applicable"
    )


def test_batch_sentence_without_mutants() -> None:
    assert batch_sentence((plain(PASSED), plain(FAILED))) == "1 of 2 runs passed, 52.6 s of run time"


def test_verdict_text_and_plan_text() -> None:
    name = "asked of Prometheus"
    failed, passed = verdict(name, Status.FAILED, reason=reasons.NO_DATA), verdict(name)
    assert (verdict_text(failed, None), plan_text(failed, None)) == ("failed", "")
    assert (verdict_text(failed, MUTANT), plan_text(failed, MUTANT)) == ("failed as planned", "to fail with no_data")
    assert verdict_text(passed, MUTANT) == "unexpected result: passed"
    assert plan_text(verdict("another"), MUTANT) == "to pass"


def test_run_sentence_tells_building_images_apart() -> None:
    built = (
        BuildProgress(at_ms=10, component="grafana", line="make", elapsed_ms=10),
        Phase(at_ms=1_560_000, name="images", ms=1_560_000),
    )
    whole = plain(PASSED)
    slow = whole.model_copy(update={"events": (*built, *whole.events), "ended": whole.ended + 1560})
    assert run_sentence(slow) == "1 of 1 expectation passed in 26.3 s (and 26 min 00 s before that for images)"
