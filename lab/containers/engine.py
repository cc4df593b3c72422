"""The connection to the Docker Engine: whether one answers, what it is, and how every call to it is made.

All calls go through python-on-whales and its command line, with a time limit. Which calls are made, and what their
answers mean, is for the other modules of this room. python-on-whales is imported on connecting and not before, since
that takes as long as ten calls.
"""

from __future__ import annotations

import json
import re
import shutil
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from lab.containers.labels import checked_project
from lab.containers.process_guard import KILLED, TOOK_TOO_LONG, Tools, installed, lead
from lab.errors import EngineUnavailable, LabError
from lab.settings import Settings

if TYPE_CHECKING:
    from python_on_whales import DockerClient

T = TypeVar("T")

READING_SECONDS = 10.0
_CONNECT_SECONDS = 5.0
_REMEDY = "run `make engine`, or start Docker; `docker version` must show a server"
MEMORY_SHARE = 0.8  # of the engine's memory, for all labs that run at once


@dataclass(frozen=True, slots=True)
class EngineFacts:
    """What the engine says of itself. `cgroup` is its version; `compose` and `buildx` are empty when not installed."""

    version: str
    compose: str
    buildx: str
    memory_bytes: int
    cpus: int
    name: str
    operating_system: str
    cgroup: str
    rootless: bool
    docker_desktop: bool
    root_dir: str


class CommandFailed(LabError):
    """A docker command that failed, with what it said. Raised to callers in this room, who say what it means."""

    def __init__(self, what: str, *, code: int = 0, stdout: str = "", stderr: str = "", too_long: float = 0.0) -> None:
        said = stderr.strip().splitlines()
        why = f"took longer than {too_long:g} s" if too_long else (said[-1] if said else f"exit code {code}")
        super().__init__(f"{what}: {why}", remedy="look at the engine with `docker ps --all`", evidence=stderr.strip())
        self.code = code
        self.stdout = stdout
        self.stderr = stderr
        self.too_long = too_long


class Engine:
    def __init__(self, settings: Settings, tools: Tools) -> None:
        self.state = settings.state
        self._tools = tools
        self._facts: EngineFacts | None = None

    def lock(self, project: str) -> Path:
        return self.state / "locks" / f"{checked_project(project)}.lock"

    def client(
        self, seconds: float = READING_SECONDS, *, lock: Path | None = None, ending: str = "", **config: Any
    ) -> DockerClient:
        """A client whose every command is ended after `seconds`; the container `ending` ends with it."""
        from python_on_whales import DockerClient

        leash = lead(self._tools, seconds=seconds, lock=lock, ending=ending)
        return DockerClient(client_call=[*leash, "docker"], **config)

    def attempt(self, what: str, seconds: float, call: Callable[[], T]) -> T:
        """Makes a call of `client(seconds)` and turns its failure into `CommandFailed`."""
        from python_on_whales.exceptions import DockerException

        try:
            return call() if self._tools.timeout else _watched(what, seconds, call)
        except DockerException as failed:
            too_long = seconds if failed.return_code in (TOOK_TOO_LONG, KILLED) else 0.0
            raise CommandFailed(
                what,
                code=failed.return_code,
                stdout=failed.stdout or "",
                stderr=failed.stderr or "",
                too_long=too_long,
            ) from None

    def ask(self, *words: str, seconds: float = READING_SECONDS) -> tuple[str, str]:
        """One docker command as it is, for what python-on-whales needs several for: stdout and stderr."""
        from python_on_whales.utils import run

        command = [*self.client(seconds).docker_cmd, *words]
        return self.attempt(f"docker {' '.join(words[:2])}", seconds, lambda: run(command, return_stderr=True))

    def inspect(self, ids: Iterable[str]) -> tuple[Mapping[str, Any], ...]:
        """The containers among `ids` that exist, in one call. (python-on-whales makes one for each.)"""
        wanted = tuple(ids)
        if not wanted:
            return ()
        try:
            out, _ = self.ask("container", "inspect", *wanted)
        except CommandFailed as failed:
            if failed.too_long or "no such container" not in failed.stderr.lower():
                raise
            out = failed.stdout  # those that exist are there all the same
        return tuple(json.loads(out))

    def facts(self) -> EngineFacts:
        """CompareOptions once, on first need (0.1 s)."""
        if self._facts is None:
            out, _ = self.ask("info", "--format", "{{json .}}")
            self._facts = facts_of(json.loads(out))
        return self._facts


def _watched(what: str, seconds: float, call: Callable[[], T]) -> T:
    """The watchdog where there is no `timeout`: gives up waiting, and leaves the child to end by itself."""
    done: list[T] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            done.append(call())
        except BaseException as error:  # noqa: BLE001 - handed to the waiting thread, whatever it is
            failed.append(error)

    # A daemon thread: a child that never ends must not keep the program from ending.
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(seconds)
    if failed:
        raise failed[0]
    if not done:
        raise CommandFailed(what, code=TOOK_TOO_LONG, too_long=seconds)
    return done[0]


def facts_of(info: Mapping[str, Any]) -> EngineFacts:
    listed = (info.get("ClientInfo") or {}).get("Plugins") or ()
    plugins = {plugin["Name"]: plugin.get("Version", "") for plugin in listed}
    return EngineFacts(
        version=info.get("ServerVersion", ""),
        compose=plugins.get("compose", "").removeprefix("v"),
        buildx=plugins.get("buildx", "").removeprefix("v"),
        memory_bytes=info.get("MemTotal", 0),
        cpus=info.get("NCPU", 0),
        name=info.get("Name", ""),
        operating_system=info.get("OperatingSystem", ""),
        cgroup=info.get("CgroupVersion", ""),
        rootless=any("name=rootless" in option for option in info.get("SecurityOptions") or ()),
        docker_desktop="Docker Desktop" in info.get("OperatingSystem", ""),
        root_dir=info.get("DockerRootDir", ""),
    )


def connect(settings: Settings) -> Engine:
    """Raises `EngineUnavailable` when no engine answers within 5 s."""
    if not shutil.which("docker"):
        raise EngineUnavailable("there is no `docker` command on the PATH", remedy=_REMEDY)
    engine = Engine(settings, installed())
    try:
        engine.ask("version", "--format", "{{.Server.Version}}", seconds=_CONNECT_SECONDS)
    except CommandFailed as failed:
        raise unavailable(failed) from None
    return engine


def unavailable(failed: CommandFailed) -> EngineUnavailable:
    tried = "tried `docker version`"
    if failed.too_long:
        said = f"the Docker Engine does not answer: {tried} for {failed.too_long:g} s"
        return EngineUnavailable(said, remedy="restart Docker; it is there, but hangs", evidence=failed.evidence)
    if "permission denied" in failed.stderr:
        said = f"the Docker Engine may not be used by this user: {tried}"
        remedy = "add the user to the group `docker` and log in again, or use a rootless engine"
        return EngineUnavailable(said, remedy=remedy, evidence=failed.evidence)
    address = re.search(r"\b\w+://[^\s\"]+?(?=[.:]?\s|$)", failed.stderr)
    where = f" at {address.group()}" if address else ""
    return EngineUnavailable(f"no Docker Engine answers{where}: {tried}", remedy=_REMEDY, evidence=failed.evidence)
