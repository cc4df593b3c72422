"""How a container ended, in words. Pure."""

from __future__ import annotations

from lab.language.quantities import format_size

# Codes above 128 are a signal's number plus 128; these end containers.
_SIGNALS = {129: "SIGHUP", 130: "SIGINT", 132: "SIGILL", 134: "SIGABRT", 135: "SIGBUS", 136: "SIGFPE", 137: "SIGKILL"}
_SIGNALS |= {139: "SIGSEGV", 141: "SIGPIPE", 143: "SIGTERM"}
_OF_THE_SHELL = {126: "its command cannot be executed", 127: "its command was not found"}


def exit_code_text(code: int, *, oom_killed: bool = False, memory_limit: int = 0) -> str:
    """`137 (OOM-killed at its memory limit of 64MiB)`, `139 (SIGSEGV)`, `1`. `memory_limit` in bytes, 0 for none."""
    if oom_killed:
        limit = f" at its memory limit of {format_size(memory_limit)}" if memory_limit else ""
        return f"{code} (OOM-killed{limit})"
    meaning = _SIGNALS.get(code) or _OF_THE_SHELL.get(code, "")
    return f"{code} ({meaning})" if meaning else str(code)
