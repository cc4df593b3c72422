"""The base of the models of users' files: frozen, no unknown keys, no conversion of types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """A frozen model of a file or a part of one."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    noun: ClassVar[str] = ""  # what messages call it; empty: the class's name in lower case
    renamed: ClassVar[Mapping[str, str]] = {}  # key of an earlier version -> its name today, for the error
