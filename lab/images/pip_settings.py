"""The pip settings of this host for builds. They may have the password of a package index, so they are handed over as a
secret, which is in no layer and no history of an image."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

PIP_SETTINGS = ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_TRUSTED_HOST", "PIP_DEFAULT_TIMEOUT", "PIP_RETRIES")


def pip_config(environment: Mapping[str, str]) -> str:
    """The text of a pip.conf; empty when the environment has none of the settings."""
    lines = []
    for name in PIP_SETTINGS:
        if value := " ".join(environment.get(name, "").split()):
            key = name.removeprefix("PIP_").lower().replace("_", "-").removeprefix("default-")
            lines.append(f"{key} = {value}\n")
    return "".join(["[global]\n", *lines]) if lines else ""


@contextmanager
def pip_secret(environment: Mapping[str, str]) -> Iterator[list[str]]:
    """The options of a build that hand the settings over, as a file that exists meanwhile."""
    text = pip_config(environment)
    if not text:
        yield []
        return
    with tempfile.TemporaryDirectory(prefix="lab-pip-") as folder:  # nobody else may enter it
        file = Path(folder) / "pip.conf"
        file.write_text(text, encoding="utf-8")
        yield ["--secret", f"id=pip,src={file}"]
