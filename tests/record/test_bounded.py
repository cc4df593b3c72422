"""What a record keeps of answers, logs and texts, however large and odd they are."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lab.queries.prometheus import InstantQuery
from lab.queries.series import series_of
from lab.record.bounded import (
    ANSWER_SIZE,
    BUILD_LINES,
    LOG_SIZE,
    MAX_NAMES,
    RECORD_SIZE,
    TEXT_SIZE,
    RecordSize,
    recordable,
    shown_judgement,
    shown_observation,
    shown_text,
    size_of,
)
from lab.record.event import BuildProgress, Evidence, Exited, Failed, Judged, RunEnded
from lab.record.observation import Observation
from lab.record.verdict import Judgement, Status, Verdict
from tests.record.example_record import OBSERVED


def observation(answer: Any, **more: Any) -> Observation:
    return Observation(query=InstantQuery(query="up"), at=0.0, answer=answer, **more)


def vector(series: int) -> dict[str, Any]:
    result = [{"metric": {"__name__": "m", "i": str(i)}, "value": [1700000000.5, str(i)]} for i in range(series)]
    return {"resultType": "vector", "result": result}


@pytest.mark.parametrize("captured", OBSERVED)
def test_shown_observation_keeps_usual_answers(captured: Observation) -> None:
    assert shown_observation(captured) is captured


def test_shown_observation_of_many_series_keeps_the_first_whole() -> None:
    kept = shown_observation(observation(vector(50_000)))
    series = kept.answer["result"]
    assert series == vector(len(series))["result"]
    assert 1000 < len(series) < 50_000
    assert kept.cut == f"left out of this answer: {50_000 - len(series)} items"
    assert series_of(kept.answer)[0] == ({"__name__": "m", "i": "0"}, 0.0)
    assert len(json.dumps(kept.answer)) < 1.5 * ANSWER_SIZE


HUGE = {
    "a long text": "x" * 1_000_000,
    "many keys": {str(i): i for i in range(200_000)},
    "many numbers": [1.5] * 500_000,
    "short lists in short lists": [[[["ab"] * 4] * 4] * 4] * 4000,
    "small objects": [{"a": {"b": {}}}] * 100_000,
    "long texts in a short list": ["é" * 500_000] * 3,
}


@pytest.mark.parametrize("answer", HUGE.values(), ids=HUGE)
def test_shown_observation_is_small(answer: Any) -> None:
    kept = shown_observation(observation(answer))
    assert len(kept.model_dump_json()) < 3 * ANSWER_SIZE
    assert kept.cut.startswith("left out of this answer: ")


def test_shown_observation_of_what_no_record_can_hold() -> None:
    deep: Any = "end"
    for _ in range(300):
        deep = [deep]
    kept = shown_observation(observation({"half \ud800": "\udfff", "deep": deep}, error="bad \ud800"))
    assert Observation.model_validate_json(kept.model_dump_json()) == kept
    assert (kept.answer["half \ufffd"], kept.error) == ("\ufffd", "bad \ufffd")


def test_shown_text_leaves_out_the_middle() -> None:
    text = shown_text("a" * 10_000 + "b" * 10_000)
    assert text.startswith("a" * (TEXT_SIZE // 2) + " ... (12,000 characters left out) ... b")
    assert shown_text("short") == "short"


def test_recordable_joins_and_replaces_surrogates() -> None:
    assert recordable("\ud83d\ude00 \ud83d é") == "😀 \ufffd é"


def test_shown_judgement() -> None:
    usual = Judgement(status=Status.FAILED, expected="a", actual="b", missing=("c",))
    assert shown_judgement(usual) == usual
    large = usual.model_copy(update={"difference": "x" * 100_000, "missing": tuple(map(str, range(1000)))})
    shown = shown_judgement(large)
    assert (len(shown.difference) < TEXT_SIZE + 100, len(shown.missing)) == (True, MAX_NAMES)


def verdict(answer: Any) -> Verdict:
    judgement = Judgement(status=Status.PASSED, expected="a", actual="b")
    place = {"file": "x", "line": 1, "column": 1}
    return Verdict.model_validate(
        {"step": "s", "name": "n", "kind": "series", "where": place, "judgement": judgement, "attempts": 1}
        | {"elapsed_ms": 1, "evidence": (observation(answer),)}
    )


def test_record_size_bounds_the_whole_record() -> None:
    size, log = RecordSize(), "line\n" * 100_000
    sent = (
        Judged(at_ms=1, verdict=verdict(vector(9000))),
        Evidence(at_ms=1, kind="panel", name="p", observation=observation(vector(9000))),
        Evidence(at_ms=1, kind="log", name="api", text=log),
        Exited(at_ms=1, service="api", code=1, log=log),
        Failed(at_ms=1, kind="NotReady", message="m" * 100_000, evidence=log, exit_code=4),
    )
    events = [size.admit(event) for _ in range(30) for event in sent]
    total = sum(len(event.model_dump_json()) for event in events if event is not None)
    assert RECORD_SIZE / 2 < total < 2 * RECORD_SIZE


def test_record_size_admits_the_rest_unchanged() -> None:
    size = RecordSize()
    ended = RunEnded(at_ms=1, exit_code=0)
    assert size.admit(ended) is ended
    log = Evidence(at_ms=1, kind="log", name="api", text="one\ntwo\n")
    assert size.admit(log) == log
    assert size_of(log.text) < LOG_SIZE


def test_record_size_keeps_the_first_lines_of_a_build() -> None:
    size = RecordSize()
    lines = [BuildProgress(at_ms=n, component="api", line="yes", elapsed_ms=n) for n in range(BUILD_LINES * 2)]
    assert [line for line in map(size.admit, lines) if line is not None] == lines[:BUILD_LINES]
    done = BuildProgress(at_ms=9, component="api", line="done", elapsed_ms=9, done=True)
    assert size.admit(done) is done
