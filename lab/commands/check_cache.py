"""Remembers that a check found nothing wrong, so that checking the same files again costs nothing.

What is remembered belongs to a fingerprint of everything a check reads: names, sizes and times of change of the
scenarios, dialects and components, and of lab's own code. Anything wrong is never remembered: it is found anew. This
file loads nothing but the standard library, because what it saves is mostly loading.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from lab.settings import Settings

_KEPT = 32
_READ = (".yaml", ".yml", ".json", ".txt", ".j2", ".js", ".py")


def fingerprint(paths: tuple[str, ...], settings: Settings) -> str:
    folders = [Path(__file__).parent.parent]
    for root in settings.roots():
        folders += [root / kind for kind in ("scenarios", "stacks", "sample_apps")]
    folders += [path if path.is_dir() else path.parent for path in map(Path, paths) if path.exists()]
    seen = hashlib.sha256(repr((paths, str(settings.project), settings.python)).encode())
    for line in _stamps(folders):
        seen.update(line.encode())
    return seen.hexdigest()[:32]


def recall(key: str, settings: Settings) -> str | None:
    try:
        return (_folder(settings) / key).read_text(encoding="utf-8")
    except OSError:
        return None


def remember(key: str, words: str, settings: Settings) -> None:
    """Not being able to remember is no fault: the next check takes longer."""
    folder = _folder(settings)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / key).write_text(words, encoding="utf-8")
        for old in sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime)[:-_KEPT]:
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
                if name.endswith(_READ):
                    found = os.stat(os.path.join(base, name))
                    yield f"{base}/{name} {found.st_size} {found.st_mtime_ns}\n"
