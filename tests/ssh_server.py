"""An sshd on 127.0.0.1 that gives the user who runs the tests a way to the engine, as to one of another machine."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

HOST = "other-machine"  # as the client's configuration calls it
_SSHD = """
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host_key
AuthorizedKeysFile {folder}/key.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
# bash takes this for a shell within another, and does not read a .bashrc, which may start whole programs
SetEnv SHLVL=3
LogLevel VERBOSE
"""
_SSH = """
Host {host}
  HostName 127.0.0.1
  Port {port}
  User {user}
  IdentityFile {folder}/key
  IdentitiesOnly yes
  UserKnownHostsFile {folder}/known_hosts
  StrictHostKeyChecking yes
  BatchMode yes
"""


@contextmanager
def ssh_server(folder: Path) -> Iterator[Path]:
    """A folder for the front of PATH, with an `ssh` that knows the way to HOST. Keys and port are of this run alone."""
    program = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if program is None:
        pytest.skip("there is no sshd: tests/ssh_server.sh installs one")
    for name in ("host_key", "key"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True, capture_output=True
        )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "sshd_config").write_text(_SSHD.format(port=port, folder=folder))
    (folder / "ssh_config").write_text(_SSH.format(host=HOST, port=port, folder=folder, user=getpass.getuser()))
    key = (folder / "host_key.pub").read_text()
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {key}")
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # where it locks itself in before a login
    commands = folder / "bin"
    commands.mkdir()
    client = commands / "ssh"
    client.write_text(f'#!/bin/sh\nexec {shutil.which("ssh")} -F {folder}/ssh_config "$@"\n')
    client.chmod(0o755)
    log = folder / "sshd.log"
    server = subprocess.Popen([program, "-D", "-f", str(folder / "sshd_config"), "-E", str(log)])
    try:
        _until_it_answers(server, port, log)
        yield commands
    finally:
        server.terminate()
        server.wait(10)


def _until_it_answers(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + 10
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            if server.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"sshd did not start:\n{log.read_text()}") from None
            threading.Event().wait(0.05)
