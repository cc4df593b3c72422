"""The real relay on the engine of this machine, in front of a server of the test."""

from __future__ import annotations

import io
import os
import secrets
import signal
import socket
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from lab.containers.remote.multiplexer import Refused
from lab.containers.remote.relay import Relay, RelayEnded

pytestmark = pytest.mark.engine


@pytest.fixture
def name() -> Iterator[str]:
    name = f"lab-test-relay-{secrets.token_hex(4)}"
    yield name
    subprocess.run(["docker", "rm", "--force", name], check=False, capture_output=True)
    subprocess.run(["docker", "volume", "rm", "--force", name], check=False, capture_output=True)


def words(name: str, image: str) -> list[str]:
    options = ["--rm", "--interactive", "--network=host", "--sig-proxy=false", "--log-driver=none"]
    return ["docker", "run", *options, f"--name={name}", f"--volume={name}:/files", image]


@pytest.fixture
def relay(name: str, relay_image: str) -> Iterator[Relay]:
    relay = Relay(lambda: words(name, relay_image))
    yield relay
    relay.close()


@pytest.fixture
def echo() -> Iterator[int]:
    """A port that answers with what it gets."""
    server = socket.create_server(("127.0.0.1", 0), backlog=64)

    def answer(connection: socket.socket) -> None:
        with connection:
            while content := connection.recv(65536):
                connection.sendall(content)

    def accept() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    yield server.getsockname()[1]
    server.shutdown(socket.SHUT_RDWR)
    server.close()


def echoed(port: int, content: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), 30) as connection:
        sending = threading.Thread(target=lambda: (connection.sendall(content), connection.shutdown(socket.SHUT_WR)))
        sending.start()
        back = b""
        while part := connection.recv(65536):
            back += part
        sending.join()
        return back


def running(name: str) -> bool:
    command = ["docker", "ps", "--all", "--quiet", f"--filter=name={name}"]
    return bool(subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip())


def until(condition: Callable[[], bool], seconds: float = 15.0) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        threading.Event().wait(0.05)
    return True


def test_connections_side_by_side(relay: Relay, echo: int) -> None:
    local = relay.listen("echo", lambda again: echo, preferred=echo)
    assert local != echo  # which is taken
    assert relay.listen("echo", lambda again: echo) == local
    contents = [os.urandom(size) for size in (1, 100_000, 700_000, 2_000_000) * 4]
    with ThreadPoolExecutor(len(contents)) as pool:
        assert list(pool.map(lambda content: echoed(local, content), contents)) == contents


def test_port_where_nobody_listens_resets_the_connection(relay: Relay, echo: int) -> None:
    asked: list[bool] = []

    def port_of(again: bool) -> int:
        asked.append(again)
        return echo if len(asked) == 4 else 1

    local = relay.listen("nobody", port_of)
    with socket.create_connection(("127.0.0.1", local), 30) as connection, pytest.raises(ConnectionResetError):
        connection.recv(1)
    assert asked == [False, True]
    assert echoed(local, b"it is published on another port by now") == b"it is published on another port by now"
    assert asked == [False, True] * 2


def test_preferred_port_is_used_where_it_is_free(relay: Relay, echo: int) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert relay.listen("echo", lambda again: echo, preferred=port) == port


def test_relay_that_was_ended_is_started_again(relay: Relay, echo: int, name: str) -> None:
    local = relay.listen("echo", lambda again: echo)
    with socket.create_connection(("127.0.0.1", local), 30) as connection:
        connection.sendall(b"a")
        assert connection.recv(1) == b"a"
        subprocess.run(["docker", "kill", name], check=True, capture_output=True)
        with pytest.raises(ConnectionResetError):
            connection.recv(1)
    assert until(lambda: not running(name))
    assert echoed(local, b"b") == b"b"


def archive(**contents: str) -> io.BytesIO:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as tar:
        for name, content in contents.items():
            entry = tarfile.TarInfo(f"folder/{name}")
            entry.size, entry.mode, entry.uid, entry.gid = len(content), 0o640, 12345, 678
            tar.addfile(entry, io.BytesIO(content.encode()))
    written.seek(0)
    return written


def test_files_and_their_owners(relay: Relay, name: str) -> None:
    relay.put(archive(a="first, and longer", large="x" * 3_000_000))
    relay.put(archive(a="second"))
    copied = subprocess.run(["docker", "cp", f"{name}:/files/folder", "-"], check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(copied)) as tar:
        entry = tar.getmember("folder/a")
        content = tar.extractfile(entry)
        assert content is not None and content.read() == b"second"
        assert (entry.uid, entry.gid, oct(entry.mode)) == (12345, 678, "0o640")
        assert tar.getmember("folder/large").size == 3_000_000
    outside = archive(**{"../../up": "x"})
    with pytest.raises(Refused, match=r"\.\./up"):
        relay.put(outside)


def test_closing_removes_the_container(relay: Relay, name: str) -> None:
    relay.start()
    assert running(name)
    relay.close()
    assert until(lambda: not running(name))


def test_container_ends_with_a_driver_that_is_killed(name: str, relay_image: str) -> None:
    program = (
        "import sys, time\n"
        "from lab.containers.remote.relay import Relay\n"
        "Relay(lambda: sys.argv[1:]).start()\n"
        "print('runs', flush=True)\n"
        "time.sleep(60)\n"
    )
    command = [sys.executable, "-c", program, *words(name, relay_image)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as driver:
        assert driver.stdout is not None and driver.stdout.readline() == b"runs\n"
        assert running(name)
        driver.send_signal(signal.SIGKILL)
    assert until(lambda: not running(name))


def test_relay_that_cannot_start() -> None:
    relay = Relay(lambda: ["docker", "run", "--rm", "--pull=never", "lab/no-such-image:1"])
    with pytest.raises(RelayEnded, match=r"No such image|Unable to find image"):
        relay.start()
    relay.close()
