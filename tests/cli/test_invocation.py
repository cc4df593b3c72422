from __future__ import annotations

from pathlib import Path

import pytest
import typer

from lab.cli.invocation import end, known_folders, plan_named, request_from, writable_settings
from lab.errors import CannotStart, ExitCode
from lab.language.patch.model import Patch
from lab.plan.planning import Request
from tests.plan.planned import CHECKOUT


def test_request_from_options() -> None:
    request = request_from(
        mutant="wrong port", variant=["a=b"], sets=["title=x"], ports=["api=8000"], image=["api=shop:2"]
    )
    patch = Patch.model_validate({"set": {"title": "x"}})
    assert request == Request("wrong port", {"a": "b"}, (patch,), {"api": 8000}, {"api": "shop:2"})
    assert request_from() == Request()


def test_plan_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CHECKOUT)
    plan = plan_named("prom-pull", request_from(ports=["prometheus=9090"]))
    assert (plan.scenario, plan.service("prometheus").ports[0].host) == ("prom-pull", 9090)


def test_known_folders_start_with_the_current_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert known_folders().roots == (tmp_path, CHECKOUT)


def test_end() -> None:
    with pytest.raises(typer.Exit) as ended:
        end(ExitCode.CANNOT_START)
    assert ended.value.exit_code == 4


def test_writable_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAB_STATE", str(tmp_path / "new" / "state"))
    assert writable_settings().state.is_dir()
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LAB_STATE", str(tmp_path / "file" / "state"))
    with pytest.raises(CannotStart) as caught:
        writable_settings()
    assert caught.value.message == f"the state of labs cannot be kept in {tmp_path}/file/state: Not a directory"
    assert caught.value.remedy == "set LAB_STATE to a folder that can be written"
