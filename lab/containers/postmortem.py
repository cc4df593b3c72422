"""Gathers what the containers of a lab last said and how they stand, as evidence. Never raises, and does not wait long.

What the evidence means is for `failures` and for the judges.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lab.containers.engine import Engine
from lab.containers.labels import of_project
from lab.containers.states import ContainerState, Seen, seen
from lab.errors import LabError

_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Testimony:
    service: str
    state: ContainerState
    log: str


def containers_of(engine: Engine, project: str) -> tuple[Seen, ...]:
    """Every container of a lab, running or not, in two calls. This one raises."""
    listed = engine.attempt(
        "listing containers",
        _SECONDS,
        # python-on-whales types filters as a few literals, and a label is any text
        lambda: engine.client(_SECONDS).container.list(all=True, filters=[of_project(project)]),  # type: ignore[list-item]
    )
    return tuple(sorted((seen(each) for each in engine.inspect(str(one) for one in listed)), key=_by_service))


def last_words(engine: Engine, id: str, tail: int = 50, since: str = "") -> str:
    """The last lines of both streams of a container, in the order in which they were written."""
    words = ["container", "logs", "--timestamps", "--tail", str(tail), *(["--since", since] if since else []), id]
    try:
        out, err = engine.ask(*words, seconds=_SECONDS)
    except (LabError, OSError, ValueError) as failed:
        return f"(no log: {failed})"
    # The time stamps have a fixed width, so that they sort as text; a stable sort keeps each stream's own order.
    lines = sorted((*out.splitlines(), *err.splitlines()), key=lambda line: line.partition(" ")[0])
    return "\n".join(line.partition(" ")[2] for line in lines[-tail:])


def gather(engine: Engine, project: str, tail: int = 30, only: Iterable[str] = ()) -> tuple[Testimony, ...]:
    """Of every service, or `only` of some."""
    wanted = frozenset(only)
    try:
        found = containers_of(engine, project)
    except (LabError, OSError, ValueError):
        return ()
    return tuple(
        Testimony(each.state.service, each.state, last_words(engine, each.state.id, tail))
        for each in found
        if not wanted or each.state.service in wanted
    )


def as_text(testimonies: Iterable[Testimony]) -> str:
    return "\n".join(f"--- {described(each.state)}\n{each.log}".rstrip() for each in testimonies)


def described(state: ContainerState) -> str:
    """One line: what a person wants to know first."""
    words = [f"{state.service} is {state.status}"]
    if state.status in ("exited", "dead", "restarting"):
        words.append(f"with exit code {state.exit_code}")
    if state.oom_killed:
        words.append("killed for want of memory")
    if state.health and state.running:
        words.append(f"({state.health})")
    if state.error:
        words.append(f"because: {state.error}")
    return " ".join(words)


def _by_service(each: Seen) -> str:
    return each.state.service
