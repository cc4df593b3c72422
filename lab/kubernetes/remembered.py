"""Which labs were begun in clusters, until their namespaces have gone: for `lab down` after a driver was killed."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from lab.containers.labels import checked_project
from lab.errors import LabError

_FILE = "lab.json"


@dataclass(frozen=True, slots=True)
class RememberedLab:
    """`name`: of its plan. `created`: the namespace was there; before that, its creation may still be under way."""

    project: str
    name: str
    context: str
    server: str
    namespace: str
    created: bool = False


def folder(state: Path, project: str) -> Path:
    """Of what is kept for one lab."""
    return state / "clusters" / checked_project(project)


def remember(state: Path, lab: RememberedLab) -> None:
    folder(state, lab.project).mkdir(parents=True, exist_ok=True)
    file = folder(state, lab.project) / _FILE
    unfinished = file.with_suffix(".new")  # a driver that is killed leaves all of it or nothing
    unfinished.write_text(json.dumps(asdict(lab)), encoding="utf-8")
    unfinished.rename(file)


def created(state: Path, project: str) -> None:
    if (lab := known(state, project)) is not None:
        remember(state, replace(lab, created=True))


def known(state: Path, project: str) -> RememberedLab | None:
    file = folder(state, project) / _FILE
    try:
        return RememberedLab(**json.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as failed:
        raise LabError(f"{file} cannot be read: {failed}", remedy="remove it, and the namespace of the lab") from None


def all_known(state: Path) -> tuple[RememberedLab, ...]:
    found = (known(state, path.parent.name) for path in sorted((state / "clusters").glob(f"*/{_FILE}")))
    return tuple(lab for lab in found if lab is not None)


def forget(state: Path, project: str) -> None:
    shutil.rmtree(folder(state, project), ignore_errors=True)
