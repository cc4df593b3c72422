from __future__ import annotations

from dataclasses import replace

import pytest

from lab.containers.engine import EngineFacts
from lab.errors import CannotStart
from lab.run.memory import check_memory
from tests.plan.planned import planned

FACTS = EngineFacts(
    version="26",
    compose="2",
    buildx="0",
    memory_bytes=10 * 1024**3,
    cpus=2,
    name="host",
    root_dir="/",
    cgroup="2",
    cgroup_driver="systemd",
    limits_memory=True,
    own_route=False,
    docker_desktop=False,
    rootless=False,
)
PLAN = planned()


def facts(memory: float) -> EngineFacts:
    return replace(FACTS, memory_bytes=round(memory))


def test_check_memory_counts_the_labs_that_run_at_once() -> None:
    check_memory([PLAN] * 5, 1, facts(PLAN.memory / 0.79))
    check_memory([PLAN] * 5, 2, facts(2 * PLAN.memory / 0.79))


def test_check_memory_refuses_several_labs() -> None:
    with pytest.raises(CannotStart) as caught:
        check_memory([PLAN] * 5, 2, facts(PLAN.memory / 0.79), "-n 1")
    assert caught.value.message.startswith("2 labs at once need ")
    assert caught.value.message.endswith(", of which labs may use 80%")
    assert caught.value.remedy == "run fewer at once: -n 1"


def test_check_memory_refuses_one_lab() -> None:
    with pytest.raises(CannotStart) as caught:
        check_memory([PLAN], 1, facts(1024**2))
    assert caught.value.message.startswith("the lab needs ")
    assert caught.value.remedy == "give the engine more memory"
