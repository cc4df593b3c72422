"""Caches the result of a check without problems, so that checking unchanged files again takes no time.

The key is a fingerprint of everything that a check reads: names, sizes and modification times of the files of
scenarios, components and lab itself. Problems are not cached. This module imports only the standard library and the
settings, because imports are most of the time that the cache saves.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from lab.settings import Settings

_MAX_ENTRIES = 32
_SUFFIXES = (".yaml", ".yml", ".json", ".txt", ".j2", ".js", ".py")


def fingerprint(names: tuple[str, ...], settings: Settings) -> str:
    """`names`: the arguments of the check, names or paths."""
    folders = [Path(__file__).parent.parent]
    for root in settings.roots():
        folders += [root / kind for kind in ("scenarios", "stacks", "sample_apps")]
    folders += [path if path.is_dir() else path.parent for path in map(Path, names) if path.exists()]
    digest = hashlib.sha256(
        repr((names, str(settings.project), settings.python, sorted(settings.allowed_host_access))).encode()
    )
    for line in _stamps(folders):
        digest.update(line.encode())
    return digest.hexdigest()[:32]


def cached_message(key: str, settings: Settings) -> str | None:
    """None when this check is not cached."""
    try:
        return (_folder(settings) / key).read_text(encoding="utf-8")
    except OSError:
        return None


def cache_message(key: str, message: str, settings: Settings) -> None:
    """Does nothing when the cache cannot be written: the next check takes longer."""
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
