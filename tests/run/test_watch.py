from __future__ import annotations

from lab.containers.states import ContainerState
from lab.errors import EngineUnavailable, LabError
from lab.record.event import Exited
from lab.run.watch import Watch
from tests.run.fake_lab import FakeProject, exited, project_of, running
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
