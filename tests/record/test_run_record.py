"""A record of a run: reading and writing it, and whether the run passed."""

import json
import math
from typing import Any

import pytest
from pydantic import ValidationError

from lab.language import reasons
from lab.record.event import BuildProgress, Failed, Phase
from lab.record.outcome import RunOutcome
from lab.record.planned import MutantPlan
from lab.record.run_record import SCHEMA_VERSION, Measurement, RunRecord
from lab.record.verdict import Status
from tests.record.example_record import EVERYTHING, WHOLE, judged, record, verdict

FAILURE = Failed(at_ms=100, kind="NotReady", message="api was not ready within 60 s", exit_code=4)


def test_record_round_trip() -> None:
    text = WHOLE.model_dump_json()
    assert RunRecord.model_validate_json(text) == WHOLE
    assert RunRecord.model_validate_json(text).model_dump_json() == text


def test_record_is_standard_json() -> None:
    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is not JSON")

    data = json.loads(WHOLE.model_dump_json(), parse_constant=refuse)
    assert data["schema_version"] == SCHEMA_VERSION == 2
    assert [event["event"] for event in data["events"]] == [event.event for event in EVERYTHING]
    assert data["mutant"]["fails"] == {"it is notified": "not_delivered"}


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_record_of_numbers_that_json_lacks(value: float) -> None:
    whole = record().model_copy(
        update={"measurements": (Measurement(name="x", value=value, unit="s", source="query"),)}
    )
    read = RunRecord.model_validate_json(whole.model_dump_json())
    assert repr(read.measurements[0].value) == repr(value)


@pytest.mark.parametrize(
    "path",
    [
        (),
        ("versions",),
        ("mutant",),
        ("events", 0),
        ("events", 3, "image"),
        ("events", 10, "truth"),
        ("events", 10, "truth", "counts", 0),
        ("events", 11, "verdict"),
        ("events", 11, "verdict", "where"),
        ("events", 11, "verdict", "judgement"),
        ("events", 11, "verdict", "evidence", 0),
        ("events", 11, "verdict", "evidence", 0, "query"),
    ],
    ids=lambda path: ".".join(map(str, path)) or "record",
)
def test_unknown_fields_are_refused(path: tuple[str | int, ...]) -> None:
    data: Any = json.loads(WHOLE.model_dump_json())
    inner = data
    for key in path:
        inner = inner[key]
    inner["color"] = "red"
    with pytest.raises(ValidationError) as raised:
        RunRecord.model_validate_json(json.dumps(data))
    (error,) = raised.value.errors()
    assert error["loc"][-1] == "color"
    assert error["type"] in ("extra_forbidden", "unexpected_keyword_argument")  # of models, of dataclasses


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("schema_version", 1, "literal_error"),
        ("events", [{"event": "party", "at_ms": 0}], "union_tag_invalid"),
    ],
)
def test_records_of_another_version_are_refused(field: str, value: Any, kind: str) -> None:
    data = json.loads(WHOLE.model_dump_json()) | {field: value}
    with pytest.raises(ValidationError) as raised:
        RunRecord.model_validate_json(json.dumps(data))
    assert [error["type"] for error in raised.value.errors()] == [kind]


def test_record_is_frozen() -> None:
    with pytest.raises(ValidationError):
        WHOLE.exit_code = 0  # type: ignore[misc]


def test_record_properties() -> None:
    assert [verdict.name for verdict in WHOLE.verdicts] == ["it is counted", "it is notified", "it is drawn"]
    assert [image.service for image in WHOLE.images] == ["prometheus"]
    assert [event.service for event in WHOLE.left_out] == ["grafana"]
    assert [(phase.name, phase.ms) for phase in WHOLE.phases] == [("images", 28)]
    assert [load.name for load in WHOLE.loads] == ["shopping"]
    assert WHOLE.failure is None
    assert record(FAILURE).failure == FAILURE


GOOD = verdict("good")
BAD = verdict("bad", Status.FAILED, reasons.WRONG_VALUE)
LEFT_OUT = verdict("left out", Status.NOT_APPLICABLE, reasons.LEFT_OUT)
MUTANT = MutantPlan("broken", {"bad": reasons.WRONG_VALUE}, ("maybe",))


def test_result_of_a_whole_run() -> None:
    run = record(*judged(GOOD, BAD), exit_code=1)
    assert (run.passed, run.unexpected(), run.bad_verdicts()) == (False, (), (BAD,))


def test_result_when_interrupted_after_everything_passed() -> None:
    run = record(*judged(GOOD), exit_code=130)
    assert (run.passed, run.result.exit_code) == (False, 130)


def test_result_when_the_run_failed() -> None:
    run = record(*judged(GOOD), FAILURE, exit_code=4)
    assert (run.passed, run.result.outcome, run.result.exit_code) == (False, RunOutcome.NOT_STARTED, 4)


def test_result_of_a_mutant_survives_being_written() -> None:
    run = record(*judged(verdict("bad")), mutant=MUTANT, exit_code=1)
    assert run.unexpected() == ("bad: must fail with wrong_value, but passed",)
    assert RunRecord.model_validate_json(run.model_dump_json()).result == run.result


def test_bad_verdicts_of_a_strict_run() -> None:
    run = record(*judged(GOOD, LEFT_OUT), exit_code=1).model_copy(update={"strict": True})
    assert (run.bad_verdicts(), run.passed) == ((LEFT_OUT,), False)
    assert record(*judged(GOOD, LEFT_OUT)).bad_verdicts() == ()


def test_never_judged() -> None:
    assert record(*judged(GOOD), mutant=MUTANT).never_judged() == ("bad",)
    assert record(*judged(GOOD, BAD), mutant=MUTANT).never_judged() == ()
    assert record(*judged(GOOD), FAILURE, mutant=MUTANT, exit_code=4).never_judged() == ()
    assert record(*judged(GOOD)).never_judged() == ()


def with_images(took_ms: int, *, built: bool) -> RunRecord:
    progress = (BuildProgress(at_ms=10, component="grafana", line="make", elapsed_ms=10),) if built else ()
    events = (*progress, Phase(at_ms=took_ms, name="images", ms=took_ms))
    return record().model_copy(update={"events": events, "started": 1000.0, "ended": 1000.0 + took_ms / 1000 + 30})


def test_time_counts_from_the_creation_of_the_lab() -> None:
    slow = with_images(1_560_000, built=True)
    assert (slow.images_ms, slow.zero, slow.took_ms) == (1_560_000, 2560.0, 30_000)


@pytest.mark.parametrize(("took_ms", "built"), [(85, True), (1_560_000, False)])
def test_images_that_were_there_are_part_of_the_run(took_ms: int, built: bool) -> None:
    present = with_images(took_ms, built=built)
    assert (present.images_ms, present.zero) == (0, 1000.0)
