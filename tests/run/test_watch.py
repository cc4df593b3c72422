from __future__ import annotations

import json

import pytest

from lab.containers.states import ContainerState
from lab.errors import EngineUnavailable, LabError
from lab.record.event import Exited
from lab.run.clock import Clock
from lab.run.lab import Lab
from lab.run.watch import MAX_JOBS, Watch
from tests.backends.small_backend import Reply, SmallBackend
from tests.run.fake_lab import FakeProject, exited, lab_of, plan_of, project_of, running
from tests.run.scripted import ManualClock


def failing(error: LabError) -> FakeProject:
    def states() -> dict[str, ContainerState]:
        raise error

    return FakeProject(states)


def test_poll_containers_goes_on_while_all_run() -> None:
    watch = Watch()
    assert not watch.poll_containers(project_of(FakeProject(running)), ManualClock())
    assert not watch.over


def test_poll_containers_notes_the_first_that_exited() -> None:
    watch = Watch()
    assert watch.poll_containers(project_of(FakeProject(exited)), ManualClock())
    assert watch.exited == Exited(at_ms=0, service="api", code=137, log="last lines of api")


def test_poll_containers_does_not_note_a_fault() -> None:
    fake = FakeProject(exited)
    fake.faulted = {"api": float("inf")}
    watch = Watch()
    assert not watch.poll_containers(project_of(fake), ManualClock())


def test_poll_containers_asks_again_after_a_failure() -> None:
    watch = Watch()
    assert not watch.poll_containers(project_of(failing(LabError("once"))), ManualClock())
    assert watch.engine_gone is None


def test_poll_containers_notes_an_engine_that_has_gone() -> None:
    gone = EngineUnavailable("no Docker Engine answers")
    watch = Watch()
    assert watch.poll_containers(project_of(failing(gone)), ManualClock())
    assert watch.engine_gone is gone


ODD = (
    '{"data": {"resultType": "vector", "result": [{"metric": {"a": "b"}, "value": [1, "1"]}]}}',
    '{"data": {"resultType": "vector", "result": [{"metric": 7, "value": 8}]}}',
    '{"data": {"resultType": "vector", "result": 9}}',
    '{"data": 1}',
    "[]",
)


@pytest.mark.parametrize("text", ODD)
def test_poll_samples_of_what_is_no_answer_of_prometheus(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = Watch()
    with SmallBackend(Reply(200, text)) as backend:
        monkeypatch.setattr(Lab, "endpoint", lambda lab, role: backend.url)
        assert not watch.poll_samples(lab_of(plan_of(), FakeProject(running)), Clock())
    assert watch.first_samples == []


def test_poll_samples_notes_each_job_once(monkeypatch: pytest.MonkeyPatch) -> None:
    watch = Watch()
    series = [{"metric": {"job": f"job {number % 200}"}, "value": [1, "1"]} for number in range(1000)]
    text = json.dumps({"data": {"resultType": "vector", "result": series}})
    with SmallBackend(Reply(200, text)) as backend:
        monkeypatch.setattr(Lab, "endpoint", lambda lab, role: backend.url)
        assert watch.poll_samples(lab_of(plan_of(), FakeProject(running)), Clock())
    assert [sample.job for sample in watch.first_samples] == [f"job {number}" for number in range(MAX_JOBS)]
