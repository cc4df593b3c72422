"""Objects of the Kubernetes API: their number, conditions and values."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from lab.expectations.kubernetes import MISSING_OBJECTS, UNEXPECTED_OBJECTS, KubernetesExpectation
from lab.language import reasons
from tests.expectations.captured_answers import SETTLED, Case, holds, judged, misses


def pods(**more: Any) -> KubernetesExpectation:
    return KubernetesExpectation.model_validate({"kubernetes": "Pod", "namespace": "shop", **more})


def pod(name: str, restarts: int = 0, ready: str = "True") -> dict[str, Any]:
    status = {
        "phase": "Running",
        "conditions": [{"type": "Ready", "status": ready, "reason": "ContainersNotReady"}],
        "containerStatuses": [{"restartCount": restarts, "ready": ready == "True"}],
    }
    return {"metadata": {"name": name, "namespace": "shop"}, "status": status}


def answer(*items: dict[str, Any], served: bool = True) -> dict[str, Any]:
    return {"served": served, "items": list(items)}


TWO = answer(pod("web-1"), pod("worker-1", restarts=4, ready="False"))
RESTARTS = "status.containerStatuses[0].restartCount"
SOME = ">= 1 objects of kind Pod in shop"

CASES = {
    "some": Case(pods(), (TWO,), holds(SOME, "2: shop/web-1; shop/worker-1")),
    "as many": Case(
        pods(count="== 2"), (TWO,), holds("== 2 objects of kind Pod in shop", "2: shop/web-1; shop/worker-1")
    ),
    "none": Case(pods(count="== 0"), (answer(),), holds("== 0 objects of kind Pod in shop", "0: none")),
    "by name": Case(
        pods(name="/^web/", conditions={"Ready": "True"}),
        (TWO,),
        holds(">= 1 objects of kind Pod /^web/ in shop, each with Ready True", "1: shop/web-1"),
    ),
    "too few": Case(
        pods(name="/^api/"),
        (TWO,),
        misses(
            MISSING_OBJECTS,
            ">= 1 objects of kind Pod /^api/ in shop",
            "0: none; others of this kind: shop/web-1; shop/worker-1",
        ),
    ),
    "far too few": Case(
        pods(count="== 9"),
        (TWO,),
        misses(MISSING_OBJECTS, "== 9 objects of kind Pod in shop", "2: shop/web-1; shop/worker-1"),
    ),
    "too many": Case(
        pods(count="<= 1"),
        (TWO,),
        misses(UNEXPECTED_OBJECTS, "<= 1 objects of kind Pod in shop", "2: shop/web-1; shop/worker-1"),
    ),
    "still there": Case(
        pods(count="== 0"),
        (TWO,),
        misses(UNEXPECTED_OBJECTS, "== 0 objects of kind Pod in shop", "2: shop/web-1; shop/worker-1"),
    ),
    "another condition": Case(
        pods(conditions={"Ready": "True"}),
        (TWO,),
        misses(
            reasons.WRONG_VALUE, f"{SOME}, each with Ready True", "shop/worker-1: Ready is False (ContainersNotReady)"
        ),
    ),
    "no such condition": Case(
        pods(conditions={"Available": "True"}, name="web-1"),
        (TWO,),
        misses(
            reasons.WRONG_VALUE,
            ">= 1 objects of kind Pod web-1 in shop, each with Available True",
            "shop/web-1 has no condition Available; it has Ready",
        ),
    ),
    "values": Case(
        pods(
            values={RESTARTS: 4, "status.phase": "/^Run/", "status.containerStatuses[0].ready": False}, name="worker-1"
        ),
        (TWO,),
        holds(
            f">= 1 objects of kind Pod worker-1 in shop, each with {RESTARTS} = 4, status.phase = /^Run/, "
            "status.containerStatuses[0].ready = false",
            "1: shop/worker-1",
        ),
    ),
    "another value": Case(
        pods(values={RESTARTS: ">= 1"}),
        (TWO,),
        misses(reasons.WRONG_VALUE, f"{SOME}, each with {RESTARTS} >= 1", f"shop/web-1: {RESTARTS} is 0"),
    ),
    "no such value": Case(
        pods(values={"status.podIP": "10.0.0.1"}, name="web-1"),
        (TWO,),
        misses(
            reasons.WRONG_VALUE,
            '>= 1 objects of kind Pod web-1 in shop, each with status.podIP = "10.0.0.1"',
            "shop/web-1: status.podIP: there is no key 'podIP'; known: phase, conditions, containerStatuses",
        ),
    ),
    "kind that the API does not have": Case(
        KubernetesExpectation.model_validate(
            {"kubernetes": "ServiceMonitor", "api_version": "monitoring.coreos.com/v1"}
        ),
        (answer(served=False),),
        misses(
            reasons.NOT_THERE,
            ">= 1 objects of kind ServiceMonitor",
            "the API has no kind ServiceMonitor",
            hint="is its CustomResourceDefinition applied?",
        ),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_kubernetes(name: str) -> None:
    case = CASES[name]
    assert judged(case) == case.judgement


def test_query_selects_by_labels() -> None:
    (query,) = pods(labels={"app": "web", "tier": "front"}).queries(SETTLED)
    assert query.model_dump()["selector"] == "app=web,tier=front"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"kubernetes": "ServiceMonitor"}, "the apiVersion of 'ServiceMonitor' is not known; give 'api_version'"),
        ({"count": "equals the load"}, "'count' cannot be compared with the load"),
        ({"values": {"a..b": 1}}, "is not a path"),
    ],
)
def test_impossible(more: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        pods(**more)
