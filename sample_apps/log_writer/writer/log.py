"""Writes log lines to standard output and optionally a file, flushes each, and counts them by route."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TextIO


class LogFileError(Exception):
    """LOG_FILE cannot be opened for appending."""


def open_log(path: str) -> TextIO:
    try:
        # Closed when the process ends, like standard output.
        return Path(path).open("a", encoding="utf-8")
    except OSError as error:
        raise LogFileError(f"LOG_FILE={path!r}: {error.strerror}; mount a volume user 10001 may write") from None


class Log:
    def __init__(self, outputs: Iterable[TextIO], routes: Iterable[str]) -> None:
        self._outputs = tuple(outputs)
        self._written = dict.fromkeys(routes, 0)

    @property
    def written(self) -> Mapping[str, int]:
        return self._written

    @property
    def lines(self) -> int:
        return sum(self._written.values())

    def write(self, route: str, line: str) -> None:
        for output in self._outputs:
            output.write(f"{line}\n")
            output.flush()
        self._written[route] += 1
