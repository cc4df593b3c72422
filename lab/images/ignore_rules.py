"""Which paths of a build context a `.dockerignore` leaves out, by the rules the builder itself uses: the last pattern
that matches a path or one of its parents wins."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

# Made by tools that happen to run near a recipe; they must not make it look changed.
_TRACES = frozenset({"__pycache__", ".git", ".venv", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".DS_Store"})


def ignore_rules(dockerignore: str) -> Callable[[str], bool]:
    """A function that tells whether a path, relative and with forward slashes, is left out."""
    rules = []
    for line in dockerignore.splitlines():
        pattern = line.strip()
        if not pattern or line.startswith("#"):
            continue
        keep = pattern.startswith("!")
        pattern = pattern.lstrip("!").strip().strip("/").removeprefix("./")
        if pattern and pattern != ".":
            rules.append((_compiled(pattern), keep))

    def left_out(path: str) -> bool:
        parts = path.split("/")
        if not _TRACES.isdisjoint(parts) or path.endswith(".pyc"):
            return True
        parents = ["/".join(parts[: end + 1]) for end in range(len(parts))]
        verdict = False
        for matches, keep in rules:
            if any(matches.fullmatch(parent) for parent in parents):
                verdict = not keep
        return verdict

    return left_out


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    pattern_parts = []
    for piece in re.findall(r"\*\*/|\*\*|\*|\?|\[[^]]*\]|\\.|.", pattern):
        match piece:
            case "**/":
                pattern_parts.append("(?:.*/)?")
            case "**":
                pattern_parts.append(".*")
            case "*":
                pattern_parts.append("[^/]*")
            case "?":
                pattern_parts.append("[^/]")
            case _ if piece.startswith("[") and len(piece) > 2:
                pattern_parts.append(piece)
            case _:
                pattern_parts.append(re.escape(piece.removeprefix("\\") or piece))
    return re.compile("".join(pattern_parts))
