"""The remote-write requests that a scenario sends itself, by calls to remote_writer."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from lab.scenario.actions import Call

_PATH = "/write"


def sent_write(call: Call, writers: Collection[str]) -> str | None:
    """The name that a call gives its request; None for a call of another kind. `writers`: services that send them."""
    body = call.json_value()
    if call.to not in writers or call.path.partition("?")[0] != _PATH or not isinstance(body, Mapping):
        return None
    name = body.get("name")
    return name if isinstance(name, str) else None
