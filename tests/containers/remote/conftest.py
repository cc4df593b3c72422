"""The engine of this machine, reached as one of another: through an sshd on loopback, or by TCP."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.containers.engine import Engine, connect
from tests.containers.projects import settings_in
from tests.ssh_server import HOST, ssh_server
from tests.stacks.compose_projects import image


@pytest.fixture(scope="session")
def ssh_commands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One sshd for all tests."""
    with ssh_server(tmp_path_factory.mktemp("sshd")) as commands:
        yield commands


@pytest.fixture
def by_ssh(ssh_commands: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Docker commands of this test go by SSH."""
    monkeypatch.setenv("PATH", str(ssh_commands), prepend=":")
    monkeypatch.setenv("DOCKER_HOST", f"ssh://{HOST}")


@pytest.fixture
def by_tcp(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Docker commands of this test go to a port that leads to the engine's socket."""
    server = socket.create_server(("127.0.0.1", 0), backlog=64)

    def copy(source: socket.socket, target: socket.socket) -> None:
        try:
            while content := source.recv(65536):
                target.sendall(content)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            source.close()
            target.close()

    def accept() -> None:
        while True:
            try:
                caller, _ = server.accept()
            except OSError:
                return
            engine = socket.socket(socket.AF_UNIX)
            engine.connect("/var/run/docker.sock")
            for ends in ((caller, engine), (engine, caller)):
                threading.Thread(target=copy, args=ends, daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    monkeypatch.setenv("DOCKER_HOST", f"tcp://127.0.0.1:{server.getsockname()[1]}")
    yield
    server.shutdown(socket.SHUT_RDWR)
    server.close()


@pytest.fixture
def engine(request: pytest.FixtureRequest, relay_image: str, tmp_path: Path) -> Engine:
    """By SSH, or in the way that the test names as a parameter."""
    request.getfixturevalue(getattr(request, "param", "by_ssh"))
    return connect(settings_in(tmp_path))


@pytest.fixture(scope="session")
def relay_image() -> str:
    return image("engine-relay")
