from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lab.engine_facts import clock_ahead, engine_facts


def test_engine_facts_of_an_engine_that_leaves_out_most() -> None:
    info = {"OperatingSystem": "Docker Desktop", "SecurityOptions": ["name=rootless"], "ClientInfo": None}
    facts = engine_facts(info)
    assert (facts.docker_desktop, facts.rootless, facts.compose, facts.cgroup) == (True, True, "", "?")


def test_engine_facts_plugin_versions_have_no_leading_v() -> None:
    plugins = [{"Name": "compose", "Version": "v2.26.1"}, {"Name": "buildx", "Version": "0.13.1"}]
    facts = engine_facts({"ClientInfo": {"Plugins": plugins}})
    assert (facts.compose, facts.buildx) == ("2.26.1", "0.13.1")


def test_engine_facts_memory_for_labs_is_a_share() -> None:
    assert engine_facts({"MemTotal": 1000}).memory_for_labs == 800


@pytest.mark.parametrize(
    ("engine", "asked", "answered", "ahead"),
    [
        ("2026-11-27T13:00:00.123456789Z", 0.0, 0.2, 0.0),
        ("2026-11-27T13:02:00Z", 0.0, 0.2, 119.9),
        ("2026-11-27T12:59:30Z", 0.0, 0.2, -30.1),
        ("2026-11-27T13:00:04Z", 0.0, 8.0, 0.0),
        ("2026-11-27T15:00:00+02:00", 0.0, 0.2, 0.0),
        ("no time", 0.0, 0.2, 0.0),
    ],
)
def test_clock_ahead(engine: str, asked: float, answered: float, ahead: float) -> None:
    zero = datetime(2026, 11, 27, 13, tzinfo=UTC).timestamp()
    assert clock_ahead({"SystemTime": engine}, zero + asked, zero + answered) == pytest.approx(ahead, abs=0.05)
    assert clock_ahead({}, zero, zero) == 0.0
