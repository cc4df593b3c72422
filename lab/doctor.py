"""Whether this host can run labs: a row for each requirement, with a fix where it is not met.

A pure function of facts that `lab.images.host_facts` and `lab.containers` collect.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from lab.engine_address import OLDEST_REMOTE_COMPOSE, OLDEST_REMOTE_ENGINE, EngineAddress
from lab.engine_facts import EngineFacts
from lab.errors import Problem
from lab.images.host_facts import HostFacts
from lab.images.listing import ImageState
from lab.images.references import HUB, mirror_host
from lab.language.counting import count

State: TypeAlias = Literal["ok", "warn", "fail"]
_GIB = 1024**3
_SLOW_CONNECTION_S = 0.5


@dataclass(frozen=True, slots=True)
class Row:
    """`remedy` is empty when nothing needs to be done."""

    name: str
    state: State
    detail: str
    remedy: str = ""


def diagnose(facts: HostFacts, labs: int, lacking: tuple[Problem, ...] = ()) -> tuple[Row, ...]:
    """`labs`: how many are on the engine, running or left over. `lacking`: what configurations of scenarios use that
    the images built here do not have."""
    return tuple(_rows(facts, labs, lacking))


def can_start(rows: tuple[Row, ...]) -> bool:
    return all(row.state != "fail" for row in rows)


def _rows(facts: HostFacts, labs: int, lacking: tuple[Problem, ...]) -> Iterator[Row]:
    engine = facts.engine
    if engine is None:
        yield Row(
            "engine",
            "fail",
            facts.engine_error.strip() or "no Docker Engine answers",
            "install Docker Engine 25 or newer and start it",
        )
    else:
        yield _engine(engine, facts.address)
        if facts.address.remote:
            yield _connection(facts.address, facts.answer_s)
    yield _compose(facts.compose, remote=facts.address.remote)
    yield _buildx(facts.buildx)
    if engine is not None:
        yield _memory(engine, facts.free_memory)
        yield _disk(engine, facts.free_disk)
        yield _cgroup(engine)
        if engine.clock_ahead_s:
            yield _clock(engine)
    if facts.registries:
        yield _registry(facts)
    if engine is not None:
        yield _leftovers(labs)
        yield _images(facts.images)
        yield _digests(facts.images)
        if lacking:
            yield _lacking(lacking)


def _engine(engine: EngineFacts, address: EngineAddress) -> Row:
    detail = f"Docker Engine {engine.version}, {engine.cpus} CPUs"
    if address.remote:
        detail += f", on another machine: {engine.name}"
    if address.remote and _version(engine.version) < OLDEST_REMOTE_ENGINE:
        return Row("engine", "fail", f"{detail}: older than 26", "update to Docker Engine 26 or newer on that machine")
    if _version(engine.version) < (25,):
        return Row(
            "engine",
            "warn",
            f"{detail}: older than 25; readiness is detected later",
            "update to Docker Engine 25 or newer",
        )
    return Row("engine", "ok", detail)


def _connection(address: EngineAddress, answer_s: float) -> Row:
    detail = f"{address.for_display}; a docker command takes {answer_s:.1f} s"
    if address.by_ssh and answer_s > _SLOW_CONNECTION_S:
        return Row(
            "connection",
            "warn",
            f"{detail}, and lab makes one or two each second",
            "see what takes long: time ssh HOST true; a login shell there that starts slowly is a usual cause",
        )
    if address.host.startswith(("tcp:", "http:")) and not address.tls:
        remedy = "use SSH or TLS, unless the network is nobody else's: whoever reaches that port is root there"
        return Row("connection", "warn", f"{detail}; it is not encrypted and asks for no login", remedy)
    return Row("connection", "ok", detail)


def _compose(version: str, *, remote: bool) -> Row:
    oldest = OLDEST_REMOTE_COMPOSE if remote else (2, 24)
    remedy = f"install the Compose plugin, {oldest[0]}.{oldest[1]} or newer"
    if not version:
        return Row("compose", "fail", "'docker compose' is not installed", remedy)
    if not _version(version):
        return Row(
            "compose",
            "warn",
            f"cannot parse the version {version!r}; {oldest[0]}.{oldest[1]} or newer is needed",
            remedy,
        )
    return (
        Row("compose", "ok", version)
        if _version(version) >= oldest
        else Row("compose", "fail", f"{version} is too old", remedy)
    )


def _buildx(version: str) -> Row:
    if not version:
        detail = "'docker buildx' is not installed: images that cannot be pulled cannot be built"
        return Row("buildx", "fail", detail, "install the buildx plugin")
    parts = version.split()
    return Row("buildx", "ok", parts[1] if len(parts) > 1 else version)


def _memory(engine: EngineFacts, free: int | None) -> Row:
    available = "" if free is None else f"{_gib(free)} free of "
    detail = f"{available}{_gib(engine.memory_bytes)}"
    usable = engine.memory_bytes if free is None else free
    return Row("memory", *_space(usable, 0.5, 2.0, detail, "stop other programs, or give the engine more memory"))


def _disk(engine: EngineFacts, free: int | None) -> Row:
    if free is None:
        return Row("disk", "ok", f"{engine.root_dir} is not on this host, so its free space is unknown")
    detail = f"{_gib(free)} free for {engine.root_dir}"
    return Row("disk", *_space(free, 1.0, 8.0, detail, "free disk space: 'lab images prune', 'docker system df'"))


def _space(free: int, minimum: float, enough: float, detail: str, remedy: str) -> tuple[State, str, str]:
    """State, detail and remedy of a row. `free` in bytes, `minimum` and `enough` in GiB."""
    if free < minimum * _GIB:
        return "fail", f"{detail}; a lab needs {minimum:g} GiB", remedy
    return (
        ("warn", f"{detail}; below {enough:g} GiB builds may fail", remedy)
        if free < enough * _GIB
        else ("ok", detail, "")
    )


def _cgroup(engine: EngineFacts) -> Row:
    detail = f"v{engine.cgroup}, {engine.cgroup_driver}"
    if engine.limits_memory:
        return Row("cgroup", "ok", detail)
    problem = f"{detail}: memory limits have no effect, so one service can use up all memory"
    return Row("cgroup", "warn", problem, "enable the memory controller (cgroup_enable=memory) for the kernel")


def _clock(engine: EngineFacts) -> Row:
    ahead = engine.clock_ahead_s
    how = "ahead of" if ahead > 0 else "behind"
    problem = f"the engine's clock is {abs(ahead):.1f} s {how} this machine's; runs use the engine's"
    return Row("clock", "warn", problem, "set both by NTP: browsers and lab why show the time of this machine")


def _registry(facts: HostFacts) -> Row:
    if facts.mirror:
        mirror = mirror_host(facts.mirror)
        if mirror == HUB and not facts.mirror.startswith(("docker.io", "index.docker.io", HUB)):
            problem = (
                f"LAB_REGISTRY_MIRROR={facts.mirror}: Docker reads this as a name on Docker Hub, not as a registry"
            )
            return Row("registry", "warn", problem, "write the registry with its domain or port: registry.example:5000")
        if any(registry.host == mirror and registry.reachable for registry in facts.registries):
            return Row("registry", "ok", f"{mirror} reachable (LAB_REGISTRY_MIRROR)")
    unreachable = [registry for registry in facts.registries if not registry.reachable]
    names = ", ".join(registry.host for registry in facts.registries)
    if not unreachable:
        return Row("registry", "ok", f"{names} reachable")
    if facts.engine is not None and facts.engine.own_route:
        return Row("registry", "ok", "the engine uses its own proxy or mirror; only a pull shows whether it works")
    why = "; ".join(f"{registry.host}: {registry.why}" for registry in unreachable)
    unavailable = [image.component for image in facts.images if image.state == "missing" and not image.has_recipe]
    effect = f"not available: {', '.join(unavailable)}" if unavailable else "missing images are built by their recipes"
    if facts.mirror and len(unreachable) < len(facts.registries):
        effect = "images come from the registries behind the mirror"
    remedy = "set LAB_REGISTRY_MIRROR to a reachable registry, or load images with 'lab images load'"
    return Row("registry", "warn", f"{why}; {effect}", remedy)


def _lacking(lacking: tuple[Problem, ...]) -> Row:
    more = f", and {len(lacking) - 1} more: lab check lists them" if len(lacking) > 1 else ""
    remedy = "pull or load the official image: 'lab images pull', 'lab images load'"
    return Row("built images", "warn", f"{lacking[0]}{more}", remedy)


def _digests(images: tuple[ImageState, ...]) -> Row:
    open_ = [image.component for image in images if image.official and "@" not in image.official]
    if not open_:
        return Row("digests", "ok", "every official image is pinned to its digest")
    detail = f"not pinned to a digest, so a moved tag would be pulled: {', '.join(open_)}"
    return Row("digests", "warn", detail, "where registries can be reached, 'make pins' in a checkout writes them")


def _leftovers(labs: int) -> Row:
    if labs == 0:
        return Row("labs", "ok", "none running, none left over")
    detail = f"{count(labs, 'lab')} on this engine, running or left over"
    return Row("labs", "warn", detail, "list them with 'lab ps'; take down those you no longer need with 'lab down'")


def _images(images: tuple[ImageState, ...]) -> Row:
    usable = [image for image in images if image.used]
    detail = f"{len(usable)} of {len(images)} present, {_gib(sum(image.size for image in usable))}"
    changed = [image.component for image in images if image.state == "built, recipe changed"]
    missing = [image.component for image in images if image.state == "missing"]
    parts = [detail, *([f"recipe changed: {', '.join(changed)}"] if changed else [])]
    parts += [f"missing: {', '.join(missing)}"] if missing else []
    if len(parts) == 1:
        return Row("images", "ok", detail)
    return Row("images", "warn", "; ".join(parts), "the first run gets them; 'lab images get' gets them now")


def _version(text: str) -> tuple[int, ...]:
    match = re.match(r"v?(\d+(?:\.\d+)*)", text)
    return tuple(int(part) for part in match[1].split(".")) if match else ()


def _gib(size: int) -> str:
    return f"{size / _GIB:.1f} GiB"
