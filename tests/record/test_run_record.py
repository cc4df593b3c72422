"""A run as one value: it survives being written and read, and says whether the run passed."""

import json
import math
from typing import Any

import pytest
from pydantic import ValidationError

from lab.language import reasons
from lab.queries.prometheus import InstantQuery
from lab.record.event import Failed
from lab.record.observation import Observation
from lab.record.run_record import SCHEMA_VERSION, Expected, Measurement, RunRecord
from lab.record.verdict import Status, Verdict
from tests.record.realistic import EVERYTHING, WHOLE, judged, record, verdict

FAILURE = Failed(at_ms=100, kind="NotReady", message="api was not ready within 60 s", exit_code=4)


def test_a_record_survives_being_written_and_read() -> None:
    text = WHOLE.model_dump_json()
    assert RunRecord.model_validate_json(text) == WHOLE
    assert RunRecord.model_validate_json(text).model_dump_json() == text


def test_a_record_is_json_that_others_can_read() -> None:
    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    data = json.loads(WHOLE.model_dump_json(), parse_constant=refuse)
    assert data["schema_version"] == SCHEMA_VERSION == 1
    assert [event["event"] for event in data["events"]] == [event.event for event in EVERYTHING]
    assert data["mutant"]["fails"] == {"it is told": "not_delivered"}


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_numbers_that_json_does_not_have(value: float) -> None:
    whole = record().model_copy(
        update={"measurements": (Measurement(name="x", value=value, unit="s", source="query"),)}
    )
    read = RunRecord.model_validate_json(whole.model_dump_json())
    assert repr(read.measurements[0].value) == repr(value)


def test_every_kind_of_event_is_in_the_record_that_is_tried() -> None:
    from typing import get_args

    from lab.record.event import Event

    kinds = set(get_args(get_args(Event)[0]))
    assert {type(event) for event in EVERYTHING} | {Failed} == kinds


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
    assert (error["type"], error["loc"][-1]) == ("extra_forbidden", "color")


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("schema_version", 2, "literal_error"),
        ("events", [{"event": "party", "at_ms": 0}], "union_tag_invalid"),
        ("mutant", {"mutant": "x", "fails": {"it": "Bad luck!"}}, "string_pattern_mismatch"),
    ],
)
def test_records_of_another_make_are_refused(field: str, value: Any, kind: str) -> None:
    data = json.loads(WHOLE.model_dump_json()) | {field: value}
    with pytest.raises(ValidationError) as raised:
        RunRecord.model_validate_json(json.dumps(data))
    assert [error["type"] for error in raised.value.errors()] == [kind]


def test_a_record_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        WHOLE.exit_code = 0  # type: ignore[misc]


def test_views_of_a_record() -> None:
    assert [each.name for each in WHOLE.verdicts] == ["it is counted", "it is told", "it is drawn"]
    assert [each.service for each in WHOLE.images] == ["prometheus"]
    assert [each.service for each in WHOLE.left_out] == ["grafana"]
    assert [(each.name, each.ms) for each in WHOLE.phases] == [("images", 28)]
    assert [each.name for each in WHOLE.loads] == ["shopping"]
    assert WHOLE.failure is None
    assert record(FAILURE).failure == FAILURE


GOOD = verdict("good")
BAD = verdict("bad", Status.FAILED, reasons.WRONG_VALUE)
UNSURE = verdict("unsure", Status.UNDECIDED, reasons.NOT_OBSERVED)
LEFT_OUT = verdict("left out", Status.NOT_APPLICABLE, reasons.LEFT_OUT)

PLAIN = {
    "all passed": ((GOOD,), 0, True),
    "what is not applicable does not matter": ((GOOD, LEFT_OUT), 0, True),
    "one failed": ((GOOD, BAD), 1, False),
    "one undecided": ((GOOD, UNSURE), 1, False),
    "interrupted after all that was judged passed": ((GOOD,), 130, False),
    "nothing was judged": ((), 0, False),
}


@pytest.mark.parametrize(("verdicts", "exit_code", "passed"), PLAIN.values(), ids=PLAIN)
def test_when_a_run_passed(verdicts: tuple[Verdict, ...], exit_code: int, passed: bool) -> None:
    run = record(*judged(*verdicts), exit_code=exit_code)
    assert (run.passed, run.surprises()) == (passed, ())


def test_a_run_that_could_not_go_on_did_not_pass() -> None:
    assert not record(*judged(GOOD), FAILURE, exit_code=4).passed


MUTANT = Expected(mutant="broken", fails={"bad": reasons.WRONG_VALUE}, may_fail=("maybe",))
MUTANTS: dict[str, tuple[tuple[Verdict, ...], tuple[str, ...]]] = {
    "as planned": ((GOOD, BAD), ()),
    "as planned, and what may fail failed": ((BAD, verdict("maybe", Status.FAILED, reasons.NO_SERIES)), ()),
    "as planned, and what may fail is undecided": (
        (BAD, verdict("maybe", Status.UNDECIDED, reasons.NOT_OBSERVED)),
        (),
    ),
    "as planned, and what may fail passed": ((BAD, verdict("maybe")), ()),
    "as planned, another not applicable": ((BAD, LEFT_OUT), ()),
    "failed for the wrong reason": (
        (GOOD, verdict("bad", Status.FAILED, reasons.NO_SERIES)),
        ("bad: failed with no_series, must fail with wrong_value",),
    ),
    "not noticed": ((GOOD, verdict("bad")), ("bad: must fail with wrong_value, but passed",)),
    "not observed": (
        (verdict("bad", Status.UNDECIDED, reasons.NOT_OBSERVED),),
        ("bad: must fail with wrong_value, but undecided",),
    ),
    "not applicable, and so neither noticed nor missed": (
        (verdict("bad", Status.NOT_APPLICABLE, reasons.LEFT_OUT),),
        (),
    ),
    "never judged": ((GOOD,), ("bad: must fail with wrong_value, but was never judged",)),
    "another failed": (
        (BAD, verdict("good", Status.FAILED, reasons.NO_DATA)),
        ("good: failed with no_data, must pass",),
    ),
    "another undecided": (
        (BAD, verdict("good", Status.UNDECIDED, reasons.LOAD_OFF)),
        ("good: undecided with load_off, must pass",),
    ),
    "several at once": (
        (verdict("bad"), verdict("good", Status.FAILED, reasons.FIRED)),
        ("bad: must fail with wrong_value, but passed", "good: failed with fired, must pass"),
    ),
}


@pytest.mark.parametrize(("verdicts", "surprises"), MUTANTS.values(), ids=MUTANTS)
def test_what_surprises_about_a_mutant(verdicts: tuple[Verdict, ...], surprises: tuple[str, ...]) -> None:
    run = record(*judged(*verdicts), mutant=MUTANT, exit_code=1)
    assert (run.surprises(), run.passed) == (surprises, not surprises)
    assert RunRecord.model_validate_json(run.model_dump_json()).surprises() == surprises


def test_a_mutant_that_could_not_start_noticed_nothing() -> None:
    run = record(*judged(BAD), FAILURE, mutant=MUTANT, exit_code=4)
    assert (run.passed, run.surprises()) == (False, ())


def test_a_mutant_that_was_interrupted_noticed_nothing() -> None:
    assert not record(*judged(BAD), mutant=MUTANT, exit_code=130).passed


def test_an_answer_may_be_any_json() -> None:
    odd = Observation(query=InstantQuery(query="x"), at=0.0, answer={"a": [1, 2.5, None, "NaN", {"b": True}]})
    assert Observation.model_validate_json(odd.model_dump_json()) == odd
