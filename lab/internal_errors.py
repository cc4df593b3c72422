"""Logs a bug of lab, and makes the message that asks the user to report it."""

from __future__ import annotations

import traceback

from lab import __version__
from lab.settings import Settings


def log_internal_error(error: Exception, settings: Settings) -> str:
    """Writes the traceback to the state folder. Returns the message for the user: it ends with the traceback when the
    folder cannot be written."""
    summary = f"internal error: {type(error).__name__}: {error}"
    trace = f"lab {__version__}, Python {settings.python}\n\n{''.join(traceback.format_exception(error))}"
    file = settings.state / "internal-error.log"
    try:
        settings.state.mkdir(parents=True, exist_ok=True)
        file.write_text(trace, encoding="utf-8", errors="backslashreplace")
    except OSError:
        return f"{summary}\nplease report it with these lines:\n{trace}"
    return f"{summary}\nplease report it with {file}"
