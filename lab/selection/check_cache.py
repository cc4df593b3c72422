"""Caches the result of a check without problems, so that checking unchanged files again takes no time.

What a check has read is recorded while it runs: the content of every file and the names in every folder. The next check
compares them, and only if all are the same is the result still true. Problems are not cached. This module imports only
the standard library and the settings, because imports are most of the time that the cache saves.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from lab.settings import Settings

_MAX_ENTRIES = 32
_LAB = Path(__file__).resolve().parent.parent
_FOLDERS = ("scenarios", "scenarios/dialects", "stacks", "stacks/_bases", "sample_apps")


class Reads:
    """The paths that were opened and the folders that were listed, as the interpreter's audit events name them."""

    def __init__(self) -> None:
        self.files: set[str] = set()
        self.folders: set[str] = set()
        self.complete = True  # False when a path was not named: what was read is then not known

    def add(self, event: str, path: object) -> None:
        if isinstance(path, int):
            return  # an open file, which was named when it was opened
        if not isinstance(path, str | bytes | os.PathLike):
            self.complete = False
            return
        (self.files if event == "open" else self.folders).add(os.path.abspath(os.fsdecode(path)))


_recorder: Reads | None = None
_hooked = False


@contextmanager
def recorded_reads() -> Iterator[Reads]:
    """Records what is read inside."""
    global _recorder, _hooked
    if not _hooked:
        sys.addaudithook(_hook)
        _hooked = True
    _recorder = Reads()
    try:
        yield _recorder
    finally:
        _recorder = None


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if _recorder is not None and event in ("open", "os.listdir", "os.scandir"):
        _recorder.add(event, arguments[0] if arguments[0] is not None else ".")


def cache_key(names: tuple[str, ...], settings: Settings) -> str:
    """`names`: the arguments of the check, names or paths. Another lab or another Python is another key."""
    facts = (names, str(settings.project), str(settings.bundled), settings.python, sorted(settings.allowed_host_access))
    digest = hashlib.sha256(repr(facts).encode("utf-8", "surrogateescape"))
    for file in sorted(_LAB.rglob("*.py")):
        if "bundled" not in file.parts:
            stat = file.stat()
            digest.update(f"{file} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:32]


def cached_message(key: str, settings: Settings) -> str | None:
    """None when this check is not cached, or anything that it read is different."""
    try:
        entry = json.loads((_folder(settings) / key).read_text(encoding="utf-8"))
        message, read = entry["message"], entry["read"]
        same = all(_digest(path) == digest for path, digest in read.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return str(message) if same else None


def cache_message(key: str, message: str, reads: Reads, settings: Settings) -> None:
    """Does nothing when the cache cannot be written: the next check takes longer."""
    if not reads.complete:
        return
    folder = _folder(settings)
    folders = {str(root / name) for root in settings.roots() for name in _FOLDERS}
    below = {entry.path for path in folders for entry in _entries(path) if entry.is_dir()}
    paths = sorted(path for path in {*reads.files, *reads.folders, *folders, *below} if not _is_of_python(path))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        content = {"message": message, "read": {path: _digest(path) for path in paths}}
        (folder / key).write_text(json.dumps(content), encoding="utf-8")
        for old in sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime)[:-_MAX_ENTRIES]:
            old.unlink(missing_ok=True)
    except OSError:
        return


def _folder(settings: Settings) -> Path:
    return settings.state / "checked"


def _entries(folder: str) -> list[os.DirEntry[str]]:
    with suppress(OSError):
        return list(os.scandir(folder))
    return []


def _digest(path: str) -> str:
    """Of a file's content, of the names in a folder with their kinds and links, or empty for what is not there."""
    try:
        if os.path.isdir(path):
            names = [(entry.name, entry.is_dir(), _link(entry)) for entry in os.scandir(path)]
            return hashlib.sha256(repr(sorted(names)).encode("utf-8", "surrogateescape")).hexdigest()
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _link(entry: os.DirEntry[str]) -> str:
    return os.readlink(entry.path) if entry.is_symlink() else ""


def _is_of_python(path: str) -> bool:
    """Whether it belongs to Python, its libraries, lab's code or the system, and not to a project."""
    parts = Path(path).parts
    if "__pycache__" in parts or parts[:2] in (("/", "dev"), ("/", "proc"), ("/", "sys"), ("/", "etc")):
        return True
    code = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    bundled = str(_LAB / "bundled")
    return any(_is_below(path, folder) for folder in (*code, str(_LAB))) and not _is_below(path, bundled)


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")
