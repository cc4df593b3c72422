"""The one kind of model a file may fill: frozen, no unknown keys, no silent conversion of types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """`renamed`: keys of earlier versions and what they are called now, for the message that refuses them."""

    renamed: ClassVar[Mapping[str, str]] = {}

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)
