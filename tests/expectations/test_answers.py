"""What a service answers to a GET request, over captured pages of Prometheus: status, text, values in JSON."""

import json
from typing import Any

import pytest

from lab.expectations.answers import AnswersExpectation, PageCheck
from lab.language import reasons
from tests.expectations.captured_answers import PROMETHEUS, Case, holds, judged, misses


def page(name: str) -> Any:
    """What the backend makes of a captured page."""
    whole = json.loads((PROMETHEUS / f"{name}.json").read_text(encoding="utf-8"))
    body = json.loads(whole["body"]) if whole["body"].startswith("{") else None
    return {"status": whole["status"], "text": whole["body"], "json": body}


def answers(**more: Any) -> PageCheck:
    return PageCheck(AnswersExpectation.model_validate({"answers": "prometheus", **more}), 9090)


HEALTHY, MISSING, MOVED, FACTS = (page(f"page_{name}") for name in ("healthy", "missing", "moved", "json"))
LISTS = {"status": 200, "text": "[...]", "json": [{"name": "a", "on": True, "n": 1.5}, {"name": "b", "of": None}]}
SAID = " ".join(FACTS["text"].split())[:200] + "..."
GET = "GET / of prometheus answers 200"

CASES = {
    "it answers": Case(answers(), (HEALTHY,), holds(GET, "200: Prometheus Server is Healthy.")),
    "with this text, blanks around it aside": Case(
        answers(path="/-/healthy", says="Prometheus Server is Healthy."),
        (HEALTHY,),
        holds(
            "GET /-/healthy of prometheus answers 200, saying Prometheus Server is Healthy.",
            "200: Prometheus Server is Healthy.",
        ),
    ),
    "with this JSON": Case(
        answers(json={"status": "success", "data.reloadConfigSuccess": "true", "data.GOMAXPROCS": "/^[0-9]+$/"}),
        (FACTS,),
        holds(
            f"{GET}, status = success, data.reloadConfigSuccess = true, data.GOMAXPROCS = /^[0-9]+$/", f"200: {SAID}"
        ),
    ),
    "items of lists, by place and by name": Case(
        answers(json={"[0].n": "1.5", "[b].of": "null", "[1]": "/^{.*}$/"}),
        (LISTS,),
        holds(f"{GET}, [0].n = 1.5, [b].of = null, [1] = /^{{.*}}$/", "200: [...]"),
    ),
    "an error is awaited": Case(
        answers(status=404), (MISSING,), holds("GET / of prometheus answers 404", "404: 404 page not found")
    ),
    "a redirect is an answer": Case(
        answers(status=302),
        (MOVED,),
        holds("GET / of prometheus answers 302", '302: <a href="/query">Found</a>.'),
    ),
    "it is not there": Case(
        answers(),
        (MISSING,),
        misses(reasons.NOT_THERE, GET, "status 404: 404 page not found", difference="status 404, not 200"),
    ),
    "another status, and all else that is wrong": Case(
        answers(says="/query$/", json={"a": "b"}),
        (MOVED,),
        misses(
            reasons.WRONG_VALUE,
            f"{GET}, saying /query$/, a = b",
            'status 302: <a href="/query">Found</a>.; the text does not say /query$/: <a href="/query">Found</a>.; '
            'the body is not JSON: <a href="/query">Found</a>.',
            difference="status 302, not 200",
        ),
    ),
    "another value, and none": Case(
        answers(json={"[0].on": "false", "[c].on": "true", "[1].on": "true", "[0].name.x": "a"}),
        (LISTS,),
        misses(
            reasons.WRONG_VALUE,
            f"{GET}, [0].on = false, [c].on = true, [1].on = true, [0].name.x = a",
            "[0].on is true, not false; [c]: there is no item 'c'; known: a, b, in [...]; "
            "[1].on: there is no key 'on'; known: name, of, in [...]; "
            "[0].name.x: there is no key 'x', in [...]",
        ),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement
