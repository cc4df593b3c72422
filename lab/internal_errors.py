"""Logs a bug of lab, and makes the message that asks the user to report it."""

from __future__ import annotations

import traceback

from lab import __version__
from lab.settings import Settings


def log_internal_error(error: Exception, settings: Settings) -> str:
    """Writes the traceback to the state folder. Returns the message for the user."""
    settings.state.mkdir(parents=True, exist_ok=True)
    file = settings.state / "internal-error.log"
    trace = "".join(traceback.format_exception(error))
    file.write_text(f"lab {__version__}, Python {settings.python}\n\n{trace}", encoding="utf-8")
    return f"internal error: {type(error).__name__}: {error}\nplease report it with {file}"
