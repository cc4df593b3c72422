"""Compares a whole text with the approved one on disk; shows the difference, and keeps the actual text."""

from __future__ import annotations

import difflib
from pathlib import Path

_APPROVED = Path(__file__).with_name("approved")


def assert_approved(name: str, actual: str, tmp_path: Path, folder: Path = _APPROVED) -> None:
    """Spaces at the ends of lines do not count: tables pad with them, and editors take them away."""
    text = "".join(f"{line.rstrip()}\n" for line in actual.splitlines())
    file = folder / f"{name}.txt"
    approved = file.read_text(encoding="utf-8") if file.exists() else ""
    if text != approved:
        received = tmp_path / file.name
        received.write_text(text, encoding="utf-8")
        diff = difflib.unified_diff(
            approved.splitlines(), text.splitlines(), f"approved/{file.name}", "received", lineterm=""
        )
        raise AssertionError("\n".join([*diff, "", f"to approve: cp {received} {file}"]))
