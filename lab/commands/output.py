"""How commands speak to a person: the console, and paths as short as they can be."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console


def console(*, to_error: bool = False) -> Console:
    return Console(highlight=False, stderr=to_error)


def shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
