from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from lab.containers.engine import CommandFailed, Engine, connect, unavailable
from lab.containers.process_guard import Tools, installed
from lab.errors import EngineUnavailable
from tests.containers.projects import settings_in


def test_no_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/absent.sock")
    with pytest.raises(EngineUnavailable) as caught:
        connect(settings_in(tmp_path))
    assert caught.value.message == f"no Docker Engine answers at unix://{tmp_path}/absent.sock: tried `docker version`"
    assert "make engine" in caught.value.remedy


def test_no_docker_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineUnavailable, match="no `docker` command"):
        connect(settings_in(tmp_path))


@pytest.mark.parametrize("tools", [installed(), Tools()], ids=["timeout", "watching thread"])
def test_an_engine_that_hangs(tools: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "s"))
        silent.listen()
        monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/s")
        with pytest.raises(CommandFailed) as caught:
            Engine(settings_in(tmp_path), tools).ask("version", seconds=0.5)
    assert caught.value.too_long == 0.5
    assert unavailable(caught.value).message == "the Docker Engine does not answer: tried `docker version` for 0.5 s"


def test_importing_does_not_load_python_on_whales() -> None:
    rooms = ("engine", "starting", "compose_project", "attach", "cleanup", "postmortem")
    code = "import sys; import " + ", ".join(f"lab.containers.{room}" for room in rooms)
    ended = subprocess.run([sys.executable, "-c", code + "; sys.exit('python_on_whales' in sys.modules)"])
    assert ended.returncode == 0


@pytest.mark.engine
def test_facts(engine: Engine) -> None:
    facts = engine.facts()
    assert facts.version and facts.compose and facts.cpus > 0 and facts.memory_bytes > 2**28 and facts.root_dir
    assert engine.facts() is facts


@pytest.mark.engine
def test_without_the_tools_it_works_all_the_same(tmp_path: Path) -> None:
    assert Engine(settings_in(tmp_path), Tools()).facts().version
