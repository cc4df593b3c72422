"""Makes silences through Alertmanager's HTTP API (v2, as of 0.34)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from lab.backends.http import exchange
from lab.queries.answer import Answer, Reply, bad_reply

_AUTHOR = "lab"


def silence(url: str, matchers: Mapping[str, str], start: float, seconds: float, comment: str) -> Answer:
    """The id of the silence. `start`: unix seconds; a regular expression stands between slashes."""
    body = {
        "matchers": [_matcher(name, value) for name, value in matchers.items()],
        "startsAt": _moment(start),
        "endsAt": _moment(start + seconds),
        "createdBy": _AUTHOR,
        "comment": comment,
    }
    reply = exchange("POST", f"{url}/api/v2/silences", json=body)
    if isinstance(reply, Answer):
        return reply
    if reply.status in (400, 422):
        return Answer(error=_why(reply), refused=True)
    made = reply.json.get("silenceID") if isinstance(reply.json, dict) else None
    return Answer(json=made) if reply.status == 200 and made else bad_reply(reply)


def _matcher(name: str, value: str) -> dict[str, str | bool]:
    expression = len(value) >= 2 and value.startswith("/") and value.endswith("/")
    return {"name": name, "value": value[1:-1] if expression else value, "isRegex": expression, "isEqual": True}


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _why(reply: Reply) -> str:
    """Alertmanager says why in a bare text, or in `message` when it cannot even read the request."""
    said = reply.json.get("message", "") if isinstance(reply.json, dict) else reply.json
    return str(said or reply.text[:200] or f"status {reply.status}")
