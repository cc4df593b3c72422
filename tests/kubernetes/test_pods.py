from __future__ import annotations

import json
from typing import Any

import pytest

from lab.kubernetes.pods import PodContainer, containers_of, simulated
from tests.kubernetes.pods_json import CRASHED, RUNNING, listed, pod, unschedulable


def only(one: Any) -> PodContainer:
    (container,) = containers_of(json.loads(listed(one))).values()
    return container


def waiting(reason: str, message: str = "") -> Any:
    return {"waiting": {"reason": reason, "message": message}}


@pytest.mark.parametrize(
    ("one", "status", "unready", "stays"),
    [
        (pod("api", RUNNING, ready=True), "running", "", False),
        (pod("api", RUNNING), "running", "its readiness probe has not passed yet", False),
        (pod("api", waiting("ContainerCreating")), "created", "its container is being created", False),
        (
            pod("api", waiting("ImagePullBackOff", 'Back-off pulling image "shop:1"')),
            "created",
            'ImagePullBackOff: Back-off pulling image "shop:1"',
            True,
        ),
        (
            pod("api", waiting("CrashLoopBackOff"), lastState=CRASHED, restartCount=3),
            "restarting",
            "it exited with code 2, and is started again and again",
            False,
        ),
        (pod("api", CRASHED), "exited", "it exited with code 2", False),
        (unschedulable("api"), "created", "no node takes its pod: 0/1 nodes are available: Insufficient cpu.", False),
    ],
)
def test_containers_of(one: Any, status: str, unready: str, stays: bool) -> None:
    found = only(one)
    assert (found.state.status, found.unready, found.stays) == (status, unready, stays)


def test_containers_of_takes_the_newest_pod_that_is_not_being_deleted() -> None:
    old, new, going = pod("api", RUNNING), pod("api", RUNNING), pod("api", RUNNING)
    new["metadata"] = {"name": "new", "creationTimestamp": "2026-11-28T02:00:00Z"}
    going["metadata"] = {"name": "going", "creationTimestamp": "2026-11-28T03:00:00Z", "deletionTimestamp": "now"}
    assert containers_of({"items": [going, new, old]})["api"].pod == "new"


def test_a_ready_container_without_an_id_is_simulated() -> None:
    real, fake = only(pod("api", RUNNING, ready=True)), only(pod("db", RUNNING, ready=True, id=""))
    assert simulated([real, fake]) is fake
    assert simulated([real, only(pod("db", RUNNING, id=""))]) is None
