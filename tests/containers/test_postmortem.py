from __future__ import annotations

import time
from pathlib import Path

import pytest

from lab.containers.engine import Engine
from lab.containers.engine_api import ApiAnswer
from lab.containers.postmortem import last_stamp, log_lines, log_tail, state_line
from lab.containers.process_guard import installed_tools
from lab.containers.states import ContainerState
from tests.containers.fake_docker import FakeDocker
from tests.containers.projects import settings_in


def frame(stream: int, text: str) -> bytes:
    return bytes([stream, 0, 0, 0]) + len(text).to_bytes(4, "big") + text.encode()


def test_log_lines_puts_frames_of_a_stream_together() -> None:
    body = frame(1, "one\ntw") + frame(2, "oops\n") + frame(1, "o\n")
    assert log_lines(body) == ["one", "two", "oops"]


def test_log_lines_of_a_terminal_have_no_frames() -> None:
    assert log_lines(b"one\r\ntwo\r\n") == ["one", "two"]


def test_log_lines_of_nothing() -> None:
    assert log_lines(b"") == []


def test_log_lines_keep_what_is_no_text() -> None:
    assert log_lines(frame(1, "a") + b"\x01\0\0\0\0\0\0\x01\xff") == ["a\ufffd"]


def test_log_lines_end_at_line_feeds_only() -> None:
    assert log_lines(frame(1, "a\x85b\u2028c\x0bd\n")) == ["a\x85b\u2028c\x0bd"]


def test_log_lines_are_cut() -> None:
    (line,) = log_lines(frame(1, "x" * 1_000_000))
    assert line == "x" * 20_000 + "..."


def test_log_lines_of_many_frames_take_no_time() -> None:
    body = frame(1, "x" * 50 + "\n") * 100_000
    began = time.process_time()
    assert len(log_lines(body)) == 100_000
    assert time.process_time() - began < 5  # minutes, if each frame copied the rest


def test_log_tail_after_a_stamp(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The engine stamps a line when it copies it, which may be after the moment at which the container ended."""
    engine = Engine(settings_in(tmp_path), installed_tools())
    first = frame(1, "2026-01-01T00:00:01.000000005Z run 0\n") + frame(2, "2026-01-01T00:00:01.000000009Z oops\n")
    second = frame(1, "2026-01-01T00:00:02.000000000Z run 1\n")
    monkeypatch.setattr(engine, "get", lambda what, paths: [ApiAnswer(200, first)])
    stamp = last_stamp(engine, "it")
    assert stamp == "2026-01-01T00:00:01.000000009Z"
    monkeypatch.setattr(engine, "get", lambda what, paths: [ApiAnswer(200, first + second)])
    assert log_tail(engine, "it", after=stamp) == "run 1"
    assert log_tail(engine, "it").splitlines() == ["run 0", "oops", "run 1"]


def test_last_stamp_of_nothing(fake_docker: FakeDocker, tmp_path: Path) -> None:
    assert last_stamp(Engine(settings_in(tmp_path), installed_tools()), "nobody") == ""


def test_log_tail_says_why_there_is_none(
    fake_docker: FakeDocker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lab.containers.engine.RETURN_S", 0.5)
    engine = Engine(settings_in(tmp_path), installed_tools())
    assert log_tail(engine, "nobody") == '(no log: {"message": "no such container"})'
    fake_docker.plan(refuses=True, dies=True)
    assert log_tail(engine, "nobody").startswith("(no log: no Docker Engine answers")


def test_state_line_says_what_ended_a_container() -> None:
    state = ContainerState("api", "1", "exited", exit_code=137, oom_killed=True)
    assert state_line(state) == "api is exited with exit code 137 (OOM-killed)"
