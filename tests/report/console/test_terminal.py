"""The console that commands print to."""

from __future__ import annotations

import io

import pytest

from lab.report.console.terminal import GuardedStream, terminal


def test_terminal_streams(capsys: pytest.CaptureFixture[str]) -> None:
    terminal().print("result 5")
    terminal(stderr=True).print("problem 7")
    assert capsys.readouterr() == ("result 5\n", "problem 7\n")


def test_terminal_prints_no_commands_of_a_ci_system(capsys: pytest.CaptureFixture[str]) -> None:
    terminal().print("::add-mask::a\n  ::error::b\nx ::c:: ##[group]d", markup=False)
    assert capsys.readouterr().out == "\\::add-mask::a\n  \\::error::b\nx ::c:: #\\#[group]d\n"


def test_guarded_stream_knows_whether_a_line_has_begun() -> None:
    out = io.StringIO()
    stream = GuardedStream(out)
    for text in ("a", "::b\n", "  ", "::c", "\nd\n", "::e"):
        stream.write(text)
    assert out.getvalue() == "a::b\n  \\::c\nd\n\\::e"


def test_guarded_stream_writes_what_the_encoding_does_not_have() -> None:
    raw = io.BytesIO()
    stream = GuardedStream(io.TextIOWrapper(raw, encoding="ascii", write_through=True))
    stream.write("→ é \ud800\n")
    assert raw.getvalue() == b"? ? ?\n"
