"""A few of the runs of `python -m tests.hostile`, which has them all: the driver ends in time, whole and small."""

from __future__ import annotations

import re
import signal
from pathlib import Path

import pytest

from tests.hostile.cases import ANSWER, CASES, LOG, READY, Case
from tests.hostile.driving import PROJECT, Spy, drive, make_project

FEW = (
    Case("ready", "redirect"),
    Case("answer", "bomb"),
    Case("answer", "surrogates"),
    Case("answer", "many-values"),
    Case("log", "odd"),
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Spy]:
    spy = Spy()
    return make_project(tmp_path_factory.mktemp("hostile"), CASES, spy.port), spy


def test_cases_name_what_the_server_does() -> None:
    text = (PROJECT / "sample_apps/hostile/server.py").read_text(encoding="utf-8")
    answers = {name.replace("_", "-") for name in re.findall(r"^def (\w+)\(path", text, re.MULTILINE)}
    assert {*READY, *ANSWER} | {"fine"} == answers
    assert all(f'"{name}"' in text for name in LOG)


@pytest.mark.engine
@pytest.mark.parametrize("case", FEW, ids=lambda case: case.name)
def test_hostile(case: Case, project: tuple[Path, Spy]) -> None:
    folder, spy = project
    outcome = drive(case, folder, FEW.index(case))
    assert outcome.problems == []
    assert spy.asked == 0


@pytest.mark.engine
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_hostile_interrupted(number: signal.Signals, project: tuple[Path, Spy]) -> None:
    folder, _ = project
    outcome = drive(Case("answer", "silent"), folder, 100 + number, number, after=5.0)
    assert (outcome.problems, outcome.code) == ([], 130)
