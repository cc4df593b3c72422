"""What a docker command or question failed with: no engine is there, or anything else; and what a user can do."""

from __future__ import annotations

import re

from lab.errors import EngineUnavailable, ExitCode, LabError

REMEDY = "run `make engine`, or start Docker; `docker version` must show a server"
# The request never reached the engine, so that it may be made again whatever it is.
NOT_REACHED = re.compile(
    r"cannot connect to the docker daemon|is the docker daemon running|failed to connect to the docker api"
    r"|failed to open the raw stream connection|kex_exchange_identification|ssh: connect to host",
    re.IGNORECASE,
)
# The connection broke: the engine may have done what was asked, or not.
_BROKEN = re.compile(r"error during connect|unexpected EOF\s*$|connection reset by peer|broken pipe\s*$", re.IGNORECASE)
# As docker says that the ssh command which it runs has ended.
_BY_SSH = re.compile(
    r"command \[ssh (?:-o \S+ )?(?:-T )?(?P<words>.*?) docker system dial-stdio\].*stderr=(?P<said>.*)", re.DOTALL
)


class CommandFailed(LabError):
    """A docker command or question that failed, with what it wrote. The callers in this package say what it means."""

    exit_code = ExitCode.CANNOT_START  # the engine's failure, never a bug of ours

    def __init__(self, what: str, *, code: int = 0, stdout: str = "", stderr: str = "", too_long: float = 0.0) -> None:
        lines = stderr.strip().splitlines()
        why = f"took longer than {too_long:g} s" if too_long else (lines[-1] if lines else f"exit code {code}")
        super().__init__(f"{what}: {why}", remedy="look at the engine with `docker ps --all`", evidence=stderr.strip())
        self.code = code
        self.stdout = stdout
        self.stderr = stderr
        self.too_long = too_long


def failure(
    what: str, *, code: int = 0, stdout: str = "", stderr: str = "", too_long: float = 0.0
) -> CommandFailed | EngineUnavailable:
    """What a docker command failed with: no engine is there, or anything else."""
    failed = CommandFailed(what, code=code, stdout=stdout, stderr=stderr, too_long=too_long)
    gone = NOT_REACHED.search(stderr) or _BROKEN.search(stderr)
    return unavailable(failed, what) if gone and not too_long else failed


def unavailable(failed: CommandFailed, what: str) -> EngineUnavailable:
    tried = f"tried `{what}`"
    if failed.too_long:
        message = f"the Docker Engine does not answer: {tried} for {failed.too_long:g} s"
        return EngineUnavailable(message, remedy="restart Docker; it is there, but hangs", evidence=failed.evidence)
    if "permission denied" in failed.stderr:
        message = f"the Docker Engine may not be used by this user: {tried}"
        remedy = "add the user to the group `docker` and log in again, or use a rootless engine"
        return EngineUnavailable(message, remedy=remedy, evidence=failed.evidence)
    if by_ssh := _BY_SSH.search(failed.stderr):
        said = by_ssh["said"].strip().splitlines()[-1:] or ["it ended"]
        words = by_ssh["words"].replace("-- ", "")
        remedy = f"see whether this works without a question: ssh {words} docker version"
        message = f"no Docker Engine answers on {words.split()[-1]}: {tried}, and ssh says: {said[0]}"
        return EngineUnavailable(message, remedy=remedy, evidence=failed.evidence)
    address = re.search(r"\b\w+://[^\s\"]+?(?=[.:]?\s|$)", failed.stderr)
    where = f" at {address.group()}" if address else ""
    return EngineUnavailable(f"no Docker Engine answers{where}: {tried}", remedy=REMEDY, evidence=failed.evidence)
