"""Checks that searching the log writer's lines finds as many as there were requests, whenever they were made."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest

Load = Callable[[str, str], ModuleType]
SERVER_ERROR = re.compile("5[0-9][0-9]")
NOON = datetime(2026, 5, 25, 12, 55, 55, 551_559, tzinfo=UTC)


@pytest.fixture(scope="session")
def lines(load: Load) -> ModuleType:
    return load("log_writer", "writer/lines.py")


@pytest.fixture(scope="session")
def log(load: Load) -> ModuleType:
    return load("log_writer", "writer/log.py")


def request_of(
    lines: ModuleType, route: str, at: datetime = NOON, number: int = 0, client: str = "172.25.0.5"
) -> object:
    return lines.Request(lines.mark(number), at, "GET", route, client)


def test_lines_text(lines: ModuleType) -> None:
    said = {route: line(request_of(lines, route, number=20)) for route, line in lines.LINES.items()}
    assert json.loads(said["/log/error"]) == {
        "time": "2026-05-25T12:55:55.55Z",
        "level": "error",
        "message": "ERROR: the answer could not be stored",
        "route": "/log/error",
        "method": "GET",
        "status": 200,
        "logger": "log_writer",
        "mark": "cc",
    }
    assert {route: json.loads(said[f"/log/{route}"])["level"] for route in ("info", "warning")} == {
        "info": "info",
        "warning": "warning",
    }
    prefix = '172.25.0.5 - - [25/May/2026:12:55:55 +0000] "GET /plain/'
    assert said["/plain/info"] == f'{prefix}info" 200 INFO the request was answered cc'
    assert said["/plain/error"] == f'{prefix}error" 503 ERROR the backend did not answer cc'


def test_lines_never_look_like_an_error_by_accident(lines: ModuleType) -> None:
    clients = ("172.25.55.255", "10.150.155.205", "5.5.5.5", "255.255.255.255")
    for step in range(1500):
        # Primes, so that every digit of the time changes at its own pace.
        at = NOON + timedelta(days=7 * step, seconds=61 * step, microseconds=9973 * step)
        for route, line in lines.LINES.items():
            text = line(request_of(lines, route, at, 104_729 * step, clients[step % len(clients)]))
            assert ("ERROR" in text) == route.endswith("/error"), text
            assert bool(SERVER_ERROR.search(text)) == (route == "/plain/error"), text


def test_lines_are_unique(lines: ModuleType) -> None:
    assert len({lines.mark(number) for number in range(20_000)}) == 20_000


class Kept(io.StringIO):
    """Knows what would have reached the reader if the process had ended now."""

    flushed = ""

    def flush(self) -> None:
        self.flushed = self.getvalue()


def test_log_write(log: ModuleType) -> None:
    outputs = [Kept(), Kept()]
    written = log.Log(outputs, ["/a", "/b"])
    assert written.written == {"/a": 0, "/b": 0}
    for number, route in enumerate(("/a", "/b", "/a")):
        written.write(route, f"{route} {number}")
        assert {output.flushed.count("\n") for output in outputs} == {number + 1} == {written.lines}
    assert outputs[0].flushed == outputs[1].flushed == "/a 0\n/b 1\n/a 2\n"
    assert written.written == {"/a": 2, "/b": 1}


def test_open_log_appends(log: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "app.log"
    file.write_text("earlier\n")
    with log.open_log(str(file)) as opened:
        log.Log([opened], ["/a"]).write("/a", "later")
        assert file.read_text() == "earlier\nlater\n"


def test_open_log_error(log: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(log.LogFileError, match=r"LOG_FILE='.*/absent/app\.log': No such file.*; mount a volume"):
        log.open_log(str(tmp_path / "absent" / "app.log"))
