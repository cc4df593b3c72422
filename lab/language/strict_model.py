"""The base of every model that a file fills: frozen, no unknown keys, no silent conversion of types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """`renamed`: keys of earlier versions and what they are called now, for the message that refuses them."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    noun: ClassVar[str] = ""  # what messages call one of these; the words of the class's name when empty
    renamed: ClassVar[Mapping[str, str]] = {}  # key of an earlier version, which is refused -> key of today
