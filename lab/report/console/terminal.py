"""The console that commands print to. What is printed cannot give commands to a CI system that reads the output."""

from __future__ import annotations

import sys
from typing import Any, TextIO, cast

from rich.console import Console

from lab.report.escapes import without_commands


def terminal(*, stderr: bool = False) -> Console:
    """Square brackets and colons are text: titles and lines of others are printed, never styles."""
    stream = GuardedStream(sys.stderr if stderr else sys.stdout)
    return Console(highlight=False, markup=False, emoji=False, stderr=stderr, file=cast("TextIO", stream))


class GuardedStream:
    """A text stream in which `::stop-commands::` at the start of a line, and the like, are made harmless.

    What the stream's encoding does not have becomes a question mark.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._line_has_begun = False

    def write(self, text: str) -> int:
        if not text:
            return 0
        # A character that is no space stands for what this line began with.
        begun = "." if self._line_has_begun else ""
        harmless = without_commands(begun + text)[len(begun) :]
        self._line_has_begun = bool(text.rpartition("\n")[2].strip()) or ("\n" not in text and self._line_has_begun)
        try:
            self._stream.write(harmless)
        except UnicodeEncodeError:
            encoding = self._stream.encoding or "ascii"
            self._stream.write(harmless.encode(encoding, "replace").decode(encoding))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
