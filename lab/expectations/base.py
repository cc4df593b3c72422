"""What every kind of expectation has, and the words several kinds share: patterns, quantifiers, label conditions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, ClassVar, TypeAlias

from pydantic import AfterValidator, Field, model_validator

from lab.language.conditions import Condition
from lab.language.quantities import Seconds
from lab.language.strict_model import Strict


def regular_expression(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"{text!r} is not a regular expression: {error}") from None
    return text


def pattern(text: str) -> str:
    """`/between slashes/` is a regular expression, anything else is meant as it stands."""
    if len(text) >= 2 and text.startswith("/") and text.endswith("/"):
        regular_expression(text[1:-1])
    return text


Pattern: TypeAlias = Annotated[str, AfterValidator(pattern)]
Patterns: TypeAlias = Mapping[str, Pattern]
Expression: TypeAlias = Annotated[str, AfterValidator(regular_expression)]


class Expectation(Strict):
    kind: ClassVar[str]
    within: Seconds | None = Field(None, description="deadline for this expectation; the step's when not given")

    def window(self) -> float:
        """Seconds this kind must watch before it can be true: a deadline below it cannot be met."""
        return 0.0


class Quantified(Expectation):
    """Which of the series must meet the condition. Without a quantifier, there must be at least one series."""

    every: Condition | None = Field(None, description="there is at least one series, and every one meets this")
    any: Condition | None = Field(None, description="at least one series meets this")
    exactly: int | None = Field(None, ge=0, description="this many series, neither more nor fewer")
    for_: Seconds | None = Field(None, alias="for", description="at every moment of a window this long, not just once")

    def window(self) -> float:
        return self.for_ or 0.0

    @model_validator(mode="after")
    def _one_condition(self) -> Quantified:
        if self.every and self.any:
            raise ValueError("give either 'every' or 'any', not both")
        if self.exactly == 0:
            raise ValueError("an empty lab has no series either; say 'absent' with a control ('while')")
        if self.any and self.any.about_load:
            raise ValueError("'equals the load' is about every series; say 'every'")
        return self


class LabelCondition(Strict):
    have: tuple[str, ...] = ()
    lack: tuple[str, ...] = ()
    exactly: tuple[str, ...] | None = Field(None, description="these label names and no others, __name__ aside")
    equal: Patterns = Field(default_factory=dict, description="label = value, or /regular expression/")

    @model_validator(mode="after")
    def _something(self) -> LabelCondition:
        if not (self.have or self.lack or self.equal) and self.exactly is None:
            raise ValueError("this holds for any labels: say what they 'have', 'lack', are 'exactly', or 'equal'")
        return self
