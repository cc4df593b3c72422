from __future__ import annotations

from pathlib import Path

import pytest

from lab.errors import CannotStart
from lab.kubernetes.kubectl import KubectlFailed, installed
from tests.kubernetes.fake_kubectl import calls, fake_kubectl


def test_run_passes_input_and_returns_output(tmp_path: Path) -> None:
    assert fake_kubectl(tmp_path, "cat").run("create", "-f", "-", stdin="{}") == "{}"
    assert calls(tmp_path) == ["create -f -"]


def test_run_says_in_kubectl_s_words_why_it_failed(tmp_path: Path) -> None:
    kubectl = fake_kubectl(tmp_path, "echo 'Error from server (Forbidden): namespaces is forbidden' >&2; exit 1")
    with pytest.raises(KubectlFailed) as caught:
        kubectl.run("get", "namespaces", "--output=json")
    assert caught.value.message == "kubectl get namespaces: (Forbidden): namespaces is forbidden"
    assert caught.value.remedy == "try it by hand: kubectl --context test get namespaces"


def test_run_ends_what_takes_too_long(tmp_path: Path) -> None:
    with pytest.raises(KubectlFailed, match=r"kubectl get pods took longer than 0\.2 s"):
        fake_kubectl(tmp_path, "sleep 20").run("get", "pods", seconds=0.2)


def test_without_kubectl(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CannotStart, match="there is no `kubectl` command on the PATH"):
        installed("test")
