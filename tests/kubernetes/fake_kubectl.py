"""A kubectl that answers from a script, at the boundary of the process."""

from __future__ import annotations

from pathlib import Path

from lab.containers.process_guard import installed_tools
from lab.kubernetes.kubectl import Kubectl


def fake_kubectl(folder: Path, script: str) -> Kubectl:
    """`script` is of the shell; `$folder` is where it may keep files. Its calls are in the file `calls`."""
    program = folder / "kubectl"
    head = f'#!/bin/sh\nfolder={folder}\nshift\nprintf "%s\\n" "$*" >> $folder/calls\n'  # without --context
    program.write_text(f"{head}{script}\n")
    program.chmod(0o755)
    return Kubectl(str(program), "test", installed_tools())


def calls(folder: Path) -> list[str]:
    return (folder / "calls").read_text().splitlines()
