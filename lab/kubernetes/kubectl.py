"""How the user's kubectl is called: with one context of the user's own configuration, bounded in time, and so that it
ends with us."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from lab.containers.process_guard import KILLED, TOOK_TOO_LONG, GuardTools, guard_command, installed_tools
from lab.errors import CannotStart, LabError

ANSWER_S = 30.0


class KubectlFailed(LabError):
    """What kubectl was asked for was not done; `evidence` is what it wrote."""


@dataclass(frozen=True, slots=True)
class Kubectl:
    """Of one context. `tools` stand before each call, as before docker."""

    path: str
    context: str
    tools: GuardTools

    def run(self, *arguments: str, stdin: str = "", seconds: float = ANSWER_S) -> str:
        """What it printed. Raises KubectlFailed."""
        command = [*guard_command(self.tools, seconds=seconds), *self._command(arguments)]
        what = f"kubectl {' '.join([word for word in arguments if not word.startswith('-')][:2])}"
        limit = None if self.tools.timeout else seconds
        try:
            done = subprocess.run(
                command, input=stdin, capture_output=True, text=True, errors="replace", check=False, timeout=limit
            )
        except subprocess.TimeoutExpired:
            raise KubectlFailed(f"{what} took longer than {seconds:g} s", remedy=self._remedy) from None
        if done.returncode in (TOOK_TOO_LONG, KILLED):
            raise KubectlFailed(f"{what} took longer than {seconds:g} s", remedy=self._remedy, evidence=done.stderr)
        if done.returncode:
            lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
            why = lines[-1].removeprefix("error: ").removeprefix("Error from server ")
            raise KubectlFailed(f"{what}: {why}", remedy=self._remedy, evidence=done.stderr.strip())
        return done.stdout

    def lasting(self, *arguments: str) -> Sequence[str]:
        """The command of a call that goes on as long as the thread that makes it."""
        return [*guard_command(self.tools, seconds=None), *self._command(arguments)]

    def _command(self, arguments: Sequence[str]) -> list[str]:
        return [self.path, f"--context={self.context}", *arguments]

    @property
    def _remedy(self) -> str:
        return f"try it by hand: kubectl --context {self.context} get namespaces"


def installed(context: str) -> Kubectl:
    """Raises CannotStart when there is no kubectl."""
    path = shutil.which("kubectl")
    if path is None:
        remedy = "install kubectl of the cluster's version; lab uses yours, with your configuration (KUBECONFIG)"
        raise CannotStart("there is no `kubectl` command on the PATH", remedy=remedy)
    return Kubectl(path, context, installed_tools())
