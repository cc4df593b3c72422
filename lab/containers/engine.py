"""The connection to the Docker Engine: whether one answers, what it is, and how every call to it is made.

What is asked goes over one open connection (`engine_api`); what is done goes through python-on-whales and the docker
command, with a time limit. Which calls are made, and what their answers mean, is for the other modules of this package.
python-on-whales is imported on first need, since that takes as long as ten calls.
"""

from __future__ import annotations

import copy
import json
import shutil
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from lab.background import Background
from lab.containers.engine_api import ApiAnswer, EngineApi, NoAnswer
from lab.containers.engine_errors import NOT_REACHED, REMEDY, CommandFailed, failure, unavailable
from lab.containers.labels import checked_project
from lab.containers.process_guard import KILLED, TOOK_TOO_LONG, GuardTools, guard_command, installed_tools, pause
from lab.containers.remote.relays import Relays
from lab.containers.remote.shared_ssh import SharedSsh
from lab.engine_address import INSPECT_CONTEXT, EngineAddress, engine_address
from lab.engine_facts import EngineFacts, clock_ahead, engine_facts
from lab.errors import EngineUnavailable
from lab.settings import Settings, names_an_engine, search_path

if TYPE_CHECKING:
    from python_on_whales import DockerClient

T = TypeVar("T")

ANSWER_S = 10.0  # what a question may take before it is asked again
RETURN_S = 30.0  # how long an engine that has gone away is given to come back
_RETRY_S = 0.5
_PATIENCE_S = 60.0  # how long questions are asked again where no run sets a deadline
_CONNECT_S = 20.0


@dataclass(frozen=True, slots=True)
class SlowAnswer:
    """The engine needed `seconds` for an answer, or has not answered for so long. `gone`: nothing listens there."""

    question: str
    seconds: float
    answered: bool
    gone: bool = False


class Engine:
    def __init__(self, settings: Settings, tools: GuardTools) -> None:
        self.state = settings.state
        self._tools = tools
        self.relays = Relays()
        self._facts: EngineFacts | None = None
        self._address: EngineAddress | None = None
        self._environment: tuple[str, ...] = ()
        self._api = EngineApi(lambda: [*self.client(None).docker_cmd, "system", "dial-stdio"])
        self._on_slow_answer: Callable[[SlowAnswer], None] = lambda slow: None
        self._give_up_at: float | None = None
        self._was_there = False  # one that has never answered is not waited for

    def for_run(self, on_slow_answer: Callable[[SlowAnswer], None], give_up_at: float) -> Engine:
        """This engine, asked again and again until `give_up_at` (time.monotonic), which reports its slow answers."""
        engine = copy.copy(self)
        engine._on_slow_answer, engine._give_up_at = on_slow_answer, give_up_at
        return engine

    def give_up_at(self, at: float) -> None:
        """Sets the deadline of `for_run` anew (time.monotonic), for what is asked from now on."""
        self._give_up_at = at

    def lock(self, project: str) -> Path:
        return self.state / "locks" / f"{checked_project(project)}.lock"

    def client(
        self, seconds: float | None = ANSWER_S, *, lock: Path | None = None, container: str = "", **config: Any
    ) -> DockerClient:
        """A client whose every command is ended after `seconds`; `container` is then stopped."""
        from python_on_whales import DockerClient

        guard = guard_command(self._tools, seconds=seconds, lock=lock, container=container)
        return DockerClient(client_call=[*self._environment, *guard, "docker"], **config)

    def share_ssh(self) -> None:
        """From now on, docker commands share one SSH connection."""
        if self.address.by_ssh and not self._environment:
            shared = SharedSsh(self.address.host, self._tools)
            self._environment = ("env", f"PATH={shared.folder}:{search_path()}")

    def attempt(self, what: str, seconds: float, call: Callable[[], T], *, repeatable: bool = False) -> T:
        """Makes a call of `client(seconds)`. Raises CommandFailed, and EngineUnavailable when no engine is there.

        A call that did not reach the engine is made again for a while, and a `repeatable` one also when the connection
        broke.
        """
        began = time.monotonic()
        while True:
            try:
                result = self._attempt(what, seconds, call)
            except EngineUnavailable as gone:
                safe = repeatable or NOT_REACHED.search(gone.evidence)
                if not safe or not self._may_return(what, gone.evidence, began):
                    raise
                continue
            self._was_there = True
            return result

    def _attempt(self, what: str, seconds: float, call: Callable[[], T]) -> T:
        from python_on_whales.exceptions import DockerException

        try:
            return call() if self._tools.timeout else _with_time_limit(what, seconds, call)
        except DockerException as failed:
            too_long = seconds if failed.return_code in (TOOK_TOO_LONG, KILLED) else 0.0
            raise failure(
                what,
                code=failed.return_code,
                stdout=failed.stdout or "",
                stderr=failed.stderr or "",
                too_long=too_long,
            ) from None

    def _may_return(self, what: str, stderr: str, began: float) -> bool:
        """Whether an engine that has gone may still come back, after a pause. It went away after `began`."""
        waited = time.monotonic() - began
        if not self._was_there or "permission denied" in stderr or waited >= RETURN_S:
            return False
        if waited < _RETRY_S:
            self._on_slow_answer(SlowAnswer(what, waited, answered=False, gone=True))
        pause(_RETRY_S)
        return True

    def run(self, *arguments: str, seconds: float = ANSWER_S) -> tuple[str, str]:
        """One docker command as it is: stdout and stderr."""
        from python_on_whales.utils import run

        command = [*self.client(seconds).docker_cmd, *arguments]
        words = [word for word in arguments[:2] if not word.startswith("-")]
        return self.attempt(f"docker {' '.join(words)}", seconds, lambda: run(command, return_stderr=True))

    def get(self, what: str, paths: Sequence[str]) -> list[ApiAnswer]:
        """The engine's answers to GET requests, which it may give late: on a busy machine a late answer is no failure.

        A question that was not answered in time is asked again with twice the time, until the run's deadline; one that
        found no engine is asked again for `RETURN_S`. Raises EngineUnavailable when there is no answer by then.
        """
        began = time.monotonic()
        give_up_at = self._give_up_at or began + _PATIENCE_S
        seconds = ANSWER_S
        gone_since: float | None = None
        while True:
            try:
                answers = self._api.get(paths, seconds)
            except NoAnswer as failed:
                gone_since = gone_since or time.monotonic()
                if not self._may_return(what, failed.stderr, gone_since):
                    raise _no_answer(what, failed, time.monotonic() - gone_since) from None
                continue
            except TimeoutError:
                waited = time.monotonic() - began
                if time.monotonic() >= give_up_at:
                    raise EngineUnavailable(
                        f"the Docker Engine has not answered for {waited:.0f} s: {what}",
                        remedy="restart Docker if it hangs; run fewer labs at once if the machine is overloaded",
                    ) from None
                self._on_slow_answer(SlowAnswer(what, waited, answered=False))
                seconds = min(2 * seconds, max(ANSWER_S, give_up_at - time.monotonic()))
                continue
            self._was_there = True
            waited = time.monotonic() - began
            if waited > ANSWER_S:
                self._on_slow_answer(SlowAnswer(what, waited, answered=True))
            return answers

    def get_json(self, what: str, paths: Sequence[str]) -> list[Any]:
        """The bodies of the answers; None for what does not exist. Raises CommandFailed for any other failure."""
        return [_body(what, answer) for answer in self.get(what, paths)]

    def inspect(self, ids: Iterable[str]) -> tuple[Mapping[str, Any], ...]:
        """The containers among `ids` that exist."""
        bodies = self.get_json("inspecting containers", [f"/containers/{quote(id, safe='')}/json" for id in ids])
        return tuple(body for body in bodies if body is not None)

    @property
    def address(self) -> EngineAddress:
        """Found once, on first need. Where something names an engine, docker is asked which (0.04 s)."""
        if self._address is None:
            self._address = engine_address(self._inspected_context() if names_an_engine() else "")
        return self._address

    def _inspected_context(self) -> str:
        """Not by `attempt`: an answer says nothing of whether the engine is there."""
        from python_on_whales.utils import run

        command = [*self.client(ANSWER_S).docker_cmd, *INSPECT_CONTEXT]
        return str(self._attempt("docker context inspect", ANSWER_S, lambda: run(command)))

    def facts(self) -> EngineFacts:
        """Asked once, on first need (0.1 s)."""
        if self._facts is None:
            asked = time.time()
            out, _ = self.run("info", "--format", "{{json .}}", seconds=_CONNECT_S)
            info = json.loads(out)
            self._facts = replace(engine_facts(info), clock_ahead_s=clock_ahead(info, asked, time.time()))
        return self._facts


def _body(what: str, answer: ApiAnswer) -> Any:
    if answer.status == 404:
        return None
    try:
        body = json.loads(answer.body or b"null")
    except ValueError:  # a proxy in front of the engine answers in its own words
        text = answer.body[:200].decode(errors="replace").strip()
        raise CommandFailed(what, stderr=f"the engine answered with status {answer.status}: {text}") from None
    if answer.status != 200:
        message = body.get("message", "") if isinstance(body, dict) else ""
        raise CommandFailed(what, stderr=message or f"the engine answered with status {answer.status}")
    return body


def _with_time_limit(what: str, seconds: float, call: Callable[[], T]) -> T:
    """Where there is no `timeout`: gives up waiting, and leaves the child to end by itself."""
    running = Background(call, "docker")
    if not running.wait(seconds):
        raise CommandFailed(what, code=TOOK_TOO_LONG, too_long=seconds)
    return running.result()


def _no_answer(what: str, failed: NoAnswer, waited: float) -> EngineUnavailable:
    """The error for an engine that did not come back."""
    error = unavailable(CommandFailed(what, code=failed.code, stderr=failed.stderr), what)
    if waited < _RETRY_S:
        return error
    message = f"{error.message}; it has been away for {waited:.0f} s"
    return EngineUnavailable(message, remedy=error.remedy, evidence=error.evidence)


def connect(settings: Settings) -> Engine:
    """Raises `EngineUnavailable` when no engine answers within 20 s."""
    if not shutil.which("docker"):
        raise EngineUnavailable("there is no `docker` command on the PATH", remedy=REMEDY)
    engine = Engine(settings, installed_tools())
    try:
        engine.share_ssh()
        engine.run("version", "--format", "{{.Server.Version}}", seconds=_CONNECT_S)
    except CommandFailed as failed:
        raise unavailable(failed, "docker version") from None
    return engine
