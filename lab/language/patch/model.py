"""One change to a scenario or a file of it: what scaling, variants, mutants, sides and `--set` are written in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field, model_validator

from lab.language.paths import parse_path
from lab.language.strict_model import Strict
from lab.language.time_scaling.durations import Times


class Patch(Strict):
    """One change to the scenario, or with `in` to one of its files. Paths look like `groups[http].rules[Down].for`."""

    in_: str | None = Field(None, alias="in", description="a file of the scenario; the scenario itself when not given")
    times: Times = Field(
        default_factory=dict,
        description="with 'in', first of all: production duration -> lab duration, for every duration of a YAML file; "
        "map one to itself to keep it",
    )
    set: Mapping[str, Any] = Field(default_factory=dict, description="path -> new value")
    replace: Mapping[str, Mapping[str, str]] = Field(
        default_factory=dict, description="path -> {old text: new text}, inside the value there"
    )
    remove: tuple[str, ...] = Field((), description="paths to take out")
    file: str | None = Field(None, description="with 'in': this other file instead")

    @model_validator(mode="after")
    def _something(self) -> Patch:
        if self.file is not None and self.in_ is None:
            raise ValueError("'file' needs 'in': which file it stands in for")
        if self.times and not (self.in_ or "").removesuffix(".j2").endswith((".yml", ".yaml")):
            here = f"{self.in_!r} is none" if self.in_ else "the scenario itself takes 'set'"
            raise ValueError(f"'times' needs 'in': a YAML file whose durations it maps; {here}")
        if self.file is None and not (self.times or self.set or self.replace or self.remove):
            raise ValueError("a patch changes something: 'times', 'set', 'replace', 'remove' or 'file'")
        for path in (*self.set, *self.replace, *self.remove):
            parse_path(path)
        return self
