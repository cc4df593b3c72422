"""What the answers to a dashboard's queries come to: panels without data, and the variables behind them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lab.dashboards.asking import Opened
from lab.dashboards.panel_queries import PanelQuery, Unasked
from lab.dashboards.resolution import EmptyVariable
from lab.dashboards.variable_queries import VariableRequest
from lab.expectations.formatting import on_one_line
from lab.expectations.results import failed, passed
from lab.language.counting import count
from lab.language.reasons import NO_DATA, declare
from lab.queries.grafana import GrafanaQuery
from lab.queries.loki import LogLines, LogValue
from lab.queries.prometheus import InstantQuery
from lab.queries.series import points_of, series_of
from lab.record.observation import Observation
from lab.record.verdict import Empty, Judgement

NO_VALUES = declare("no_values", "A variable of a dashboard has no values.")

_FEW = 4  # panels whose queries are quoted; of more only the titles are named
_QUOTED = 120  # characters of a query


@dataclass(frozen=True, slots=True)
class PanelAnswers:
    """The observations of `opened.queries`, in their order."""

    opened: Opened
    observations: tuple[Observation, ...]
    may_be_empty: tuple[str, ...] = ()

    def judgement(self, expected: str) -> Judgement:
        queries = self.opened.queries
        has_data = [has_data_of(observation) for observation in self.observations]
        with_data = {query.panel for query, data in zip(queries, has_data, strict=True) if data}
        without = [index for index, data in enumerate(has_data) if not data]
        bad = [index for index in without if not self._may_be_empty(queries[index])]
        variables = self._variables(bad)
        of_variables = {index for index in bad if self.opened.behind[index]}
        panels = [self._empty(index, with_data) for index in without if index not in of_variables]
        panels.sort(key=lambda empty: (len(empty.name), empty.name, empty.ref))
        empty = (*variables, *panels)
        if not bad:
            allowed = _names(panels)
            text = f"; empty, as they may be: {'; '.join(allowed)}" if allowed else ""
            judgement = passed(expected, _summary(queries, has_data) + text + self._not_asked())
            return judgement.model_copy(update={"empty": empty})
        difference = f"{len(bad)} of {len(queries)} queries return nothing"
        if len(bad) > _FEW:
            in_panels = len({queries[index].panel for index in bad})
            difference += f", in {in_panels} of {count(len({query.panel for query in queries}), 'panel')}"
        wrong = [one for one in panels if not one.allowed]
        actual = "; ".join([*_variable_texts(variables), *self._panel_texts(wrong)])
        reason = NO_VALUES if variables else NO_DATA
        judgement = failed(reason, expected, actual + self._not_asked(), difference=difference)
        return judgement.model_copy(update={"empty": empty})

    def _may_be_empty(self, query: PanelQuery) -> bool:
        return any(name in (query.title, query.panel) for name in self.may_be_empty)

    def _empty(self, index: int, with_data: set[str]) -> Empty:
        query = self.opened.queries[index]
        return Empty(
            name=query.panel,
            ref=query.ref,
            query=query.query,
            promql=query.query if query.source == "prometheus" else "",
            whole=query.panel not in with_data,
            cause=_cause_in(self.observations[index]),
            allowed=self._may_be_empty(query),
        )

    def _variables(self, bad: Iterable[int]) -> list[Empty]:
        """The variables behind empty panels, that behind most of them first."""
        panels: dict[str, set[str]] = {}
        variables: dict[str, EmptyVariable] = {}
        for index in bad:
            for variable in self.opened.behind[index]:
                variables[variable.name] = variable
                panels.setdefault(variable.name, set()).add(self.opened.queries[index].panel)
        found = [_empty_variable(variable, len(panels[name])) for name, variable in variables.items()]
        return sorted(found, key=lambda empty: -empty.used_by)

    def _panel_texts(self, empty: list[Empty]) -> Iterator[str]:
        """A few with their queries; of more how many there are, and the reports list them by their causes."""
        if len(empty) <= _FEW:
            yield from (f"{one.name} ({one.ref}): {on_one_line(one.query, _QUOTED)}" for one in empty)
            return
        total = count(len({query.panel for query in self.opened.queries}), "panel")
        if none := len({one.name for one in empty if one.whole}):
            yield f"no data in {none} of {total}"
        if partly := len({one.name for one in empty if not one.whole}):
            yield f"data for only some of the queries in {partly} of {total}"

    def _not_asked(self) -> str:
        return f"; not asked: {unasked_text(self.opened.unasked)}" if self.opened.unasked else ""


def _empty_variable(variable: EmptyVariable, used_by: int) -> Empty:
    request: VariableRequest = variable.request
    return Empty(
        kind="variable",
        name=variable.name,
        query=variable.query,
        promql=request.selector if request.source == "prometheus" and not variable.error else "",
        label=request.label,
        used_by=used_by,
        cause=f"was refused: {variable.error}" if variable.error else "",
    )


def _variable_texts(variables: Iterable[Empty]) -> Iterator[str]:
    for variable in variables:
        what = variable.cause or "returns nothing"
        used = "panel uses" if variable.used_by == 1 else "panels use"
        yield f"${variable.name} has no values: {variable.query} {what}; {variable.used_by} {used} it"


def _names(panels: Iterable[Empty]) -> list[str]:
    """The names of panels, with the queries where only some of them return nothing."""
    refs: dict[str, list[str]] = {}
    for panel in panels:
        refs.setdefault(panel.name, [])
        if not panel.whole:
            refs[panel.name].append(panel.ref)
    return [f"{name} ({', '.join(of_name)})" if of_name else name for name, of_name in refs.items()]


def unasked_text(unasked: Iterable[Unasked]) -> str:
    """How many panels are not asked, and why, with their names."""
    panels: dict[str, list[str]] = {}
    for one in dict.fromkeys(unasked):
        panels.setdefault(one.why if one.whole else f"{one.why} (a part of it)", []).append(one.panel)
    parts = []
    for why, names in panels.items():
        names = list(dict.fromkeys(names))
        names.sort(key=len)
        parts.append(f"{count(len(names), 'panel')} because {why} ({'; '.join(names)})")
    return ", ".join(parts)


def _cause_in(observation: Observation) -> str:
    """The cause that the answer itself shows."""
    if isinstance(observation.query, GrafanaQuery | LogLines):
        return ""
    instant = isinstance(observation.query, InstantQuery | LogValue)
    series = series_of(observation.answer) if instant else points_of(observation.answer)
    return "every value is NaN: 0 is divided by 0, or a histogram has no observations" if series else ""


def has_data_of(observation: Observation) -> bool:
    match observation.query:
        case GrafanaQuery():
            return GrafanaQuery.has_data(observation.answer)
        case LogLines():
            return any(stream.lines for stream in LogLines.read(observation.answer))
        case InstantQuery() | LogValue():
            return any(not math.isnan(value) for _, value in series_of(observation.answer))
    return any(not math.isnan(value) for _, points in points_of(observation.answer) for _, value in points)


def _summary(queries: Iterable[PanelQuery], has_data: Iterable[bool]) -> str:
    answered = [query for query, data in zip(queries, has_data, strict=True) if data]
    numbers = {"samples": sum(not query.logs for query in answered), "lines": sum(query.logs for query in answered)}
    return ", ".join(
        f"{number} {'query returns' if number == 1 else 'queries return'} {what}"
        for what, number in numbers.items()
        if number
    )
