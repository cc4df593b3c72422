"""An image with a shell, for tests that need any container at all."""

from __future__ import annotations

import subprocess

OFFICIAL = "debian:trixie-slim"


def shell_image() -> str:
    """The Debian base that recipes build on, ours where it was built, else the official one, pulled when it must be."""
    listed = ["docker", "images", "--format", "{{.Repository}}:{{.Tag}}"]
    names = subprocess.run(listed, capture_output=True, text=True, check=False).stdout.split()
    found = [name for name in names if name == OFFICIAL or name.startswith("lab/base-debian:")]
    if found:
        return found[0]
    pulled = subprocess.run(["docker", "pull", "--quiet", OFFICIAL], capture_output=True, text=True, check=False)
    if pulled.returncode:
        raise RuntimeError(f"no image with a shell: run 'lab images get' first ({pulled.stderr.strip()})")
    return OFFICIAL
