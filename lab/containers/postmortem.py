"""Collects the logs and states of a lab's containers as evidence. What it means is for `failures` and the judging."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from lab.containers.engine import Engine
from lab.containers.labels import label_of
from lab.containers.listing import labelled_service_ids
from lab.containers.states import Container, ContainerState, parse_container
from lab.errors import LabError, StepFailed

_LINE_LENGTH = 20_000  # characters: more than the engine passes on as one line
_NEWEST = 20  # lines: the two streams are copied side by side, so that the last line need not have the newest stamp
_FRAME_HEAD = 8  # one byte for the stream, three of zeros, four for the length


@dataclass(frozen=True, slots=True)
class ContainerLog:
    service: str
    state: ContainerState
    log: str


def containers_of(engine: Engine, project: str) -> tuple[Container, ...]:
    """Every container of a lab, running or not. This one raises."""
    ids = labelled_service_ids(engine, label_of(project))
    return tuple(sorted(map(parse_container, engine.inspect(ids)), key=_by_service))


def log_tail(engine: Engine, id: str, lines: int = 50, since: str = "", after: str = "") -> str:
    """As `printed_lines`, as one text; `after` a stamp only what was written later. Never raises: the text says why
    there are none."""
    try:
        return "\n".join(text for stamp, text in stamped_lines(engine, id, lines, since) if stamp > after)
    except (LabError, OSError, ValueError) as failed:
        return f"(no log: {failed})"


def printed_lines(engine: Engine, id: str, lines: int, since: str = "") -> list[str]:
    """The last lines of both streams of a container, in the order in which they were written. Raises LabError, OSError
    and ValueError."""
    return [text for _, text in stamped_lines(engine, id, lines, since)]


def last_stamp(engine: Engine, id: str) -> str:
    """When the newest line was written, as the engine stamped it; empty when none was or the log cannot be read."""
    try:
        return max((stamp for stamp, _ in stamped_lines(engine, id, _NEWEST)), default="")
    except (LabError, OSError, ValueError):
        return ""


def stamped_lines(engine: Engine, id: str, lines: int, since: str = "") -> list[tuple[str, str]]:
    """As `printed_lines`, each line with the engine's stamp; the stamps have a fixed width, so that they sort as
    text."""
    query = f"stdout=true&stderr=true&timestamps=true&tail={lines}" + (f"&since={since}" if since else "")
    (answer,) = engine.get("reading a log", [f"/containers/{quote(id, safe='')}/logs?{query}"])
    if answer.status != 200:
        raise StepFailed(answer.body.decode(errors="replace").strip())
    written = (line.partition(" ") for line in log_lines(answer.body))
    # A stable sort by stamp keeps each stream's own order.
    return sorted(((stamp, text) for stamp, _, text in written), key=lambda line: line[0])[-lines:]


def log_lines(body: bytes) -> list[str]:
    """The lines of the engine's stream of frames; of a container with a terminal, which has no frames, as they are."""
    streams: dict[int, list[bytes]] = {1: [], 2: []}
    at = 0
    while len(body) >= at + _FRAME_HEAD and body[at] in (0, 1, 2) and body[at + 1 : at + 4] == b"\0\0\0":
        end = at + _FRAME_HEAD + int.from_bytes(body[at + 4 : at + _FRAME_HEAD], "big")
        streams[max(body[at], 1)].append(body[at + _FRAME_HEAD : end])
        at = end
    # Only at line feeds: what a container writes may have other characters that Python takes for the end of a line.
    lines = b"".join([*streams[1], body[at:], *streams[2]]).decode(errors="replace").split("\n")
    lines = [line.removesuffix("\r") for line in lines if line]
    return [line if len(line) <= _LINE_LENGTH else f"{line[:_LINE_LENGTH]}..." for line in lines]


def collect_logs(engine: Engine, project: str, lines: int = 30, only: Iterable[str] = ()) -> tuple[ContainerLog, ...]:
    """Of every service, or `only` of some. Never raises."""
    wanted = frozenset(only)
    try:
        containers = containers_of(engine, project)
    except (LabError, OSError, ValueError):
        return ()
    return tuple(
        ContainerLog(container.state.service, container.state, log_tail(engine, container.state.id, lines))
        for container in containers
        if not wanted or container.state.service in wanted
    )


def as_text(logs: Iterable[ContainerLog]) -> str:
    return "\n".join(f"--- {state_line(container.state)}\n{container.log}".rstrip() for container in logs)


def state_line(state: ContainerState) -> str:
    """One line: what a person wants to know first."""
    parts = [f"{state.service} is {state.status}"]
    if state.status in ("exited", "dead", "restarting"):
        parts.append(f"with exit code {state.exit_text}")
    elif state.oom_killed:
        parts.append("OOM-killed")
    if state.health and state.running:
        parts.append(f"({state.health})")
    if state.health_output:
        parts.append(f"its health check failed with {state.health_output}")
    if state.error:
        parts.append(f"because: {state.error}")
    return " ".join(parts)


def _by_service(container: Container) -> str:
    return container.state.service
