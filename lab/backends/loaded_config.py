"""The configuration that a program has loaded, as its API gives it back: YAML, without its secrets."""

from __future__ import annotations

from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_CHARACTERS = 500_000


def loaded_config(text: str) -> Any:
    """Raises ValueError that says why it cannot be read."""
    if len(text) > _MAX_CHARACTERS:
        raise ValueError(f"its configuration has more than {_MAX_CHARACTERS:,} characters")
    try:
        return yaml.load(text, Loader=_LOADER)  # noqa: S506 -- a safe one
    except (yaml.YAMLError, ValueError, RecursionError):
        raise ValueError("its configuration cannot be read") from None
