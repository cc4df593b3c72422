"""Texts of Compose in Kubernetes: both replace variables in them, in different spellings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any


def plain(value: Any) -> str:
    """What the container gets: in a Compose file `$$` is a dollar sign."""
    return str(value).replace("$$", "$")


def literal(value: Any) -> str:
    """A value of Compose so that Kubernetes replaces nothing in it: `$(NAME)` would be a variable, and `$$` is `$`."""
    return re.sub(r"\$(?=[$(])", "$$", plain(value))


def literals(values: Sequence[Any]) -> list[str]:
    return [literal(value) for value in values]
