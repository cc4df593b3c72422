from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from lab.containers.engine import Engine, connect
from lab.containers.process_guard import installed_tools
from lab.containers.remote.shared_ssh import SharedSsh, master_command
from lab.errors import EngineUnavailable
from tests.containers.projects import settings_in
from tests.ssh_server import HOST


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("ssh://build-3", ("--", "build-3")),
        ("ssh://me@build-3:2222", ("-l", "me", "-p", "2222", "--", "build-3")),
        ("ssh://me%40corp@build-3/run/user/1/docker.sock", ("-l", "me@corp", "--", "build-3")),
        ("ssh://[::1]:22", ("-p", "22", "--", "::1")),
    ],
)
def test_master_command(host: str, words: tuple[str, ...]) -> None:
    command = master_command("ssh", host, Path("/tmp/x/socket"))
    assert command[-len(words) :] == words
    assert "ControlPath=/tmp/x/socket" in command


def logins(ssh_commands: Path) -> int:
    return (ssh_commands.parent / "sshd.log").read_text().count("Accepted publickey")


@pytest.mark.engine
def test_docker_commands_share_a_login(engine: Engine, ssh_commands: Path) -> None:
    before = logins(ssh_commands)
    another = connect(settings_in(engine.state.parent))
    for _ in range(3):
        another.run("ps", "--quiet")
    another.get_json("listing containers", ["/containers/json"])
    assert logins(ssh_commands) == before + 1


def until(condition: Callable[[], bool], seconds: float = 15.0) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        threading.Event().wait(0.05)
    return True


@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGTERM])
def test_connection_ends_with_us(by: int, by_ssh: None, tmp_path: Path) -> None:
    program = (
        "import sys, time\n"
        "from lab.containers.process_guard import installed_tools\n"
        "from lab.containers.remote.shared_ssh import SharedSsh\n"
        "print(SharedSsh(sys.argv[1], installed_tools()).folder, flush=True)\n"
        "time.sleep(60)\n"
    )
    command = [sys.executable, "-c", program, f"ssh://{HOST}"]
    environment = {**os.environ, "TMPDIR": str(Path(tempfile.mkdtemp(dir="/tmp")))}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as driver:
        assert driver.stdout is not None
        folder = Path(driver.stdout.readline().strip())
        assert (folder / "socket").exists()
        driver.send_signal(by)
    assert until(lambda: not folder.exists())
    listed = subprocess.run(["ps", "-eo", "args"], check=True, capture_output=True, text=True).stdout
    assert str(folder) not in listed
    folder.parent.rmdir()


def test_closing_ends_it(by_ssh: None) -> None:
    shared = SharedSsh(f"ssh://{HOST}", installed_tools())
    script = [str(shared.folder / "ssh"), "-O", "check", "--", HOST]
    assert subprocess.run(script, check=False, capture_output=True).returncode == 0
    shared.close()
    assert not shared.folder.exists()


def test_host_that_is_not_there(by_ssh: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "ssh://me@nowhere.invalid")
    with pytest.raises(
        EngineUnavailable, match=r"no Docker Engine answers on nowhere\.invalid: .*ssh says: "
    ) as raised:
        connect(settings_in(tmp_path))
    assert raised.value.remedy.endswith("ssh -l me nowhere.invalid docker version")
