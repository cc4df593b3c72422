"""What all tests share: in CI a skip is a failure, unless an image is what could not be had."""

from __future__ import annotations

import os
import signal

import pytest

_SKIPPED: list[str] = []

# Tests send SIGINT to what they start; what a shell runs in the background is deaf to it, with all that this starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if "image" not in reason.lower():
            _SKIPPED.append(f"{report.nodeid}: {reason}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _SKIPPED and os.environ.get("CI") == "true" and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _SKIPPED and os.environ.get("CI") == "true":
        terminalreporter.section("skipped, which CI does not allow")
        for line in _SKIPPED:
            terminalreporter.line(line)
