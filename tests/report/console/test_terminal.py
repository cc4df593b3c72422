"""The console that commands print to."""

from __future__ import annotations

import pytest

from lab.report.console.terminal import terminal


def test_terminal_streams(capsys: pytest.CaptureFixture[str]) -> None:
    terminal().print("result 5")
    terminal(stderr=True).print("problem 7")
    assert capsys.readouterr() == ("result 5\n", "problem 7\n")
