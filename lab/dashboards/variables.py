"""The variables that a dashboard declares, of every type, and the value that each has when the dashboard is opened."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lab.dashboards.interpolation import Value, constant
from lab.language.json_values import mapping, mappings
from lab.language.quantities import format_duration
from lab.language.time_scaling.durations import seconds_of

ALL = "$__all"
_AUTO = ("auto", "$__auto")
_OPTION = re.compile(r"(?:\\,|[^,])+")
_PAIR = re.compile(r"\s*(.+)\s:\s(.+)\s*")
# What an automatic interval is rounded to, in seconds; Grafana has finer ones for hours and days.
_STEPS = (
    0.01,
    0.02,
    0.05,
    0.1,
    0.2,
    0.5,
    1,
    2,
    5,
    10,
    15,
    20,
    30,
    60,
    120,
    300,
    600,
    900,
    1200,
    1800,
    3600,
    7200,
    10800,
)


@dataclass(frozen=True, slots=True)
class Variable:
    """`query` of a query variable: as text, or as the mapping that newer data sources write. `current`: the values
    saved in the file, None when there are none. `options`: the values that the file itself lists."""

    name: str
    type: str
    query: Any = ""
    datasource: Any = None
    regex: str = ""
    sort: int = 0
    multi: bool = False
    include_all: bool = False
    all_value: str = ""
    current: tuple[str, ...] | None = None
    options: tuple[str, ...] = ()
    auto_count: int = 30
    auto_min: float = 10.0  # seconds

    @property
    def is_asked(self) -> bool:
        """Whether its values come from a data source."""
        return self.type == "query"

    @property
    def stands_for_all(self) -> bool:
        return self.current is not None and ALL in self.current

    @property
    def is_all_by_itself(self) -> bool:
        """Whether all values are selected, and the file itself says what that is in a query."""
        return self.stands_for_all and self.include_all and bool(self.all_value)

    def value(self, options: Sequence[str], seconds: float) -> Value | None:
        """Its value with these options; None when there is nothing to select. `seconds`: of the time range."""
        match self.type:
            case "constant" | "textbox":
                return constant((self.current or (str(self.query or ""),))[0])
            case "adhoc":
                return constant("")
            case "interval":
                chosen = self._selected(options)
                return constant(self._interval(chosen[0], seconds)) if chosen else None
            case "switch":
                return constant((self.current or ("false",))[0])
            case "groupby":
                return Value(self.current or (), exact=False, verbatim=True)
            case "datasource":
                return constant(self.current[0] if self.current else "default")
        if self.is_all_by_itself or (self.include_all and self.all_value and not options):
            return constant(self.all_value)
        chosen = self._selected(options)
        if chosen == (ALL,):
            if self.all_value:
                return constant(self.all_value)
            chosen = tuple(options)
        return Value(chosen, exact=not (self.multi or self.include_all)) if chosen else None

    def _selected(self, options: Sequence[str]) -> tuple[str, ...]:
        """The saved values that are still options, else all where that can be selected, else the first option."""
        if self.stands_for_all:
            return (ALL,) if self.include_all or options else ()
        saved = tuple(value for value in self.current or () if value in options or _is_automatic(value))
        if saved or not options:
            return saved
        return (ALL,) if self.include_all else (options[0],)

    def _interval(self, chosen: str, seconds: float) -> str:
        if _is_automatic(chosen):
            exact = max(seconds / max(self.auto_count, 1), self.auto_min)
            return format_duration(next((step for step in _STEPS if exact <= step), round(exact)))
        return chosen


def _is_automatic(value: str) -> bool:
    return value in _AUTO or value.startswith("$__auto_interval")


def variables_of(dashboard: Mapping[str, Any]) -> tuple[Variable, ...]:
    """Those of the dashboard, and the constants among the `__inputs` of an export."""
    declared = [
        Variable(str(entry.get("name")), "constant", query=str(entry.get("value") or ""))
        for entry in mappings(dashboard.get("__inputs"))
        if entry.get("type") == "constant"
    ]
    templating = mappings(mapping(dashboard.get("templating")).get("list"))
    inputs = {f"${{{constant_.name}}}": str(constant_.query) for constant_ in declared}
    variables = [_variable(entry) for entry in templating if entry.get("name")]
    return (*declared, *(_with_inputs(variable, inputs) for variable in variables))


def _with_inputs(variable: Variable, inputs: Mapping[str, str]) -> Variable:
    """A constant of an export is saved as its input, `${VAR_X}`, which Grafana fills in when it is imported."""
    if variable.type not in ("constant", "textbox") or not inputs:
        return variable
    current = tuple(inputs.get(value, value) for value in variable.current) if variable.current else variable.current
    query = inputs.get(variable.query, variable.query) if isinstance(variable.query, str) else variable.query
    return replace(variable, current=current, query=query)


def _variable(raw: Mapping[str, Any]) -> Variable:
    type_ = str(raw.get("type") or "query")
    query = raw.get("query")
    if type_ in ("query", "groupby", "adhoc") and not query:
        query = raw.get("definition") or ""
    current = _current(raw)
    if type_ == "switch" and current is None:
        current = (str(raw.get("disabledValue", "false")),)
    return Variable(
        name=str(raw["name"]),
        type=type_,
        query=query if query is not None else "",
        datasource=raw.get("datasource"),
        regex=str(raw.get("regex") or ""),
        sort=_integer(raw.get("sort"), 0),
        multi=bool(raw.get("multi")),
        include_all=bool(raw.get("includeAll")),
        all_value=str(raw.get("allValue") or ""),
        current=current,
        options=_options(raw, type_, query),
        auto_count=_integer(raw.get("auto_count"), 30) or 30,
        auto_min=seconds_of(str(raw.get("auto_min") or "10s")) or 10.0,
    )


def _current(raw: Mapping[str, Any]) -> tuple[str, ...] | None:
    current = raw.get("current")
    value = current.get("value") if isinstance(current, dict) else current if raw.get("type") == "switch" else None
    if isinstance(value, list):
        return tuple(map(_text, value)) or None
    if value is None or (value == "" and raw.get("type") not in ("textbox", "custom", "constant")):
        return None
    return (_text(value),)


def _options(raw: Mapping[str, Any], type_: str, query: Any) -> tuple[str, ...]:
    """What a custom or interval variable can be; of a query variable its saved options, should it never be asked."""
    if type_ == "custom" and raw.get("valuesFormat") == "json":
        return _json_options(str(query))
    if type_ in ("custom", "interval") and query:
        parts = (part.replace("\\,", ",") for part in _OPTION.findall(str(query)))
        pairs = ((part, _PAIR.fullmatch(part) if type_ == "custom" else None) for part in parts)  # "text :  " is a pair
        values = [(pair[2] if pair else part).strip() for part, pair in pairs]
        return tuple(dict.fromkeys(value for value in values if value or type_ == "custom"))
    saved = (_text(option.get("value")) for option in mappings(raw.get("options")))
    return tuple(dict.fromkeys(value for value in saved if value not in (ALL, "")))


def _json_options(text: str) -> tuple[str, ...]:
    try:
        entries = json.loads(text)
    except ValueError:
        return ()
    values = [entry.get("value") if isinstance(entry, dict) else entry for entry in entries or ()]
    return tuple(_text(value) for value in values if value is not None)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _integer(value: Any, default: int) -> int:
    return int(value) if isinstance(value, int) or (isinstance(value, str) and value.isdigit()) else default
