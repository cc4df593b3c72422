"""Creates silences through Alertmanager's HTTP API (v2, as of 0.34)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from lab.backends.endpoint import Url
from lab.backends.http import exchange
from lab.queries.answer import Answer, Reply, unexpected_reply

_AUTHOR = "lab"


def create_silence(url: Url, matchers: Mapping[str, str], start: float, seconds: float, comment: str) -> Answer:
    """The id of the new silence. `start` is in unix seconds, `seconds` its length; `/.../` is a regular expression."""
    body = {
        "matchers": [_matcher(name, value) for name, value in matchers.items()],
        "startsAt": _timestamp(start),
        "endsAt": _timestamp(start + seconds),
        "createdBy": _AUTHOR,
        "comment": comment,
    }
    reply = exchange("POST", url, "/api/v2/silences", json=body)
    if isinstance(reply, Answer):
        return reply
    if reply.refused:
        return Answer(error=_refusal(reply), refused=True)
    silence_id = reply.json.get("silenceID") if isinstance(reply.json, dict) else None
    return Answer(json=silence_id) if reply.status == 200 and silence_id else unexpected_reply(reply)


def _matcher(name: str, value: str) -> dict[str, str | bool]:
    expression = len(value) >= 2 and value.startswith("/") and value.endswith("/")
    return {"name": name, "value": value[1:-1] if expression else value, "isRegex": expression, "isEqual": True}


def _timestamp(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _refusal(reply: Reply) -> str:
    """Alertmanager sends the reason as a JSON string, or in `message` when it cannot read the request."""
    message = reply.json.get("message", "") if isinstance(reply.json, dict) else reply.json
    return str(message or reply.text[:200] or f"status {reply.status}")
