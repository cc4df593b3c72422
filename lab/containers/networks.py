"""Disconnects a container from a network of its lab and connects it again; done only once the engine shows it."""

from __future__ import annotations

from functools import partial
from typing import Literal

from lab.containers.engine import Engine
from lab.containers.states import Container, parse_container
from lab.errors import LabError, StepFailed

_LIMIT_S = 30.0


def set_connection(
    engine: Engine, verb: Literal["disconnect", "connect"], before: Container, network: str
) -> Container:
    """`connect` restores the alias that Compose gave it. Its published ports change."""
    service, id = before.state.service, before.state.id
    if (network in before.networks) == (verb == "connect"):
        now = "on" if verb == "connect" else "not on"
        raise StepFailed(
            f"cannot {verb} {service}: it is {now} the network {network}",
            remedy="look at the order of the scenario's steps",
        )
    docker = engine.client(_LIMIT_S)
    if verb == "disconnect":
        act = partial(docker.network.disconnect, network, id)
    else:
        act = partial(docker.network.connect, network, id, alias=service)
    engine.attempt(f"cannot {verb} {service}", _LIMIT_S, act)
    after = next(map(parse_container, engine.inspect([id])), None)
    if after is None or (network in after.networks) != (verb == "connect"):
        raise LabError(
            f"{verb} of {service} did not happen: its networks are {', '.join(after.networks) if after else 'gone'}",
            remedy="look at the engine's log",
        )
    return after
