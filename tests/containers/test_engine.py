from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lab.containers.engine import Engine, SlowAnswer, connect
from lab.containers.engine_api import ApiAnswer
from lab.containers.engine_errors import CommandFailed, failure, unavailable
from lab.containers.process_guard import GuardTools, installed_tools
from lab.errors import EngineUnavailable, ExitCode
from tests.containers.dropping_socket import DroppingSocket
from tests.containers.fake_docker import FakeDocker
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


@pytest.mark.parametrize("tools", [installed_tools(), GuardTools()], ids=["timeout", "watching thread"])
def test_an_engine_that_hangs(tools: GuardTools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "s"))
        silent.listen()
        monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/s")
        with pytest.raises(CommandFailed) as caught:
            Engine(settings_in(tmp_path), tools).run("version", seconds=0.5)
    assert caught.value.too_long == 0.5
    assert (
        unavailable(caught.value, "docker version").message
        == "the Docker Engine does not answer: tried `docker version` for 0.5 s"
    )


def test_importing_does_not_load_python_on_whales() -> None:
    rooms = ("engine", "starting", "compose_project", "attach", "cleanup", "postmortem")
    code = "import sys; import " + ", ".join(f"lab.containers.{room}" for room in rooms)
    ended = subprocess.run([sys.executable, "-c", code + "; sys.exit('python_on_whales' in sys.modules)"])
    assert ended.returncode == 0


@pytest.fixture
def short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lab.containers.engine.ANSWER_S", 1.0)


def test_get_asks_again_and_reports_a_slow_engine(fake_docker: FakeDocker, tmp_path: Path, short_wait: None) -> None:
    fake_docker.plan({"/containers/a/json": {"Id": "a"}}, late=[5])
    slow: list[SlowAnswer] = []
    engine = Engine(settings_in(tmp_path), installed_tools()).for_run(slow.append, time.monotonic() + 60)
    assert engine.inspect(["a"]) == ({"Id": "a"},)
    assert [(one.question, one.answered) for one in slow] == [
        ("inspecting containers", False),
        ("inspecting containers", True),
    ]
    assert slow[0].seconds < slow[1].seconds
    assert fake_docker.requests() == ["/containers/a/json"] * 2


def test_get_gives_more_time_to_each_further_question(
    fake_docker: FakeDocker, tmp_path: Path, short_wait: None
) -> None:
    fake_docker.plan({"/containers/a/json": {"Id": "a"}}, late=[1.5, 1.5])
    slow: list[SlowAnswer] = []
    engine = Engine(settings_in(tmp_path), installed_tools()).for_run(slow.append, time.monotonic() + 60)
    assert engine.inspect(["a"]) == ({"Id": "a"},)
    assert [one.answered for one in slow] == [False, True]


def test_get_gives_up_at_the_deadline_of_the_run(fake_docker: FakeDocker, tmp_path: Path, short_wait: None) -> None:
    fake_docker.plan(late=[30] * 9)
    engine = Engine(settings_in(tmp_path), installed_tools()).for_run(lambda slow: None, time.monotonic() + 1.5)
    with pytest.raises(EngineUnavailable, match=r"has not answered for \d s: inspecting containers") as caught:
        engine.inspect(["a"])
    assert caught.value.exit_code == ExitCode.CANNOT_START


def test_get_from_an_engine_that_has_gone(
    fake_docker: FakeDocker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lab.containers.engine.RETURN_S", 1.0)
    fake_docker.plan({"/containers/a/json": {"Id": "a"}})
    engine = Engine(settings_in(tmp_path), installed_tools())
    assert engine.inspect(["a", "b"]) == ({"Id": "a"},)
    fake_docker.plan(dies=True, refuses=True)
    with pytest.raises(EngineUnavailable, match=r"no Docker Engine answers at unix:///nowhere\.sock"):
        engine.inspect(["a"])


def test_get_json_of_an_engine_that_fails_is_no_bug_of_ours(fake_docker: FakeDocker, tmp_path: Path) -> None:
    fake_docker.plan(answers={})
    (fake_docker.folder / "plan.json").write_text('{"answers": {"/x": [500, {"message": "server error"}]}}')
    with pytest.raises(CommandFailed, match="asking: server error") as caught:
        Engine(settings_in(tmp_path), installed_tools()).get_json("asking", ["/x"])
    assert caught.value.exit_code == ExitCode.CANNOT_START


@pytest.mark.engine
def test_facts(engine: Engine) -> None:
    facts = engine.facts()
    assert facts.version and facts.compose and facts.cpus > 0 and facts.memory_bytes > 2**28 and facts.root_dir
    assert engine.facts() is facts


@pytest.mark.engine
def test_without_the_tools_it_works_all_the_same(tmp_path: Path) -> None:
    assert Engine(settings_in(tmp_path), GuardTools()).facts().version


def test_get_waits_for_an_engine_that_comes_back(fake_docker: FakeDocker, tmp_path: Path) -> None:
    fake_docker.plan({"/containers/a/json": {"Id": "a"}})
    slow: list[SlowAnswer] = []

    def note(one: SlowAnswer) -> None:
        slow.append(one)
        fake_docker.plan({"/containers/a/json": {"Id": "b"}})

    engine = Engine(settings_in(tmp_path), installed_tools()).for_run(note, time.monotonic() + 60)
    assert engine.inspect(["a"]) == ({"Id": "a"},)
    fake_docker.plan(dies=True, refuses=True)
    engine._api._connection.close()  # type: ignore[union-attr]
    assert engine.inspect(["a"]) == ({"Id": "b"},)
    assert [(one.question, one.gone) for one in slow] == [("inspecting containers", True)]


def test_get_from_an_engine_that_was_never_there_does_not_wait(fake_docker: FakeDocker, tmp_path: Path) -> None:
    fake_docker.plan(refuses=True)
    began = time.monotonic()
    with pytest.raises(EngineUnavailable, match="no Docker Engine answers"):
        Engine(settings_in(tmp_path), installed_tools()).inspect(["a"])
    assert time.monotonic() - began < 5


def test_get_json_of_what_is_not_json_is_no_bug_of_ours(fake_docker: FakeDocker, tmp_path: Path) -> None:
    engine = Engine(settings_in(tmp_path), installed_tools())
    engine._api.get = lambda paths, seconds: [ApiAnswer(503, b"<html>starting</html>")]  # type: ignore[method-assign]
    with pytest.raises(CommandFailed, match="answered with status 503: <html>starting"):
        engine.get_json("asking", ["/x"])


@pytest.mark.parametrize(
    ("stderr", "gone"),
    [
        ("Cannot connect to the Docker daemon at unix:///x.sock. Is the docker daemon running?", True),
        ('time="2026-11-27T13:31:56Z" level=error msg="error waiting for container: unexpected EOF"', False),
        ("unexpected EOF\n", True),
        ("error during connect: Get http://x/v1.45/containers/json: EOF", True),
        ("Error response from daemon: No such container: api", False),
    ],
)
def test_failure_tells_an_engine_that_has_gone_from_one_that_refuses(stderr: str, gone: bool) -> None:
    assert isinstance(failure("docker wait", code=1, stderr=stderr), EngineUnavailable) == gone


@pytest.mark.engine
def test_an_engine_that_is_away_for_a_while_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    door = DroppingSocket(tmp_path / "d.sock")
    door.listen()
    monkeypatch.setenv("DOCKER_HOST", door.host)
    engine = connect(settings_in(tmp_path))
    assert engine.get_json("listing", ["/containers/json"]) != [None]
    door.drop_for(3.0)
    assert engine.get_json("listing", ["/containers/json"]) != [None]
    door.drop_for(3.0)
    assert engine.run("version", "--format", "{{.Server.Version}}")[0].strip()
    door.drop()
