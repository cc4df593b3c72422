"""Whatever ends the driver, nothing of the lab is left, and nothing else was touched."""

from __future__ import annotations

import signal

import pytest

from tests.acceptance.driving import interrupted, lab, left

pytestmark = [pytest.mark.engine, pytest.mark.acceptance]

MOMENTS = [
    "Compose folder written",
    "containers created",
    "step        shopping",
    "step        the application crashes",
]


@pytest.mark.parametrize("at", MOMENTS)
@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_takes_the_lab_down(by: int, at: str, env: dict[str, str]) -> None:
    done = interrupted("run", "prom-pull", env=env, by=by, at=at)
    assert (done.code, left(done.project)) == (130, [])
    assert "interrupted: taking down what was started" in done.said
    assert done.seconds < 10


@pytest.mark.parametrize("at", MOMENTS)
def test_after_a_kill_down_removes_what_is_left(at: str, env: dict[str, str]) -> None:
    killed = interrupted("run", "prom-pull", env=env, by=signal.SIGKILL, at=at)
    down = lab("down", killed.project, env=env)
    # Killed before anything was created there is no lab to name.
    assert down.code == 0 or "there is no lab" in down.said
    assert left(killed.project) == []


def test_two_labs_of_one_scenario_side_by_side(env: dict[str, str]) -> None:
    done = lab("run", "prom-pull", "--repeat", "2", "-j", "2", env=env)
    assert done.code == 0, done.said


def test_a_lab_that_stays(env: dict[str, str]) -> None:
    up = lab("up", "--scenario", "prom-pull", env=env)
    project = up.said.split("lab down ")[-1].split()[0]
    try:
        assert up.code == 0, up.said
        assert "http://127.0.0.1:" in up.said
        assert project in lab("ps", env=env).said
        assert "sent 30" in lab("load", project, env=env).said
        assert "Server is ready" in lab("logs", project, "prometheus", env=env).said
    finally:
        down = lab("down", project, env=env)
    assert (down.code, left(project)) == (0, [])
