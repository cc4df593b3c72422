"""The values of a dashboard's variables, which partly come from data sources, and may depend on each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lab.dashboards.dashboard import Dashboard
from lab.dashboards.interpolation import Value, constant, interpolated, references
from lab.dashboards.variable_queries import SourceType, VariableRequest, options_of, request_of, written
from lab.dashboards.variables import ALL, Variable
from lab.language.json_values import mapping, mappings

SUPPORTED: Mapping[str, SourceType] = {"prometheus": "prometheus", "loki": "loki"}


@dataclass(frozen=True, slots=True)
class AskedVariable:
    """A request that must be answered before more is known. `uid`: of the data source."""

    name: str
    request: VariableRequest
    uid: str = ""
    preferred: bool = False


@dataclass(frozen=True, slots=True)
class EmptyVariable:
    """A variable without values. `query`: as its author would write it; `error`: why it was refused."""

    name: str
    query: str
    request: VariableRequest
    error: str = ""
    depends_on: tuple[str, ...] = ()


@dataclass(slots=True)
class Scope:
    """Name -> value. `each`: name -> what panels are repeated for where its value is one pattern for all. `unknown`:
    name -> why lab cannot find out its values. `within`: name -> the variables in its value for all."""

    values: dict[str, Value] = field(default_factory=dict)
    each: dict[str, tuple[str, ...]] = field(default_factory=dict)
    empty: dict[str, EmptyVariable] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)
    within: dict[str, tuple[str, ...]] = field(default_factory=dict)
    asked: list[AskedVariable] = field(default_factory=list)

    def culprits(self, names: Iterable[str], path: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The empty variables behind these names: where one is empty because another is, the other. `path`: those that
        led here, as variables may depend on each other in a circle."""
        found: dict[str, None] = {}
        for name in names:
            if name in path:
                continue
            others = self.empty[name].depends_on if name in self.empty else self.within.get(name, ())
            deeper = self.culprits(others, (*path, name))
            found.update(dict.fromkeys(deeper or ((name,) if name in self.empty else ())))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Resolver:
    """`answers`: name -> the texts in the data source's answer, or an error of its refusal."""

    dashboard: Dashboard
    given: Mapping[str, str]
    built_in: Mapping[str, Value]
    seconds: float
    answers: Mapping[str, Sequence[str] | str]

    def resolve(self, names: Iterable[str]) -> Scope:
        """The values of these variables, and of those that they depend on."""
        scope = Scope(dict(self.built_in))
        for name, value in self.given.items():
            if value != ALL or name not in self.dashboard.variables:
                scope.values[name] = constant(value)
        waiting: set[str] = set()
        for name in names:
            self._settle(name, scope, waiting, ())
        return scope

    def _settle(self, name: str, scope: Scope, waiting: set[str], path: tuple[str, ...]) -> None:
        variable = self.dashboard.variables.get(name)
        if variable is None or name in scope.values or name in scope.unknown or name in waiting or name in path:
            return
        asks = variable.is_asked and not (variable.is_all_by_itself and not self._is_repeated(name))
        of_all = self._declared(references(variable.all_value), name)
        others = (*of_all, *self._declared(_references(variable), name)) if asks else of_all
        for other in others:
            self._settle(other, scope, waiting, (*path, name))
        if any(other in waiting for other in others):
            waiting.add(name)
            return
        if of_all:
            all_value = interpolated(variable.all_value, scope.values, default_format="glob")
            variable, scope.within[name] = replace(variable, all_value=all_value), of_all
        if asks:
            self._ask(variable, others, scope, waiting)
            return
        value = variable.value(variable.options, self.seconds)
        scope.values[name] = value if value is not None else constant("")
        if variable.is_all_by_itself:
            scope.each[name] = variable.options

    def _declared(self, names: Iterable[str], without: str) -> tuple[str, ...]:
        return tuple(name for name in names if name in self.dashboard.variables and name != without)

    def _ask(self, variable: Variable, others: tuple[str, ...], scope: Scope, waiting: set[str]) -> None:
        source = self.dashboard.sources.named(variable.datasource)
        kind = SUPPORTED.get(source.type or "prometheus")
        request = request_of(kind, variable.query, scope.values) if kind else None
        if request is None:
            if saved := variable.value(variable.options or variable.current or (), self.seconds):
                scope.values[variable.name] = saved
                return
            what = "has no query that lab knows" if kind else f"comes from a data source of type {source.type}"
            scope.unknown[variable.name] = what
            return
        answer = self.answers.get(variable.name)
        if answer is None:
            scope.asked.append(AskedVariable(variable.name, request, source.uid, source.preferred))
            waiting.add(variable.name)
            return
        error = answer if isinstance(answer, str) else ""
        options: tuple[str, ...] = ()
        if not isinstance(answer, str):
            try:
                options = options_of(answer, interpolated(variable.regex, scope.values), variable.sort)
            except re.error as wrong:
                error = f"its pattern {variable.regex}: {wrong}"
        value = variable.value(options, self.seconds)
        if value is None or (not options and not value.verbatim):
            query = written(request)
            scope.empty[variable.name] = EmptyVariable(variable.name, query, request, error, others)
            value = constant("")
        if variable.is_all_by_itself:
            scope.each[variable.name] = options
        scope.values[variable.name] = value

    def _is_repeated(self, name: str) -> bool:
        return any(name in panel.repeats for panel in self.dashboard.panels)


def _references(variable: Variable) -> tuple[str, ...]:
    query = variable.query
    texts = [query] if isinstance(query, str) else [*_texts(mapping(query))]
    source: Any = variable.datasource
    uid = source if isinstance(source, str) else mapping(source).get("uid")
    return references(" ".join([*texts, variable.regex, str(uid or "")]))


def _texts(query: Mapping[str, Any]) -> Iterator[str]:
    filters = mappings(query.get("labelFilters"))
    yield from (text for fields in (query, *filters) for text in fields.values() if isinstance(text, str))
