"""Decides what a log line says. Two rules hold for every line, because a search of the log is checked against the
number of requests: only lines of errors contain ERROR, and only plain lines of errors contain a 5 followed by two
digits. No time, address or mark of a line may look like a status by accident."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

LOGGER = "log_writer"

# No digits, which could look like a status, and no vowels, which could make a word.
_LETTERS = "bcdfghjkmnpqrstvwxz"


@dataclass(frozen=True, slots=True)
class Request:
    """`at` is in UTC. `mark` tells lines of the same moment apart: stores may drop the second of two equal ones."""

    mark: str
    at: datetime
    method: str
    route: str
    client: str


Line = Callable[[Request], str]


def mark(number: int) -> str:
    """A word for a number from 0 on, different for each."""
    word = _LETTERS[number % len(_LETTERS)]
    while number := number // len(_LETTERS):
        word = _LETTERS[number % len(_LETTERS)] + word
    return word


def _json_time(at: datetime) -> str:
    # Hundredths and not more: three digits in a row could be a status.
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 10_000:02}Z"


def json_line(level: str, message: str) -> Line:
    def line(request: Request) -> str:
        return json.dumps(
            {
                "time": _json_time(request.at),
                "level": level,
                "message": message,
                "route": request.route,
                "method": request.method,
                "status": 200,
                "logger": LOGGER,
                "mark": request.mark,
            }
        )

    return line


def plain_line(status: int, message: str) -> Line:
    def line(request: Request) -> str:
        asked = f'"{request.method} {request.route}"'
        return f"{request.client} - - [{request.at:%d/%b/%Y:%H:%M:%S} +0000] {asked} {status} {message} {request.mark}"

    return line


# Every request is answered with 200, whatever its line says: routes differ in their lines and in nothing else.
LINES: dict[str, Line] = {
    "/log/info": json_line("info", "the request was answered"),
    "/log/warning": json_line("warning", "the answer took longer than it should"),
    "/log/error": json_line("error", "ERROR: the answer could not be stored"),
    "/plain/info": plain_line(200, "INFO the request was answered"),
    "/plain/error": plain_line(503, "ERROR the backend did not answer"),
}
