"""Remembers that a check found nothing wrong, so that checking the same files again costs nothing.

The key is a fingerprint of everything a check reads: names, sizes and modification times of the scenarios, dialects and
components, and of lab's own code. Problems are never remembered. This file imports nothing but the standard library,
because most of the time it saves is that of imports.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from lab.settings import Settings

_MAX_ENTRIES = 32
_SUFFIXES = (".yaml", ".yml", ".json", ".txt", ".j2", ".js", ".py")


def fingerprint(paths: tuple[str, ...], settings: Settings) -> str:
    folders = [Path(__file__).parent.parent]
    for root in settings.roots():
        folders += [root / kind for kind in ("scenarios", "stacks", "sample_apps")]
    folders += [path if path.is_dir() else path.parent for path in map(Path, paths) if path.exists()]
    digest = hashlib.sha256(repr((paths, str(settings.project), settings.python)).encode())
    for line in _stamps(folders):
        digest.update(line.encode())
    return digest.hexdigest()[:32]


def cached_message(key: str, settings: Settings) -> str | None:
    try:
        return (_folder(settings) / key).read_text(encoding="utf-8")
    except OSError:
        return None


def cache_message(key: str, message: str, settings: Settings) -> None:
    """A cache that cannot be written is no error: the next check takes longer."""
    folder = _folder(settings)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / key).write_text(message, encoding="utf-8")
        for old in sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime)[:-_MAX_ENTRIES]:
            old.unlink(missing_ok=True)
    except OSError:
        return


def _folder(settings: Settings) -> Path:
    return settings.state / "checked"


def _stamps(folders: Iterable[Path]) -> Iterator[str]:
    for folder in folders:
        for base, below, files in os.walk(folder):
            below[:] = sorted(name for name in below if name not in ("__pycache__", "image", "bundled"))
            for name in sorted(files):
                if name.endswith(_SUFFIXES):
                    stat = os.stat(os.path.join(base, name))
                    yield f"{base}/{name} {stat.st_size} {stat.st_mtime_ns}\n"
