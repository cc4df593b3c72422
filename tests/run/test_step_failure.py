"""What ends a run whose step could not be done."""

from __future__ import annotations

import pytest

from lab.containers.states import ContainerState
from lab.errors import EngineUnavailable, ExitCode, LabError, StepFailed
from lab.record.event import Exited
from lab.run.step_failure import step_failure
from tests.run.fake_lab import FakeProject, exited, project_of, running

REFUSED = StepFailed("alertmanager answered 500 to POST /-/reload, not 2xx", evidence="its answer")


def failure_of(failed: LabError, fake: FakeProject, died: Exited | None = None) -> LabError:
    return step_failure(failed, "killed", "api", project_of(fake), died, 101.5)


def test_step_failure_of_an_engine_that_has_gone_stays() -> None:
    gone = EngineUnavailable("no Docker Engine answers")
    assert failure_of(gone, FakeProject(exited)) is gone


def test_step_failure_of_a_service_that_had_died_says_when_and_why() -> None:
    state = ContainerState(
        "api", "1", "exited", exit_code=137, oom_killed=True, memory_limit=2**26, started_at=1.0, finished_at=100.0
    )
    failed = failure_of(REFUSED, FakeProject(lambda: {"api": state}))
    assert failed.message == (
        "step 'killed' failed, because api was not running: it had exited 1.5 s before with code 137 (OOM-killed at "
        "its memory limit of 64MiB); its last lines: last lines of api"
    )
    assert (failed.exit_code, failed.evidence) == (ExitCode.FAILED, "last lines of api")


def test_step_failure_of_a_container_that_was_removed() -> None:
    failed = failure_of(REFUSED, FakeProject(lambda: {"api": ContainerState("api", "", "removed")}))
    assert "because api was not running: its container was removed" in failed.message


def test_step_failure_of_a_service_that_a_step_had_stopped_is_what_the_action_says() -> None:
    fake = FakeProject(exited)
    fake.faulted = {"api": float("inf")}
    failed = failure_of(StepFailed("cannot kill api: it is exited, not running or paused"), fake)
    assert failed.message == "step 'killed' failed: cannot kill api: it is exited, not running or paused"


def test_step_failure_names_another_service_that_has_exited() -> None:
    died = Exited(at_ms=1, service="db", code=1, log="no space left")
    failed = failure_of(REFUSED, FakeProject(running), died)
    assert failed.message.endswith("not 2xx; db had exited unexpectedly with code 1")
    assert failed.evidence == "its answer"


@pytest.mark.parametrize("states", [running, exited])
def test_step_failure_keeps_the_exit_code_of_a_refusing_engine_unless_the_service_died(states: object) -> None:
    failed = failure_of(LabError("cannot pause api: freezer not supported"), FakeProject(states))  # type: ignore[arg-type]
    assert failed.exit_code == (ExitCode.CANNOT_START if states is running else ExitCode.FAILED)
