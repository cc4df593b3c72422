"""A condition on label names and values, of series and of log streams."""

from __future__ import annotations

from pydantic import Field, model_validator

from lab.expectations.patterns import Patterns, pattern_mismatches
from lab.language.strict_model import Strict
from lab.queries.series import Labels


class LabelCondition(Strict):
    """Which labels a series or log stream must have, and with which values."""

    have: tuple[str, ...] = Field((), description="label names that must be present. Default: none")
    lack: tuple[str, ...] = Field((), description="label names that must be absent. Default: none")
    exactly: tuple[str, ...] | None = Field(
        None, description="these label names and no others, apart from __name__. Default: not checked"
    )
    equal: Patterns = Field(default_factory=dict, description="label -> value or /regular expression/. Default: any")

    @model_validator(mode="after")
    def _not_empty(self) -> LabelCondition:
        if not (self.have or self.lack or self.equal) and self.exactly is None:
            raise ValueError("an empty condition; give 'have', 'lack', 'exactly' or 'equal'")
        return self

    def __str__(self) -> str:
        parts = []
        if self.exactly is not None:
            parts.append(f"has exactly the labels {', '.join(self.exactly)}")
        if self.have:
            parts.append(f"has {', '.join(self.have)}")
        if self.lack:
            parts.append(f"lacks {', '.join(self.lack)}")
        parts += [f"{name} = {value}" for name, value in self.equal.items()]
        return ", ".join(parts)

    def mismatches(self, labels: Labels) -> list[str]:
        """What is wrong with these labels; the metric's name does not count."""
        present = {name: value for name, value in labels.items() if name != "__name__"}
        wrong = [f"no label {name}" for name in self.have if name not in present]
        wrong += [f"has the label {name}" for name in self.lack if name in present]
        if self.exactly is not None:
            wrong += [f"no label {name}" for name in self.exactly if name not in present]
            wrong += [f"also has the label {name}" for name in present if name not in self.exactly]
        return wrong + pattern_mismatches(self.equal, present)
