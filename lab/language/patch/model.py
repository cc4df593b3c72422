"""One change to a scenario or to a file of it: scaling, variants, mutants, sides and `--set` are made of these."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field, model_validator

from lab.language.paths import parse_path
from lab.language.strict_model import Strict
from lab.language.time_scaling.durations import Times

# A YAML file may have any name, as rule files called alert.rules have; these endings say that it is another format.
_NOT_YAML = (".json", ".tmpl", ".om", ".env", ".txt", ".sh", ".py", ".js", ".toml", ".ini")


class Patch(Strict):
    """One change to the scenario, or with `in` to one of its files.

    Paths look like `groups[http].rules[Down].for`: keys, and in brackets an item of a list by its name or index.
    """

    in_: str | None = Field(
        None, alias="in", description="the file of the scenario to change. Default: the scenario itself"
    )
    times: Times = Field(
        default_factory=dict,
        description="with 'in', applied first: production duration -> lab duration, for every duration in a YAML file; "
        "map a duration to itself to keep it. Default: none",
    )
    set: Mapping[str, Any] = Field(default_factory=dict, description="path -> new value. Default: none")
    add: Mapping[str, Any] = Field(
        default_factory=dict,
        description="path of a key that is not there yet -> its value; 'set' adds it too, unless it looks like a typo "
        "of a key beside it. Default: none",
    )
    replace: Mapping[str, Mapping[str, str]] = Field(
        default_factory=dict,
        description="path -> {old text: new text}, inside the value at the path; in the scenario itself also in every "
        "text of a mapping or list. Default: none",
    )
    remove: tuple[str, ...] = Field((), description="paths whose key or list item is removed. Default: none")
    file: str | None = Field(
        None, description="with 'in': another file that is used instead of it. Default: the file named by 'in'"
    )

    @model_validator(mode="after")
    def _changes_something(self) -> Patch:
        if self.file is not None and self.in_ is None:
            raise ValueError("'file' needs 'in', the file to use it instead of")
        if self.times and (not self.in_ or self.in_.removesuffix(".j2").endswith(_NOT_YAML)):
            reason = f"{self.in_!r} is not one" if self.in_ else "use 'set' to change the scenario itself"
            raise ValueError(f"'times' needs 'in' with a YAML file whose durations it maps; {reason}")
        if self.file is None and not (self.times or self.set or self.add or self.replace or self.remove):
            raise ValueError("an empty patch; give 'times', 'set', 'add', 'replace', 'remove' or 'file'")
        for path in (*self.set, *self.add, *self.replace, *self.remove):
            parse_path(path)
        return self
