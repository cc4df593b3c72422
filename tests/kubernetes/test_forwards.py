from __future__ import annotations

import time

import pytest

from lab.errors import LabError
from lab.kubernetes import forwards
from lab.kubernetes.forwards import PortForward

LISTENS = "echo 'Forwarding from 127.0.0.1:40001 -> 8000'; echo 'Forwarding from 127.0.0.1:40002 -> 9090'"


def shell(script: str) -> list[str]:
    return ["sh", "-c", script]


def test_it_listens_until_it_is_closed() -> None:
    forward = PortForward(shell(f"{LISTENS}; exec sleep 20"), (8000, 9090))
    assert (forward.address(9090), forward.address(8000)) == ("http://127.0.0.1:40002", "http://127.0.0.1:40001")
    assert forward.alive
    forward.close()
    assert not forward.alive


def test_one_that_ends_says_why() -> None:
    forward = PortForward(shell("echo 'error: unable to forward port: pod is not running' >&2; exit 1"), (8000,))
    with pytest.raises(LabError, match="kubectl port-forward: unable to forward port: pod is not running"):
        forward.address(8000)


def test_one_that_does_not_begin_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forwards, "BEGIN_S", 0.2)
    forward, began = PortForward(shell("exec sleep 20"), (8000,)), time.monotonic()
    with pytest.raises(LabError, match=r"does not listen after 0\.2 s"):
        forward.address(8000)
    forward.close()
    assert time.monotonic() - began < 5


def test_without_a_program() -> None:
    with pytest.raises(LabError, match="No such file"):
        PortForward(["/nowhere/kubectl"], (8000,)).address(8000)
