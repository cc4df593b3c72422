"""One SSH connection that all docker commands of this process share.

docker starts an `ssh` for each connection to the engine, Compose several at once: each would log in anew, which takes
as long as ten commands, and an sshd drops logins when many come at the same time. The first `ssh` on the PATH of docker
commands is therefore a script of ours, which uses a connection that is open already, where there is one.
"""

from __future__ import annotations

import atexit
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lab.containers.process_guard import GuardTools, pause

_BEGIN_S = 30.0  # until somebody has logged in; what needs longer goes on by itself, and is used from then on
_SCRIPT = """#!/bin/sh
exec {ssh} -o ControlMaster=no -o ControlPath={socket} "$@"
"""
# Ctrl-C ends lab in order, which needs the connection. Whatever ends us ends the shell, which leaves no folder behind.
_KEEPER = """folder=$1; shift
trap '' INT HUP
trap 'trap "" TERM; kill "$!"' TERM
"$@" </dev/null >/dev/null 2>&1 &
wait "$!"; wait "$!"
rm -rf "$folder"
"""


class SharedSsh:
    """To the host of `ssh://user@host:port`. `folder`: for the front of PATH."""

    def __init__(self, host: str, tools: GuardTools) -> None:
        # A socket's path may have a hundred characters, which folders of state may exceed.
        self.folder = Path(tempfile.mkdtemp(prefix="lab-ssh-"))
        socket = self.folder / "socket"
        program = shutil.which("ssh") or "ssh"
        script = self.folder / "ssh"
        script.write_text(_SCRIPT.format(ssh=program, socket=socket), encoding="utf-8")
        script.chmod(0o700)
        self._process: subprocess.Popen[bytes] | None = None
        ended = threading.Event()
        command = [*master_command(program, host, socket)]
        # The signal by which it ends with us belongs to the thread that starts it.
        threading.Thread(target=self._run, args=(command, tools, ended), name="ssh", daemon=True).start()
        atexit.register(self.close)
        until = time.monotonic() + _BEGIN_S
        while not socket.exists() and not ended.is_set() and time.monotonic() < until:
            pause(0.02)

    def close(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, command: Sequence[str], tools: GuardTools, ended: threading.Event) -> None:
        ends_with_us = (tools.setpriv, "--pdeathsig", "TERM") if tools.setpriv else ()
        try:
            words = [*ends_with_us, "sh", "-c", _KEEPER, "sh", str(self.folder), *command]
            self._process = subprocess.Popen(words, stdin=subprocess.DEVNULL)
            self._process.wait()
        finally:
            ended.set()


def master_command(program: str, host: str, socket: Path) -> tuple[str, ...]:
    """What opens the connection, as docker would: with the user and the port of the address, and the user's own
    configuration of ssh for all else."""
    parts = urlsplit(host)
    user = ("-l", unquote(parts.username)) if parts.username else ()
    port = ("-p", str(parts.port)) if parts.port else ()
    options = ("-o", "ControlMaster=yes", "-o", f"ControlPath={socket}", "-o", "ControlPersist=no")
    return (program, "-N", "-T", *options, *user, *port, "--", parts.hostname or "")
