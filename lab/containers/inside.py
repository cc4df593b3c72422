"""Runs a command inside a container of a lab, with the caller's own input and output, as `docker exec` does."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from lab.containers.engine import Engine
from lab.containers.states import Container
from lab.errors import LabError


def run_inside(engine: Engine, container: Container, command: Sequence[str], *, terminal: bool) -> int:
    """The exit code of the command. `terminal`: a person sits at both ends. Raises LabError when it does not run."""
    if not container.state.running:
        raise LabError(
            f"{container.state.service} is {container.state.status}, so nothing can run in it",
            remedy="lab ps shows what runs",
        )
    options = ["--interactive", *(["--tty"] if terminal else [])]
    words = [*engine.client(None).docker_cmd, "exec", *options, container.state.id, *command]
    return subprocess.run(words, check=False).returncode
