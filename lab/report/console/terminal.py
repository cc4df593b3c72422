"""The console that commands print to."""

from __future__ import annotations

from rich.console import Console


def terminal(*, stderr: bool = False) -> Console:
    return Console(highlight=False, stderr=stderr)
