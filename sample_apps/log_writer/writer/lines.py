"""The log lines. Log searches are checked against the number of requests, so two rules hold for every line: only error
lines contain ERROR, and only plain error lines contain a 5 followed by two digits. No time, address or mark may look
like a status by accident."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

LOGGER = "log_writer"

# No digits, which could look like a status, and no vowels, which could spell a word.
_LETTERS = "bcdfghjkmnpqrstvwxz"


@dataclass(frozen=True, slots=True)
class Request:
    """`at` is in UTC. `mark` makes lines of the same time unique: stores may drop the second of two equal lines."""

    mark: str
    at: datetime
    method: str
    route: str
    client: str


Line = Callable[[Request], str]


def mark(number: int) -> str:
    """A unique word for each number from 0."""
    word = _LETTERS[number % len(_LETTERS)]
    while number := number // len(_LETTERS):
        word = _LETTERS[number % len(_LETTERS)] + word
    return word


def _json_time(at: datetime) -> str:
    # Hundredths only: three digits in a row could look like a status.
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
        request_line = f'"{request.method} {request.route}"'
        time = f"{request.at:%d/%b/%Y:%H:%M:%S} +0000"
        return f"{request.client} - - [{time}] {request_line} {status} {message} {request.mark}"

    return line


# Every response is 200, whatever the line says: routes differ only in their lines.
LINES: dict[str, Line] = {
    "/log/info": json_line("info", "the request was answered"),
    "/log/warning": json_line("warning", "the answer took longer than it should"),
    "/log/error": json_line("error", "ERROR: the answer could not be stored"),
    "/plain/info": plain_line(200, "INFO the request was answered"),
    "/plain/error": plain_line(503, "ERROR the backend did not answer"),
}
