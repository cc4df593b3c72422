"""Takes one container off a network of its lab and puts it back on; only told as done when it is seen to be done."""

from __future__ import annotations

from functools import partial
from typing import Literal

from lab.containers.engine import CommandFailed, Engine
from lab.containers.states import Seen, seen
from lab.errors import LabError

_SECONDS = 30.0


def rewire(engine: Engine, verb: Literal["disconnect", "connect"], before: Seen, network: str) -> Seen:
    """`connect` gives it back the name by which Compose had it known. Its published ports are others afterwards."""
    service, id = before.state.service, before.state.id
    if (network in before.networks) == (verb == "connect"):
        now = "on" if verb == "connect" else "not on"
        raise LabError(
            f"cannot {verb} {service}: it is {now} the network {network}",
            remedy="look at the order of the scenario's steps",
        )
    docker = engine.client(_SECONDS)
    if verb == "disconnect":
        act = partial(docker.network.disconnect, network, id)
    else:
        act = partial(docker.network.connect, network, id, alias=service)
    try:
        engine.attempt(f"cannot {verb} {service}", _SECONDS, act)
    except CommandFailed as failed:
        raise LabError(failed.message, remedy=failed.remedy, evidence=failed.evidence) from None
    found = engine.inspect([id])
    after = seen(found[0]) if found else None
    if after is None or (network in after.networks) != (verb == "connect"):
        raise LabError(
            f"{verb} of {service} did not happen: its networks are {', '.join(after.networks) if after else 'gone'}",
            remedy="look at the engine's log",
        )
    return after
