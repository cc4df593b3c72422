from __future__ import annotations

from collections.abc import Callable

import pytest

from lab.errors import EngineUnavailable, NotReady
from lab.record.event import ServiceReady, Waiting
from lab.run.readiness import become_ready
from tests.run.fake_lab import FakeProject, exited, project_of, running, service
from tests.run.scripted import ManualClock


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sets what the readiness paths answer, one after the other; the last one for ever."""

    def set_answers(*reasons: str) -> None:
        left = list(reasons)
        monkeypatch.setattr(
            "lab.backends.http.unready", lambda url, path, bounds: left.pop(0) if len(left) > 1 else left[0]
        )

    return set_answers


def test_become_ready_when_the_path_answers(answers: Callable[..., None]) -> None:
    answers("refuses", "refuses", "")
    events = list(become_ready((service("api"),), project_of(FakeProject(running)), ManualClock()))
    assert [event for event in events if isinstance(event, ServiceReady)] == [
        ServiceReady(at_ms=100, service="api", ms=100)
    ]


def test_become_ready_reports_what_is_missing_once_a_second(answers: Callable[..., None]) -> None:
    answers(*["refuses"] * 50, "")
    events = list(become_ready((service("api"),), project_of(FakeProject(running)), ManualClock()))
    waiting = [event for event in events if isinstance(event, Waiting)]
    assert waiting[0].awaited == {"api": "not ready: refuses"}
    assert len(waiting) == 3


def test_become_ready_of_nothing_asks_nothing() -> None:
    fake = FakeProject(running)
    assert list(become_ready((service("load", on_demand=True),), project_of(fake), ManualClock())) == []
    assert fake.asked == 0


def test_become_ready_fails_after_its_own_time(answers: Callable[..., None]) -> None:
    answers("refuses")
    with pytest.raises(NotReady, match="api was not ready within 2 s: /ready refuses") as caught:
        list(become_ready((service("api", within=2.0),), project_of(FakeProject(running)), ManualClock()))
    assert caught.value.evidence == "last lines of api"


def test_become_ready_fails_when_a_container_exits(answers: Callable[..., None]) -> None:
    answers("refuses")
    with pytest.raises(NotReady, match=r"api exited with 137 \(SIGKILL\) while starting"):
        list(become_ready((service("api"),), project_of(FakeProject(exited)), ManualClock()))


def test_become_ready_asks_again_after_a_slow_engine(answers: Callable[..., None]) -> None:
    """An engine that answers after the deadline of a service does not make the service late."""
    answers(*["refuses"] * 10, "")
    clock = ManualClock()

    def slow() -> dict[str, object]:
        clock.pass_(23_000)
        return {}

    fake = FakeProject(slow)  # type: ignore[arg-type]
    events = list(become_ready((service("api", within=10.0),), project_of(fake), clock))
    assert isinstance(events[-1], ServiceReady)
    assert fake.asked == 1


def test_become_ready_ends_when_the_engine_has_gone(answers: Callable[..., None]) -> None:
    answers("refuses")

    def gone() -> dict[str, object]:
        raise EngineUnavailable("no Docker Engine answers")

    with pytest.raises(EngineUnavailable):
        list(become_ready((service("api"),), project_of(FakeProject(gone)), ManualClock()))  # type: ignore[arg-type]
