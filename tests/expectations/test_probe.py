"""What the blackbox exporter says of a URL, over captured answers: fine, not found, nobody's, never probed."""

from typing import Any

import pytest

from lab.expectations.probe import ProbeExpectation
from lab.language import reasons
from tests.expectations.captured_answers import Case, holds, judged, misses, prometheus

FINE, MISSING, NOBODY = ((prometheus(f"probe_{n}"), prometheus(f"probe_{n}_status")) for n in ("up", "404", "dead"))
NONE = prometheus("instant_none")
HOW = "the exporter logs the probe at /probe?target=...&module=...&debug=true"


def probe(**more: Any) -> ProbeExpectation:
    return ProbeExpectation.model_validate({"probe": "URL", **more})


CASES = {
    "it succeeds": Case(probe(), FINE, holds("probing URL succeeds", "job blackbox: succeeded, status 200")),
    "it succeeds with the status": Case(
        probe(status=200), FINE, holds("probing URL succeeds, with status 200", "job blackbox: succeeded, status 200")
    ),
    "it fails with the status": Case(
        probe(succeeds=False, status=404),
        MISSING,
        holds("probing URL fails, with status 404", "job blackbox: failed, status 404"),
    ),
    "it fails without an answer": Case(
        probe(succeeds=False), NOBODY, holds("probing URL fails", "job blackbox: failed, no HTTP answer")
    ),
    "a prober that knows no status": Case(
        probe(), (FINE[0], NONE), holds("probing URL succeeds", "job blackbox: succeeded")
    ),
    "it should succeed": Case(
        probe(),
        MISSING,
        misses(reasons.WRONG_VALUE, "probing URL succeeds", "job blackbox: failed, status 404", hint=HOW),
    ),
    "it should fail": Case(
        probe(succeeds=False),
        FINE,
        misses(reasons.WRONG_VALUE, "probing URL fails", "job blackbox: succeeded, status 200"),
    ),
    "another status": Case(
        probe(succeeds=False, status=503),
        MISSING,
        misses(reasons.WRONG_VALUE, "probing URL fails, with status 503", "job blackbox: failed, status 404"),
    ),
    "a status is awaited of a prober that knows none": Case(
        probe(status=200),
        (FINE[0], NONE),
        misses(
            reasons.WRONG_VALUE,
            "probing URL succeeds, with status 200",
            "job blackbox: succeeded",
            hint="only the prober 'http' has a status; which prober does the module use?",
        ),
    ),
    "every job that probes it, not just the first": Case(
        probe(),
        tuple({**one, "result": one["result"] + other["result"]} for one, other in zip(FINE, MISSING, strict=True)),
        misses(reasons.WRONG_VALUE, "probing URL succeeds", "job blackbox: failed, status 404", hint=HOW),
    ),
    "nobody probes it": Case(
        probe(),
        (NONE, NONE),
        misses(
            reasons.NO_SERIES,
            "probing URL succeeds",
            "no probe of this URL",
            hint="is it a target of a job for the exporter, and does relabelling copy the URL to 'instance'?",
        ),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement
