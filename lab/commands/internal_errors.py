"""Keeps what is needed to mend a fault of ours, and says where it is."""

from __future__ import annotations

import traceback

from lab import __version__
from lab.settings import Settings


def keep_fault(fault: Exception, settings: Settings) -> str:
    """Writes the trace to the state folder. Returns what to tell the user."""
    settings.state.mkdir(parents=True, exist_ok=True)
    file = settings.state / "fault.log"
    words = "".join(traceback.format_exception(fault))
    file.write_text(f"lab {__version__}, Python {settings.python}\n\n{words}", encoding="utf-8")
    return f"a fault in lab itself: {type(fault).__name__}: {fault}\nplease report it with {file}"
