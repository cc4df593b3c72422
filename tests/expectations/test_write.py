"""What a receiver answers to remote-write requests, over captured responses of Prometheus 3.15.0."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from lab.backends.observing import Backends
from lab.expectations.write import NO_RESPONSE, WRONG_STATUS, WRONG_WRITTEN, WriteExpectation, WriteResponses
from lab.language import reasons
from tests.backends.small_backend import Reply, SmallBackend
from tests.expectations.captured_answers import CAPTURED, Case, body, holds, judged, misses

WRITES = {answer["name"]: answer for answer in body(CAPTURED / "remote-writer" / "responses.json")}
REFUSED = 'out of order sample for series {__name__="stock", by="rw2", copy="1"}'


def write(name: str = "out of order 2.0", status: int = 400, **more: Any) -> WriteExpectation:
    return WriteExpectation.model_validate({"write": name, "status": status, **more})


def of(name: str = "out of order 2.0", **more: Any) -> list[Any]:
    return [{**WRITES[name], **more}]


ANSWERS = "the receiver answers 400 to 'out of order 2.0'"
PARTIAL = f"remote write 2.0: 400, 2 of 3 samples, 0 of 0 histograms, 0 of 0 exemplars written: {REFUSED}"

CASES = {
    "the status alone": Case(write(), (of(),), holds(ANSWERS, PARTIAL)),
    "with counts, text and a header": Case(
        write(written={"samples": "2 of 3"}, says="/^out of order/", headers={"Content-Type": "/plain/"}),
        (of(),),
        holds(f"{ANSWERS}, writing 2 of 3 samples, Content-Type: /plain/, saying /^out of order/", PARTIAL),
    ),
    "the last of one name": Case(write(), (of(status=204) + of(),), holds(ANSWERS, PARTIAL)),
    "version 1.0 reports no counts": Case(
        write("out of order 1.0", written="not reported"),
        (of("out of order 1.0"),),
        holds(
            "the receiver answers 400 to 'out of order 1.0', reporting no counts",
            "remote write 1.0: 400: out of order sample",
        ),
    ),
    "an empty body": Case(
        write("everything", 204, written={"exemplars": "2 of 2", "histograms": "2 of 2"}),
        (of("everything"),),
        holds(
            "the receiver answers 204 to 'everything', writing 2 of 2 exemplars, 2 of 2 histograms",
            "remote write 2.0: 204, 3 of 3 samples, 2 of 2 histograms, 2 of 2 exemplars written: no text",
        ),
    ),
    "never sent": Case(
        write(),
        ([],),
        misses(
            NO_RESPONSE,
            ANSWERS,
            "no request 'out of order 2.0' was sent",
            hint="does an earlier step send it, under this name?",
        ),
    ),
    "nobody answers": Case(
        write(),
        (of(status=0, error="dial tcp: lookup prometheus: no such host", written=None),),
        misses(
            NO_RESPONSE,
            ANSWERS,
            "dial tcp: lookup prometheus: no such host",
            hint="is the receiver running, and at the address that ENDPOINTS has?",
            final=True,
        ),
    ),
    "another status": Case(
        write(status=204),
        (of(),),
        misses(
            WRONG_STATUS,
            "the receiver answers 204 to 'out of order 2.0'",
            PARTIAL,
            difference="status 400, not 204",
            final=True,
        ),
    ),
    "other counts": Case(
        write(written={"samples": "3 of 3"}),
        (of(),),
        misses(
            WRONG_WRITTEN,
            f"{ANSWERS}, writing 3 of 3 samples",
            "it reports 2 of 3 samples, 0 of 0 histograms, 0 of 0 exemplars written",
            final=True,
        ),
    ),
    "counts that should not be there": Case(
        write(written="not reported"),
        (of(),),
        misses(
            WRONG_WRITTEN,
            f"{ANSWERS}, reporting no counts",
            "it reports 2 of 3 samples, 0 of 0 histograms, 0 of 0 exemplars written",
            final=True,
        ),
    ),
    "no counts": Case(
        write("out of order 1.0", written={"samples": "2 of 3"}),
        (of("out of order 1.0"),),
        misses(
            WRONG_WRITTEN,
            "the receiver answers 400 to 'out of order 1.0', writing 2 of 3 samples",
            "it reports no counts",
            final=True,
        ),
    ),
    "all that is wrong": Case(
        write(status=500, says="internal error", headers={"Retry-After": "1"}),
        (of(),),
        misses(
            WRONG_STATUS,
            "the receiver answers 500 to 'out of order 2.0', Retry-After: 1, saying internal error",
            f"{PARTIAL}; Retry-After is missing; the body does not say internal error: {REFUSED}",
            difference="status 400, not 500",
            final=True,
        ),
    ),
    "another text": Case(
        write(says="/duplicate/"),
        (of(),),
        misses(
            reasons.WRONG_VALUE,
            f"{ANSWERS}, saying /duplicate/",
            f"the body does not say /duplicate/: {REFUSED}",
            final=True,
        ),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement


@pytest.mark.parametrize("written", [{"samples": "3"}, {"metadata": "1 of 1"}, {"samples": "all of 3"}, "reported"])
def test_written_invalid(written: Any) -> None:
    with pytest.raises(ValidationError):
        write(written=written)


def test_query_asks_for_one_name() -> None:
    with SmallBackend(Reply(200, json.dumps(list(WRITES.values())))) as backend:
        found = Backends(lambda role: backend.url, lambda: 0.0, lambda service, port: None).observe(
            WriteResponses(name="everything")
        )

    assert backend.asked == [("/responses", {"name": ["everything"]})]
    assert {response.protocol for response in WriteResponses.read(found.answer)} == {"1.0", "2.0"}
