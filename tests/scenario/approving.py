"""Messages that were read and found good: `broken/<case>.yaml`, and beside it what `lab check` prints of it.

`python -m tests.scenario.approving` writes them anew; read the difference before you commit it.
"""

from __future__ import annotations

import contextlib
import io
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from lab.cli.main import main
from lab.expectations import KINDS

HERE = Path(__file__).resolve().parents[2]
BROKEN = Path(__file__).parent / "broken"
EVERY_KIND = ", ".join(kind.kind for kind in KINDS)
CASES = sorted(BROKEN.glob("*.yaml"))


@contextlib.contextmanager
def _called_as(*arguments: str) -> Iterator[None]:
    before, handler = sys.argv, signal.getsignal(signal.SIGTERM)
    sys.argv = ["lab", *arguments]
    try:
        with contextlib.chdir(HERE):
            yield
    finally:
        sys.argv = before
        signal.signal(signal.SIGTERM, handler)


def said_by_check(file: Path) -> tuple[int, str]:
    """The exit code and what is printed, paths relative to the checkout.

    The list of all kinds of expectation is left out: a new kind is no other message.
    """
    out, err = io.StringIO(), io.StringIO()
    called = _called_as("check", str(file.relative_to(HERE)))
    with called, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as exit_:
            printed = (out.getvalue() + err.getvalue()).replace(EVERY_KIND, "<every kind>")
            return int(exit_.code or 0), printed
    raise AssertionError("main() always exits")


def approved_file(case: Path) -> Path:
    return case.with_suffix(".approved.txt")


if __name__ == "__main__":
    for old in BROKEN.glob("*.approved.txt"):
        old.unlink()
    for case in CASES:
        approved_file(case).write_text(said_by_check(case)[1], encoding="utf-8")
