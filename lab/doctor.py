"""Says whether this host can run labs: one row for each thing that matters, with what to do about it. Everything here
is a function of facts; they are gathered by `lab.images.host_facts`, and leftovers by `lab.containers`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from lab.engine_facts import EngineFacts
from lab.images.host_facts import HostFacts
from lab.images.listing import ImageState

State: TypeAlias = Literal["ok", "warn", "fail"]
_GIB = 1024**3


@dataclass(frozen=True, slots=True)
class Row:
    """`remedy` is empty when nothing needs actions."""

    name: str
    state: State
    detail: str
    remedy: str = ""


def diagnose(facts: HostFacts, labs: int) -> tuple[Row, ...]:
    """`labs`: how many labs were found on the engine, running or left over."""
    return tuple(_rows(facts, labs))


def can_start(rows: tuple[Row, ...]) -> bool:
    return all(row.state != "fail" for row in rows)


def _rows(facts: HostFacts, labs: int) -> Iterator[Row]:
    engine = facts.engine
    if engine is None:
        why = facts.engine_error.strip() or "none answers"
        yield Row("engine", "fail", why, "install Docker Engine 25 or newer and start it")
    else:
        yield _engine(engine)
    yield _compose(facts.compose)
    yield _buildx(facts.buildx)
    if engine is not None:
        yield _memory(engine, facts.free_memory)
        yield _disk(engine, facts.free_disk)
        yield _cgroup(engine)
    if facts.registries:
        yield _registry(facts)
    if engine is not None:
        yield _leftovers(labs)
        yield _images(facts.images)


def _engine(engine: EngineFacts) -> Row:
    detail = f"Docker Engine {engine.version}, {engine.cpus} CPUs"
    if _version(engine.version) < (25,):
        return Row(
            "engine", "warn", f"{detail}: older than 25, so containers are seen ready later", "update the engine to 25"
        )
    return Row("engine", "ok", detail)


def _compose(version: str) -> Row:
    remedy = "install the Compose plug-in, 2.24 or newer"
    if not version:
        return Row("compose", "fail", "'docker compose' is not installed", remedy)
    if not _version(version):
        return Row("compose", "warn", f"{version} is no version we can read; 2.24 or newer is needed", remedy)
    return (
        Row("compose", "ok", version)
        if _version(version) >= (2, 24)
        else Row("compose", "fail", f"{version} is too old", remedy)
    )


def _buildx(said: str) -> Row:
    if not said:
        lost = "'docker buildx' is not installed: what cannot be pulled cannot be built"
        return Row("buildx", "fail", lost, "install the buildx plug-in")
    words = said.split()
    return Row("buildx", "ok", words[1] if len(words) > 1 else said)


def _memory(engine: EngineFacts, free: int | None) -> Row:
    share = "" if free is None else f"{_gib(free)} free of "
    detail = f"{share}{_gib(engine.memory_bytes)}"
    usable = engine.memory_bytes if free is None else free
    return Row("memory", *_room(usable, 0.5, 2.0, detail, "stop other programs, or give the engine more memory"))


def _disk(engine: EngineFacts, free: int | None) -> Row:
    if free is None:
        return Row("disk", "ok", f"{engine.root_dir} cannot be seen from here")
    detail = f"{_gib(free)} free for {engine.root_dir}"
    return Row("disk", *_room(free, 1.0, 8.0, detail, "make room: 'lab images prune', 'docker system df'"))


def _room(free: int, least: float, enough: float, detail: str, remedy: str) -> tuple[State, str, str]:
    if free < least * _GIB:
        return "fail", f"{detail}; a lab needs {least:g} GiB", remedy
    return (
        ("warn", f"{detail}; below {enough:g} GiB builds may fail", remedy)
        if free < enough * _GIB
        else ("ok", detail, "")
    )


def _cgroup(engine: EngineFacts) -> Row:
    detail = f"v{engine.cgroup}, {engine.cgroup_driver}"
    if engine.limits_memory:
        return Row("cgroup", "ok", detail)
    lost = f"{detail}: memory limits have no effect, so a runaway service can take everything"
    return Row("cgroup", "warn", lost, "enable the memory controller (cgroup_enable=memory) for the kernel")


def _registry(facts: HostFacts) -> Row:
    lost = [one for one in facts.registries if not one.reachable]
    names = ", ".join(one.host for one in facts.registries)
    if not lost:
        return Row("registry", "ok", f"{names} can be reached")
    if facts.engine is not None and facts.engine.own_route:
        return Row("registry", "ok", "the engine pulls through a proxy or mirror of its own; only a pull can tell")
    why = "; ".join(f"{one.host}: {one.why}" for one in lost)
    nothing = [one.component for one in facts.images if one.state == "missing" and not one.has_recipe]
    means = f"cannot be had: {', '.join(nothing)}" if nothing else "missing images are built by their recipes"
    remedy = "set LAB_REGISTRY_MIRROR to a registry that can be reached, or bring images with 'lab images load'"
    return Row("registry", "warn", f"{why}; {means}", remedy)


def _leftovers(labs: int) -> Row:
    if labs == 0:
        return Row("labs", "ok", "none running, none left over")
    count = f"{labs} lab{'s' if labs > 1 else ''} on this engine"
    return Row(
        "labs",
        "warn",
        f"{count}, running or left over",
        "look with 'lab ps'; end what you no longer need with 'lab down'",
    )


def _images(images: tuple[ImageState, ...]) -> Row:
    usable = [one for one in images if one.used]
    detail = f"{len(usable)} of {len(images)} here, {_gib(sum(one.size for one in usable))}"
    changed = [one.component for one in images if one.state == "built, recipe changed"]
    missing = [one.component for one in images if one.state == "missing"]
    parts = [detail, *([f"recipe changed: {', '.join(changed)}"] if changed else [])]
    parts += [f"missing: {', '.join(missing)}"] if missing else []
    if len(parts) == 1:
        return Row("images", "ok", detail)
    return Row("images", "warn", "; ".join(parts), "the first run gets them; 'lab images build' does so now")


def _version(said: str) -> tuple[int, ...]:
    found = re.match(r"v?(\d+(?:\.\d+)*)", said)
    return tuple(int(part) for part in found[1].split(".")) if found else ()


def _gib(size: int) -> str:
    return f"{size / _GIB:.1f} GiB"
