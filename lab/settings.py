"""The environment as one frozen value. Nothing else in lab reads environment variables."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lab.errors import UsageError

_CA_BUNDLES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")
_PASSED_TO_BUILDS = (
    "GOPROXY",
    "PIP_INDEX_URL",
    "PIP_EXTRA_INDEX_URL",
    "PIP_TRUSTED_HOST",
    "PIP_DEFAULT_TIMEOUT",
    "PIP_RETRIES",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
)


@dataclass(frozen=True, slots=True)
class Settings:
    """`project`: the folder of the user's own stacks/, scenarios/ and sample_apps/; `bundled`: that of those lab ships.

    `state`: rendered trees and locks of running labs. `runs`: run records and reports. `mirror`: prefix of official
    references when pulling (LAB_REGISTRY_MIRROR). `ca_bundle` and `build_env`: passed to image builds, which otherwise
    know neither the host's certificate authorities nor its proxies and package indexes. `allowed_host_access`:
    components of the project that may reach the host (LAB_ALLOW_HOST_ACCESS, names with commas between).
    """

    project: Path
    bundled: Path
    state: Path
    runs: Path
    mirror: str = ""
    ca_bundle: Path | None = None
    build_env: Mapping[str, str] = field(default_factory=dict)
    step_summary: Path | None = None
    github_actions: bool = False
    python: str = sys.version.split()[0]
    allowed_host_access: frozenset[str] = frozenset()
    since: str = ""  # the revision that a change starts from (LAB_SINCE)

    def roots(self) -> tuple[Path, ...]:
        """The folders to search for components and scenarios, the user's project first."""
        return (self.project,) if self.project == self.bundled else (self.project, self.bundled)


def environment_variable(name: str) -> str | None:
    """A variable that the user has named, as in `--bearer-token env:TOKEN`."""
    return os.environ.get(name)


def bundled_root() -> Path:
    """The folder with lab's stacks/, scenarios/ and sample_apps/: the checkout, or inside the installed package."""
    package = Path(__file__).resolve().parent
    return package / "bundled" if (package / "bundled").is_dir() else package.parent


def from_environment() -> Settings:
    env = os.environ
    project = _current_folder()
    bundle = next(
        (Path(path) for path in (env.get("SSL_CERT_FILE", ""), *_CA_BUNDLES) if path and Path(path).is_file()), None
    )
    summary = env.get("GITHUB_STEP_SUMMARY")
    return Settings(
        project=project,
        bundled=bundled_root(),
        state=Path(env.get("LAB_STATE") or _state_home(env) / "lab"),
        runs=Path(env.get("LAB_RUNS") or project / "lab-runs"),
        mirror=re.sub(r"^https?://", "", env.get("LAB_REGISTRY_MIRROR", "")).rstrip("/"),
        ca_bundle=bundle,
        build_env={name: env[name] for name in _PASSED_TO_BUILDS if env.get(name)},
        step_summary=Path(summary) if summary else None,
        github_actions=env.get("GITHUB_ACTIONS") == "true",
        allowed_host_access=frozenset(filter(None, env.get("LAB_ALLOW_HOST_ACCESS", "").replace(",", " ").split())),
        since=env.get("LAB_SINCE", ""),
    )


def names_an_engine() -> bool:
    """Whether the environment or Docker's configuration may name another engine than that behind the usual socket."""
    env = os.environ
    if env.get("DOCKER_HOST") or env.get("DOCKER_CONTEXT"):
        return True
    try:
        folder = Path(env.get("DOCKER_CONFIG") or Path.home() / ".docker")
        return '"currentContext"' in (folder / "config.json").read_text(encoding="utf-8")
    except (OSError, RuntimeError, ValueError):
        return False


def search_path() -> str:
    """Where programs are looked for."""
    return os.environ.get("PATH", os.defpath)


def _current_folder() -> Path:
    """Raises UsageError when it was deleted."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise UsageError("the current folder no longer exists", remedy="change to a folder that does") from None


def _state_home(env: Mapping[str, str]) -> Path:
    """Where programs keep their state; a folder of the user's own below the temporary one for a user without a home,
    as in many CI containers."""
    if env.get("XDG_STATE_HOME"):
        return Path(env["XDG_STATE_HOME"])
    try:
        return Path.home() / ".local" / "state"
    except RuntimeError:
        folder = Path(tempfile.gettempdir()) / f"lab-state-{os.getuid()}"
        if folder.is_symlink() or (folder.exists() and folder.stat().st_uid != os.getuid()):
            raise UsageError(f"{folder} belongs to another user", remedy="set LAB_STATE to a folder of yours") from None
        return folder
