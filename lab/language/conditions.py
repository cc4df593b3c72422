"""Conditions on a value, as scenarios write them: `== 1`, `> 0 and <= 0.5`, `equals the load within 5%`.

Grammar, one comparison or several joined by `and`:

    comparison = ("==" | "!=" | "<" | "<=" | ">" | ">=") number ["within" percent]
               | "equals the load" ["per" duration] ["within" percent]

`the load` is the number of requests that the load generator counted for the same labels; `per 5s` divides it by 5
seconds.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from lab.language.one_line import shortened
from lab.language.quantities import parse_duration

MAX_CHARACTERS = 200
_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
_NUMBER = re.compile(
    r"(?P<op>==|!=|<=|>=|<|>)\s*(?P<number>[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?)(?:\s+within\s+(?P<percent>\d+(?:\.\d+)?)%)?"
)
_LOAD = re.compile(r"equals the load(?:\s+per\s+(?P<per>\S+))?(?:\s+within\s+(?P<percent>\d+(?:\.\d+)?)%)?")


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison. `number` is None when the target is the load's count, divided by `per` seconds unless that is 0.

    `within` is a share of the target.
    """

    op: str
    number: float | None
    within: float = 0.0
    per: float = 0.0

    def target(self, load: float | None) -> float | None:
        if self.number is not None:
            return self.number
        if load is None:
            return None
        return load / self.per if self.per else load

    def holds(self, value: float, load: float | None) -> bool:
        target = self.target(load)
        if target is None or math.isnan(value):
            return False
        if self.op == "==" and self.within:
            return abs(value - target) <= abs(target) * self.within
        return _OPERATORS[self.op](value, target)


@dataclass(frozen=True, slots=True)
class Condition:
    """All comparisons must hold. `text` is the condition as written in the scenario."""

    text: str
    comparisons: tuple[Comparison, ...]

    @property
    def about_load(self) -> bool:
        return any(comparison.number is None for comparison in self.comparisons)

    def holds(self, value: float, load: float | None = None) -> bool:
        return all(comparison.holds(value, load) for comparison in self.comparisons)

    def target(self, load: float | None) -> float | None:
        """The number that the value must equal, if the condition is a single `==` or `equals the load`."""
        if len(self.comparisons) == 1 and self.comparisons[0].op == "==":
            return self.comparisons[0].target(load)
        return None

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            parse_condition, serialization=core_schema.plain_serializer_function_ser_schema(lambda c: c.text)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {
            "type": "string",
            "examples": ["== 1", "> 0 and <= 0.5", "equals the load", "equals the load within 5%"],
        }


def parse_condition(text: object) -> Condition:
    """Raises ValueError with a message that shows valid conditions."""
    if isinstance(text, Condition):
        return text
    if not isinstance(text, str):
        raise ValueError(f"{text!r} is not a condition; write for example '== {text}'")
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"{shortened(text)!r} is too long for a condition; at most {MAX_CHARACTERS} characters")
    return Condition(text, tuple(_comparison(part.strip(), text) for part in re.split(r"\s+and\s+", text.strip())))


def _comparison(part: str, whole: str) -> Comparison:
    if match := _NUMBER.fullmatch(part):
        within = float(match["percent"]) / 100 if match["percent"] else 0.0
        if within and match["op"] != "==":
            raise ValueError(f"{whole!r}: 'within' can only be used with '=='")
        return Comparison(match["op"], float(match["number"]), within)
    if match := _LOAD.fullmatch(part):
        per = parse_duration(match["per"]) if match["per"] else 0.0
        return Comparison("==", None, float(match["percent"]) / 100 if match["percent"] else 0.0, per)
    raise ValueError(
        f"{whole!r} is not a condition; write '== 1', '> 0 and <= 0.5', '== 0.25 within 5%' or 'equals the load'"
    )


def format_condition(condition: Condition, load: float | None) -> str:
    """The condition for a message, followed by the number it stands for when it refers to the load."""
    if not condition.about_load:
        return condition.text
    target = condition.target(load)
    return condition.text if target is None else f"{condition.text} ({target:g})"
