"""How a lab comes up in a cluster whose pods are written down."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from lab.errors import CannotStart, LabError, NotReady
from lab.kubernetes.cluster import Cluster
from lab.kubernetes.namespace_lab import NamespaceLab
from lab.record.event import Event, Phase, Waiting
from lab.run import in_cluster
from lab.run.clock import Clock
from lab.run.in_cluster import start_in_cluster
from lab.run.lab import Lab
from lab.run.starting import listen
from tests.kubernetes.fake_kubectl import fake_kubectl
from tests.kubernetes.pods_json import RUNNING, listed, pod
from tests.run.fake_lab import plan_of, service

PLAN = plan_of(services=(service("api"),))
PODS = """case "$2" in get) cat $folder/pods ;;
*) echo 'error: unable to forward' >&2; exit 1;; esac"""


class FakeCluster:
    """Whose lab has these pods."""

    def __init__(self, folder: Path, *pods: Any) -> None:
        (folder / "pods").write_text(listed(*pods))
        self.lab = NamespaceLab(fake_kubectl(folder, PODS), PLAN, "lab-x-1", "ns", "lab/run=lab-x-1")
        self.applied = False

    def export(self, plan: object, project: str) -> Any:
        return type("Export", (), {"objects": (1, 2), "namespace": "ns"})

    def create(self, *_: object) -> NamespaceLab:
        return self.lab

    def apply(self, *_: object) -> None:
        self.applied = True


def start(cluster: FakeCluster) -> tuple[Lab, list[Event]]:
    events: list[Event] = []
    lab = listen(start_in_cluster(PLAN, cast("Cluster", cluster), Clock(), "lab-x-1"), events.append)
    return lab, events


def test_a_lab_whose_services_are_reached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NamespaceLab, "endpoint", lambda self, service, port: f"http://127.0.0.1:{port}")
    monkeypatch.setattr("lab.backends.http.unready", lambda url, path, bounds: "")
    cluster = FakeCluster(tmp_path, pod("api", RUNNING, ready=True))
    lab, events = start(cluster)
    ended = [event.name for event in events if isinstance(event, Phase) and event.ms is not None]
    assert ended == ["namespace", "apply", "pods", "forward", "ready"]
    assert (lab.running.states()["api"].running, cluster.applied) == (True, True)


def test_pods_in_which_nothing_runs_are_said_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(CannotStart) as caught:
        start(FakeCluster(tmp_path, pod("api", RUNNING, ready=True, id="")))
    assert caught.value.message == (
        "the pods of this cluster run nothing: api is ready on node-0, and has no container; simulated kubelets, such "
        "as kwok's, say so"
    )


def test_an_image_that_cannot_be_pulled_is_not_waited_for(tmp_path: Path) -> None:
    refused = {"waiting": {"reason": "ImagePullBackOff", "message": "Back-off pulling image"}}
    with pytest.raises(NotReady, match="api did not become ready: ImagePullBackOff: Back-off pulling image"):
        start(FakeCluster(tmp_path, pod("api", refused)))


def test_what_is_awaited_is_shown_until_the_deadline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_cluster, "PODS_S", 0.1)
    events: list[Event] = []
    with pytest.raises(NotReady, match=r"api did not become ready within 0\.1 s: the cluster has made no pod"):
        listen(start_in_cluster(PLAN, cast("Cluster", FakeCluster(tmp_path)), Clock(), "lab-x-1"), events.append)
    assert {"api": "the cluster has made no pod for it yet"} in [e.awaited for e in events if isinstance(e, Waiting)]


def test_a_port_forward_that_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LabError, match="api cannot be reached from here: kubectl port-forward: unable to forward"):
        start(FakeCluster(tmp_path, pod("api", RUNNING, ready=True)))
