"""What to ask for a dashboard's panels while a lab runs: first its variables, then its panels.

Which request comes next depends on the answers before; all of it is worked out anew from the observations so far.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lab.dashboards.built_ins import TimeRange, built_ins
from lab.dashboards.dashboard import Dashboard
from lab.dashboards.panel_queries import PanelQuery, Selection, Unasked, queries_and_unasked, variables_needed
from lab.dashboards.resolution import AskedVariable, EmptyVariable, Resolver, Scope
from lab.dashboards.variable_queries import texts_of
from lab.queries.variables import VariableQuery
from lab.record.observation import Observation

Answers = dict[tuple[int, str], "Sequence[str] | str"]  # dashboard, variable -> texts, or why it was refused


@dataclass(frozen=True, slots=True)
class Opened:
    """Dashboards as far as they are known. `pending`: requests for variables that come next; without any, the queries
    of the panels are known. `answered`: how many observations were of variables. `silent`: one without an answer."""

    pending: tuple[VariableQuery, ...]
    answered: int
    queries: tuple[PanelQuery, ...] = ()
    unasked: tuple[Unasked, ...] = ()
    behind: tuple[tuple[EmptyVariable, ...], ...] = ()  # for each query, the variables without values that it uses
    silent: Observation | None = None


@dataclass(frozen=True, slots=True)
class DashboardSet:
    """The dashboards of a file, with what the scenario says about them. `intervals`: built-in variables that follow the
    scrape interval."""

    dashboards: tuple[Dashboard, ...]
    given: Mapping[str, str]
    intervals: Mapping[str, str]
    selection: Selection
    through_grafana: bool = False
    without: frozenset[str] = frozenset()  # types of data sources that the lab does not have

    def opened(self, observations: Sequence[Observation], time: TimeRange) -> Opened:
        answers: Answers = {}
        used = 0
        while True:
            scopes = [self._scope(number, dashboard, time, answers) for number, dashboard in enumerate(self.dashboards)]
            asked = [(number, variable) for number, scope in enumerate(scopes) for variable in scope.asked]
            if not asked:
                return self._queries(scopes, used)
            if len(observations) < used + len(asked):
                return Opened(tuple(self._query(variable, time) for _, variable in asked), used)
            for (number, variable), observation in zip(asked, observations[used:], strict=False):
                if observation.error and not observation.refused:
                    return Opened((), used, silent=observation)
                refused = observation.error or "refused"
                answers[number, variable.name] = (
                    refused if observation.refused else texts_of(variable.request, observation.answer)
                )
            used += len(asked)

    def _scope(self, number: int, dashboard: Dashboard, time: TimeRange, answers: Answers) -> Scope:
        built_in = built_ins(self.intervals, time, dashboard.title, dashboard.uid)
        own = {name: answer for (of, name), answer in answers.items() if of == number}
        resolver = Resolver(dashboard, self.given, built_in, time.seconds, own)
        return resolver.resolve(variables_needed(dashboard, self.selection))

    def _query(self, variable: AskedVariable, time: TimeRange) -> VariableQuery:
        return VariableQuery(
            name=variable.name,
            source=variable.request.source,
            path=variable.request.path,
            params=variable.request.params,
            start=time.start,
            end=time.end,
            uid=variable.uid,
            preferred=variable.preferred,
            through_grafana=self.through_grafana,
        )

    def _queries(self, scopes: list[Scope], used: int) -> Opened:
        queries: list[PanelQuery] = []
        unasked: list[Unasked] = []
        behind: list[tuple[EmptyVariable, ...]] = []
        for dashboard, scope in zip(self.dashboards, scopes, strict=True):
            of_panels, not_asked = queries_and_unasked(dashboard, scope, self.selection, self.without)
            queries += of_panels
            unasked += not_asked
            behind += [tuple(scope.empty[name] for name in scope.culprits(query.variables)) for query in of_panels]
        return Opened((), used, tuple(queries), tuple(unasked), tuple(behind))
