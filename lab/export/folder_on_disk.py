"""Puts an export on disk, in place of an earlier one. Files that are not of an export are left alone.

What was written is listed with its digest, so that a file somebody changed is not overwritten.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from lab.errors import UsageError
from lab.export.model import MountedContent

LIST = ".lab-export.json"


def mounted_content(source: Path) -> MountedContent:
    """The bytes of a file, or of all files below a folder."""
    if source.is_file():
        return MountedContent({"": source.read_bytes()})
    files = sorted(path for path in source.rglob("*") if path.is_file())
    inside = ((path, path.relative_to(source)) for path in files)
    kept = [(path, below) for path, below in inside if not any(_passed_over(part) for part in below.parts)]
    return MountedContent({below.as_posix(): path.read_bytes() for path, below in kept})


def _passed_over(part: str) -> bool:
    """As in a rendered folder: hidden files and what Python compiles are not mounted."""
    return part.startswith(".") or part == "__pycache__" or part.endswith(".pyc")


def write_folder(texts: Mapping[str, str], folder: Path) -> None:
    """Raises UsageError, before anything is written, when the folder holds something else than an export, or an export
    with changes."""
    earlier = _earlier(folder)
    _refuse_changes(folder, texts, earlier)
    for path in sorted(set(earlier) - set(texts)):
        (folder / path).unlink(missing_ok=True)
        _remove_if_empty(folder / path, folder)
    for path, text in texts.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    listed = {path: _digest(text.encode()) for path, text in sorted(texts.items())}
    (folder / LIST).write_text(json.dumps({"files": listed}, indent=2) + "\n", encoding="utf-8")


def _earlier(folder: Path) -> Mapping[str, str]:
    """Path -> digest of what an earlier export wrote."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return {}
    if not folder.is_dir():
        raise UsageError(f"{folder} is a file", remedy="give a folder that is empty or does not exist")
    try:
        listed = json.loads((folder / LIST).read_text(encoding="utf-8"))["files"]
        return {path: digest for path, digest in listed.items() if _inside(folder, path)}
    except FileNotFoundError:
        remedy = f"give a folder that is empty, does not exist, or holds an earlier export (with {LIST})"
        raise UsageError(f"{folder} is not empty, and holds no export", remedy=remedy) from None
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        raise UsageError(f"{folder / LIST} cannot be read: {error}", remedy="export into another folder") from None


def _inside(folder: Path, path: str) -> bool:
    return (folder / path).resolve().is_relative_to(folder.resolve())


def _refuse_changes(folder: Path, texts: Mapping[str, str], earlier: Mapping[str, str]) -> None:
    for path in sorted({*texts, *earlier}):
        file = folder / path
        if not file.exists():
            continue
        if path not in earlier:
            remedy = "move it, or export into another folder"
            raise UsageError(f"{file} was not written by lab, and would be overwritten", remedy=remedy)
        if _digest(file.read_bytes()) != earlier[path]:
            remedy = "move the change into an overlay of Kustomize, and remove the file; or export into another folder"
            raise UsageError(f"{file} was changed since lab wrote it", remedy=remedy)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _remove_if_empty(file: Path, folder: Path) -> None:
    for parent in file.parents:
        if parent == folder or not parent.is_dir() or any(parent.iterdir()):
            return
        parent.rmdir()
