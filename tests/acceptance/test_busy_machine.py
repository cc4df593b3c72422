"""A run on a machine whose engine answers late, or not any more."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest

from tests.acceptance.driving import lab, left, record

pytestmark = [pytest.mark.engine, pytest.mark.acceptance]

SLOW = """#!/bin/sh
case "$*" in
*dial-stdio*) if [ ! -e {marker} ]; then : >{marker}; sleep 14; fi ;;
esac
exec {docker} "$@"
"""
GONE = """#!/bin/sh
case "$*" in
*"container start"*) : >{marker} ;;
*dial-stdio*) if [ -e {marker} ]; then echo "Cannot connect to the Docker daemon at unix:///x" >&2; exit 1; fi
    exec 3<&0; {docker} "$@" <&3 & child=$!
    while kill -0 $child 2>/dev/null; do [ ! -e {marker} ] || kill $child; sleep 0.2; done
    exit 1 ;;
esac
exec {docker} "$@"
"""


@pytest.fixture
def shim(tmp_path: Path, env: dict[str, str]) -> Path:
    """A folder before all others on the PATH, for a docker command of the test's own."""
    folder = tmp_path / "shim"
    folder.mkdir()
    env["PATH"] = f"{folder}{os.pathsep}{env['PATH']}"
    return folder


def write_docker(shim: Path, script: str) -> None:
    docker = shim / "docker"
    docker.write_text(script.format(docker=shutil.which("docker"), marker=shim / "marker"))
    docker.chmod(docker.stat().st_mode | stat.S_IXUSR)


def test_a_late_answer_is_asked_for_again(shim: Path, env: dict[str, str], runs: Path) -> None:
    write_docker(shim, SLOW)
    done = lab("run", "prom-pull", env=env)
    assert done.code == 0, done.said
    assert "this machine is overloaded" in done.said
    slow = [event for event in record(runs)["events"] if event["event"] == "engine-slow"]
    assert [event["answered"] for event in slow] == [False, True]


def test_an_engine_that_goes_away_is_exit_code_4(shim: Path, env: dict[str, str]) -> None:
    write_docker(shim, GONE)
    done = lab("run", "prom-pull", env=env)
    assert done.code == 4, done.said
    assert "no Docker Engine answers" in done.said
    (shim / "docker").unlink()
    assert lab("down", done.project, env=env).code == 0
    assert left(done.project) == []
