from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.errors import EngineUnavailable, LabError
from lab.kubernetes import namespace_lab
from lab.kubernetes.namespace_lab import NamespaceLab
from tests.kubernetes.fake_kubectl import calls, fake_kubectl
from tests.kubernetes.pods_json import CRASHED, RUNNING, listed, pod
from tests.run.fake_lab import plan_of, service

KUBECTL = """
case "$2" in
  get) cat $folder/pods ;;
  logs) printf '2026-11-28T01:00:00.400000000Z early\\n2026-11-28T01:00:00.600000000Z late\\n' ;;
  port-forward) echo "Forwarding from 127.0.0.1:40001 -> 8000"; [ -e $folder/stay ] && exec sleep 20 ;;
esac"""
AT = 1795827600.5  # between the two lines


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[NamespaceLab]:
    answer(tmp_path, pod("api", RUNNING, ready=True))
    plan = plan_of(services=(service("api"), service("load-shopping", on_demand=True)))
    running = NamespaceLab(fake_kubectl(tmp_path, KUBECTL), plan, "lab-x-1", "ns", "lab/run=lab-x-1")
    yield running
    running.close()


def answer(folder: Path, *pods: object) -> None:
    (folder / "pods").write_text(listed(*pods))


def test_only_pods_of_the_lab_are_asked_for(lab: NamespaceLab, tmp_path: Path) -> None:
    assert lab.states()["api"].running
    assert calls(tmp_path) == ["--namespace=ns get pods --selector=lab/run=lab-x-1 -o=json"]


def test_a_service_that_is_started_again_has_failed_once_the_lab_is_settled(lab: NamespaceLab, tmp_path: Path) -> None:
    answer(tmp_path, pod("api", RUNNING, ready=True, restartCount=1, lastState=CRASHED))
    assert lab.states()["api"].status == "running"
    lab.settled()
    answer(tmp_path, pod("api", RUNNING, ready=True, restartCount=2, lastState=CRASHED))
    lab.containers(afresh=True)
    assert (lab.states()["api"].status, lab.states()["api"].exit_code) == ("restarting", 2)


def test_a_service_without_a_pod_is_removed(lab: NamespaceLab, tmp_path: Path) -> None:
    answer(tmp_path)
    assert lab.states()["api"].status == "removed"
    assert lab.logs("api") == "(no log: api has no pod in namespace ns)"


def test_log_lines_since_a_moment_within_a_second(lab: NamespaceLab, tmp_path: Path) -> None:
    assert lab.printed("api", AT, 10) == ["late"]
    assert lab.logs("api") == "early\nlate"
    assert "--since-time=2026-11-28T01:00:00Z" in calls(tmp_path)[1]


def test_an_ended_port_forward_is_begun_again(lab: NamespaceLab, tmp_path: Path) -> None:
    assert lab.endpoint("api", 8000) == "http://127.0.0.1:40001"
    lab._forwards["api"]._thread.join(5)
    (tmp_path / "stay").touch()
    lab.endpoint("api", 8000)
    lab.endpoint("api", 8000)
    begun = [call for call in calls(tmp_path) if "port-forward" in call]
    assert begun == 2 * ["--namespace=ns port-forward --address=127.0.0.1 pod/api-5d9 :8000"]
    with pytest.raises(LabError, match="api has no port 9"):
        lab.endpoint("api", 9)


def test_a_load_is_a_job_that_runs_to_its_end(lab: NamespaceLab, tmp_path: Path) -> None:
    answer(tmp_path, pod("load-shopping", CRASHED))
    finished = lab.run_to_end("load-shopping", 5)
    assert (finished.exit_code, finished.log, finished.in_time) == (2, "early\nlate", True)
    patch = '--namespace=ns patch job load-shopping --type=merge --patch={"spec":{"suspend":false}}'
    assert calls(tmp_path)[0] == patch


def test_a_load_without_a_pod_says_so_in_time(lab: NamespaceLab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(namespace_lab, "PULL_S", 0.1)
    finished = lab.run_to_end("load-shopping", 0.1)
    assert (finished.exit_code, finished.log, finished.in_time) == (1, "the cluster has made no pod for it", False)


def test_a_load_is_ended_at_its_own_deadline(lab: NamespaceLab, tmp_path: Path) -> None:
    answer(tmp_path, pod("load-shopping", RUNNING))
    finished = lab.run_to_end("load-shopping", 0.1)
    assert (finished.exit_code, finished.in_time) == (1, False)


def test_an_api_that_goes_away_for_a_moment_is_no_failure(lab: NamespaceLab, tmp_path: Path) -> None:
    assert lab.states()["api"].running
    (tmp_path / "pods").unlink()
    assert lab.containers(afresh=True)["api"].state.running
    lab._asked -= 60
    with pytest.raises(EngineUnavailable):
        lab.states()
