"""The metrics that a component exposes about itself at /metrics, read directly instead of scraped."""

from __future__ import annotations

import re
from collections.abc import Collection

from lab.backends.endpoint import Url
from lab.backends.http import exchange
from lab.queries.answer import Answer, Reply

_LINE = re.compile(r"^([a-zA-Z_:][\w:]*)(?:\{.*\})? (\S+)", re.MULTILINE)


def fetch_self_metrics(url: Url, names: Collection[str]) -> dict[str, float] | str:
    """Metric name -> sum over its series, for those of `names` that are exposed; a message when the request fails."""
    reply = exchange("GET", url, "/metrics", accept="text/plain;version=0.0.4")
    match reply:
        case Answer(error=error):
            return error
        case Reply(status=200, text=text):
            return totals(text, names)
    return f"{reply.url} answered {reply.status}"


def totals(text: str, names: Collection[str]) -> dict[str, float]:
    """Metric name -> sum over its series, from the text exposition format."""
    sums: dict[str, float] = {}
    for name, value in _LINE.findall(text):
        if name in names:
            sums[name] = sums.get(name, 0.0) + float(value)
    return sums
