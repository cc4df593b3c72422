"""Asks Docker Compose what Compose files mean. It starts nothing and needs no engine.

The files may come from a stranger: what they include is known and in the project before Compose reads it, nothing is
fetched, and no variable of the caller's environment gets into a lab, only those of env files.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

from lab.errors import CannotStart, Place, Problem, Problems
from lab.scenario.compose_use import ComposeUse
from lab.stack.user_compose.files import ProjectFiles, project_files
from lab.stack.user_compose.project import ResolvedProject

_SECONDS = 60.0
_MAX_BYTES = 20 * 1024**2
_LOG_LINE = re.compile(r'.*?level=(?P<level>\w+) msg="(?P<text>.*)"')
_UNINTERESTING = ("`version` is obsolete",)


def resolved_project(
    use: ComposeUse, folder: Path, root: Path, display_path: Callable[[Path], str], place: Place
) -> ResolvedProject:
    """`folder`: what the names of files are relative to; `root`: that of the project. `place`: where the files are
    named. Raises `Problems`, and CannotStart where there is no Docker Compose."""
    files = project_files(use, folder, root, display_path, place)
    out, notes = _resolved(_arguments(use, files), str(files.folder), files.digest, files.documents[0].file)
    project = ResolvedProject(json.loads(out), files.documents, str(root), notes, use.without)
    known = json.loads(out).get("services") or {}
    for name in use.without:
        if name not in known:
            message = f"there is no service {name!r} to leave out; there are: {', '.join(known)}"
            raise Problems((Problem(place, message),))
    return project


def _arguments(use: ComposeUse, files: ProjectFiles) -> tuple[str, ...]:
    arguments = ["--project-name", "lab", "--project-directory", str(files.folder)]
    for file in files.named:
        arguments += ["--file", str(file)]
    for profile in use.profiles:
        arguments += ["--profile", profile]
    for file in files.env_files:
        arguments += ["--env-file", str(file)]
    return (*arguments, "config", "--format", "json")


@lru_cache(maxsize=32)
def _resolved(arguments: tuple[str, ...], folder: str, digest: str, file: str) -> tuple[str, tuple[str, ...]]:
    """The answer, and what Compose warned of. `digest` stands for the content of all files."""
    docker = shutil.which("docker")
    remedy = "install Docker with its Compose plug-in; lab doctor shows what is missing"
    if docker is None:
        raise CannotStart("Docker Compose is needed to read a Compose file, and there is no docker here", remedy=remedy)
    try:
        done = subprocess.run(
            [docker, "compose", *arguments],
            env=_environment(docker, folder),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise CannotStart(f"Docker Compose did not read {file} within {_SECONDS:g} s", remedy=remedy) from None
    if done.returncode != 0:
        raise Problems((_problem(done.stderr, file),))
    if len(done.stdout) > _MAX_BYTES:
        raise Problems((Problem(Place(file, 0, 0), f"resolves to more than {_MAX_BYTES // 1024**2} MiB"),))
    return done.stdout, tuple(dict.fromkeys(_warnings(done.stderr)))


def _environment(docker: str, folder: str) -> Mapping[str, str]:
    """All that variables in the files may come from, besides env files: the folder, as `${PWD}`."""
    return {
        "PATH": f"{Path(docker).parent}:/usr/local/bin:/usr/bin:/bin",
        "PWD": folder,
        "COMPOSE_EXPERIMENTAL_GIT_REMOTE": "false",
        "COMPOSE_EXPERIMENTAL_OCI_REMOTE": "false",
    }


def _warnings(stderr: str) -> list[str]:
    lines = (_LOG_LINE.fullmatch(line) for line in stderr.splitlines())
    texts = [line["text"].replace('\\"', '"') for line in lines if line and line["level"] == "warning"]
    return [text for text in texts if not any(known in text for known in _UNINTERESTING)]


def _problem(stderr: str, file: str) -> Problem:
    lines = [line for line in stderr.splitlines() if line.strip() and not _LOG_LINE.fullmatch(line)]
    message = " ".join(lines)[:500] or "no reason given"
    return Problem(Place(file, 0, 0), f"Docker Compose cannot read this project: {message}")
