"""What a component says of itself at /metrics, added up by name: for numbers of one moment, without a scrape."""

from __future__ import annotations

import re
from collections.abc import Collection

from lab.backends.http import exchange
from lab.queries.answer import Answer, Reply

_LINE = re.compile(r"^([a-zA-Z_:][\w:]*)(?:\{.*\})? (\S+)", re.MULTILINE)


def own_metrics(url: str, names: Collection[str]) -> dict[str, float] | str:
    """Name -> the sum over its series, of those that are there. In words, why it cannot be had."""
    reply = exchange("GET", f"{url}/metrics", accept="text/plain;version=0.0.4")
    match reply:
        case Answer(error=error):
            return error
        case Reply(status=200, text=text):
            return totals(text, names)
    return f"{reply.url} answered {reply.status}"


def totals(text: str, names: Collection[str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, value in _LINE.findall(text):
        if name in names:
            found[name] = found.get(name, 0.0) + float(value)
    return found
