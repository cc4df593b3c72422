"""Reads back what the notification sink has received."""

from __future__ import annotations

from lab.backends.http import Answer, get
from lab.record.observation import Received


def received(url: str, ask: Received) -> Answer:
    return get(f"{url}/received", {"since": ask.since})
