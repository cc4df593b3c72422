"""Reads back what the notification sink has received."""

from __future__ import annotations

from lab.backends.http import Answer, get
from lab.record.observation import Received


def received(url: str, ask: Received) -> Answer:
    answer = get(f"{url}/received", {"since": ask.since})
    if not answer.error and not isinstance(answer.json, list):
        return Answer(error=f"this is not what the notification sink answers: {str(answer.json)[:200]}")
    return answer
