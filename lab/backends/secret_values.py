"""Credentials as options name them: `@FILE` or `env:VARIABLE`, never the credential itself.

A command line is in the history of a shell and in the list of processes, which every user of a machine may read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from lab.errors import UsageError

MAX_BYTES = 64 * 1024
_SENDABLE = re.compile(r"[\x20-\x7e]+")
_VARIABLE = "env:"
_SPACE = " \t\r\n"

Variable: TypeAlias = Callable[[str], str | None]  # the value of an environment variable


def secret_value(option: str, source: str, variable: Variable) -> str:
    """What `@FILE` or `env:VARIABLE` holds. Raises UsageError, which never quotes it."""
    if source.startswith("@"):
        return secret_in_file(option, Path(source[1:]))
    if not source.startswith(_VARIABLE):
        raise UsageError(
            f"{option} takes @FILE or {_VARIABLE}VARIABLE, not the credential itself",
            remedy="write it to a file that only you can read: a command line can be read by every user of the machine",
        )
    name = source.removeprefix(_VARIABLE)
    value = variable(name)
    if not value:
        raise UsageError(f"{option}: the environment variable {name} is not set, or empty")
    return _checked(value.strip(_SPACE), f"{option}: the environment variable {name}")


def secret_in_file(option: str, file: Path) -> str:
    """The text of a file without the line break at its end. Raises UsageError, which never quotes it."""
    try:
        with file.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{option}: {file}: {error.strerror}") from None
    if len(content) > MAX_BYTES:
        raise UsageError(f"{option}: {file} is larger than {MAX_BYTES // 1024} KiB: is it the right file?")
    return _checked(content.decode("utf-8", "replace").strip(_SPACE), f"{option}: {file}")


def _checked(value: str, source: str) -> str:
    if not value:
        raise UsageError(f"{source} is empty")
    if not _SENDABLE.fullmatch(value):
        raise UsageError(
            f"{source} has line breaks or characters that no HTTP header may have",
            remedy="it must be one line of printable ASCII",
        )
    return value
