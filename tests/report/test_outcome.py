"""How a run of a mutant is told when not all that it planned could be judged."""

from __future__ import annotations

import pytest

from lab.language import reasons
from lab.language.reasons import Reason
from lab.record.event import Judged
from lab.record.run_record import Expected, RunRecord
from lab.record.verdict import Status
from lab.report.outcome import Outcome, last_sentence, outcome, run_good, run_word, runs_sentence
from tests.report.records import record, verdict

MUTANT = Expected(mutant="no data", fails={"asked of Prometheus": reasons.NO_DATA, "asked of Grafana": reasons.NO_DATA})
FAILED = (Status.FAILED, reasons.NO_DATA)
LEFT_OUT = (Status.NOT_APPLICABLE, reasons.LEFT_OUT)


def run(*verdicts: tuple[Status, Reason | None]) -> RunRecord:
    events = tuple(
        Judged(at_ms=0, verdict=verdict(name, status, reason=reason, expected="data", seen="none"))
        for name, (status, reason) in zip(MUTANT.fails, verdicts, strict=True)
    )
    return record(events, mutant=MUTANT, exit_code=1)


RUNS = {
    "all judged": (run(FAILED, FAILED), "noticed", "mutant noticed: no data; 2 of 2 failed as planned, no surprise"),
    "some left out": (
        run(FAILED, LEFT_OUT),
        "noticed",
        "mutant noticed: no data; 1 of 2 failed as planned, 1 not applicable, no surprise",
    ),
    "all left out": (
        run(LEFT_OUT, LEFT_OUT),
        "not applicable",
        "mutant not judged: no data; 0 of 2 failed as planned, 2 not applicable, no surprise",
    ),
}


@pytest.mark.parametrize(("told", "word", "sentence"), RUNS.values(), ids=RUNS)
def test_what_is_left_out_neither_notices_a_break_nor_misses_it(told: RunRecord, word: str, sentence: str) -> None:
    assert (run_word(told), run_good(told)) == (word, True)
    assert last_sentence(told).startswith(sentence)


def test_what_is_left_out_does_not_count_for_what_passes() -> None:
    missed = run((Status.PASSED, None), LEFT_OUT)
    assert (run_word(missed), run_good(missed)) == ("surprise", False)
    assert [outcome(each, MUTANT) for each in missed.verdicts] == [Outcome.SURPRISE, Outcome.NOT_APPLICABLE]


def test_detection_power_is_of_what_could_be_judged() -> None:
    said = runs_sentence(tuple(told for told, _, _ in RUNS.values()))
    assert said.endswith("detection power: 2 of 2 planted breaks noticed, 1 not judged")
