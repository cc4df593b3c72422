"""Commands inside a container: the words of docker exec, and a container that does not run."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from lab.containers.inside import run_inside
from lab.errors import LabError


def container(status: str = "running") -> Any:
    state = SimpleNamespace(service="kubectl", id="abc", status=status, running=status == "running")
    return SimpleNamespace(state=state)


ENGINE = cast("Any", SimpleNamespace(client=lambda seconds: SimpleNamespace(docker_cmd=["docker"])))


@pytest.mark.parametrize(("terminal", "options"), [(True, ["--interactive", "--tty"]), (False, ["--interactive"])])
def test_run_inside(monkeypatch: pytest.MonkeyPatch, terminal: bool, options: list[str]) -> None:
    ran: list[list[str]] = []

    def run(words: list[str], *, check: bool) -> Any:
        ran.append(words)
        return SimpleNamespace(returncode=3)

    monkeypatch.setattr("lab.containers.inside.subprocess.run", run)
    assert run_inside(ENGINE, container(), ["/bin/kubectl", "get", "-A"], terminal=terminal) == 3
    assert ran == [["docker", "exec", *options, "abc", "/bin/kubectl", "get", "-A"]]


def test_container_that_does_not_run() -> None:
    with pytest.raises(LabError, match="kubectl is exited, so nothing can run in it"):
        run_inside(ENGINE, container("exited"), ["true"], terminal=False)
