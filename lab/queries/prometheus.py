"""Queries of Prometheus' HTTP API (v1, as of 3.15). Answers are the `data` of its JSON, unchanged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from lab.queries.answer import Answer, Shape, not_from, reads_answer_of
from lab.queries.query import Clients, Description, Params, Query, steps, window
from lab.queries.traces import ROLE_TRACES, has_trace

ROLE = "prometheus"
BACKEND = "Prometheus"
MOST_OPENED = 100  # traces looked up for one answer: each is a request of its own


def data(answer: Answer, holding: str = "") -> Answer:
    """The `data` of an answer, with the key `holding` in it. Whatever else listens on that port has no such key."""
    if answer.error:
        return answer
    found = answer.json.get("data") if isinstance(answer.json, dict) else None
    if found is None or (holding and holding not in found):
        return not_from(BACKEND, answer.json)
    return Answer(json=found)


def get_data(clients: Clients, path: str, params: Params | None = None, holding: str = "") -> Answer:
    return data(clients.role(ROLE).get(f"/api/v1/{path}", params), holding)


class InstantQuery(Query):
    """The value of a PromQL query now."""

    kind: Literal["instant"] = "instant"
    role = ROLE
    query: str

    def send(self, clients: Clients, at: float) -> Answer:
        return get_data(clients, "query", {"query": self.query, "time": at})

    def describe(self, zero: float) -> Description:
        return Description("query", self.query)


class RangeQuery(Query):
    """The values of a PromQL query from `start` to `end` (unix seconds), every `step` seconds."""

    kind: Literal["range"] = "range"
    role = ROLE
    query: str
    start: float
    end: float
    step: float

    def send(self, clients: Clients, at: float) -> Answer:
        end = max(self.end, self.start)
        return get_data(
            clients, "query_range", {"query": self.query, "start": self.start, "end": end, "step": self.step}
        )

    def describe(self, zero: float) -> Description:
        if self.start == self.end:
            return Description(f"query at {window(self.start, self.end, zero).rpartition(' to ')[2]}", self.query)
        return Description(f"query {steps(self.start, self.end, self.step, zero)}", self.query)


class MetricNames(Query):
    """The metric names a selector has had since `start` (unix seconds)."""

    kind: Literal["names"] = "names"
    role = ROLE
    selector: str
    start: float

    def send(self, clients: Clients, at: float) -> Answer:
        return get_data(clients, "label/__name__/values", {"match[]": self.selector, "start": self.start, "end": at})

    def describe(self, zero: float) -> Description:
        return Description("metric names of", self.selector)

    @staticmethod
    @reads_answer_of(BACKEND)
    def read(answer: Any) -> set[str]:
        return set(_texts(answer))


class Target(Shape):
    """A scrape target, as the targets API describes it."""

    labels: dict[str, str]
    health: str
    scrape_url: str
    last_error: str = ""


class Targets(Query):
    """The active targets of a scrape job."""

    kind: Literal["targets"] = "targets"
    role = ROLE
    job: str

    def send(self, clients: Clients, at: float) -> Answer:
        return _below(
            "activeTargets", get_data(clients, "targets", {"state": "active", "scrapePool": self.job}, "activeTargets")
        )

    def describe(self, zero: float) -> Description:
        return Description("targets of job", self.job)

    @staticmethod
    @reads_answer_of(BACKEND)
    def read(answer: Any) -> list[Target]:
        return [Target.model_validate(target) for target in _listed(answer)]


class ScrapePools(Query):
    """The names of all scrape jobs Prometheus knows."""

    kind: Literal["pools"] = "pools"
    role = ROLE

    def send(self, clients: Clients, at: float) -> Answer:
        return _below("scrapePools", get_data(clients, "scrape_pools", holding="scrapePools"))

    def describe(self, zero: float) -> Description:
        return Description("scrape jobs")

    @staticmethod
    @reads_answer_of(BACKEND)
    def read(answer: Any) -> list[str]:
        return _texts(answer)


class AlertingRule(Shape):
    """A loaded alerting rule."""

    name: str
    query: str = ""
    health: str | None = None
    last_error: str = ""
    last_evaluation: datetime | None = None


class Rules(Query):
    """The loaded alerting rules."""

    kind: Literal["rules"] = "rules"
    role = ROLE

    def send(self, clients: Clients, at: float) -> Answer:
        found = get_data(clients, "rules", {"type": "alert"}, "groups")
        return (
            found if found.error else Answer(json=[rule for group in found.json["groups"] for rule in group["rules"]])
        )

    def describe(self, zero: float) -> Description:
        return Description("alerting rules")

    @staticmethod
    @reads_answer_of(BACKEND)
    def read(answer: Any) -> list[AlertingRule]:
        return [AlertingRule.model_validate(rule) for rule in _listed(answer)]


class Exemplar(Shape):
    """One exemplar."""

    labels: dict[str, str]
    value: float


class SeriesWithExemplars(Shape):
    """The exemplars of one series."""

    series_labels: dict[str, str]
    exemplars: tuple[Exemplar, ...]


class FoundExemplars(Shape):
    """Exemplars by series; for each trace that was looked up, whether there is such a trace."""

    series: tuple[SeriesWithExemplars, ...]
    opened: dict[str, bool]


class Exemplars(Query):
    """The exemplars of a selector; with `label`, whether the trace that each one names can be opened."""

    kind: Literal["exemplars"] = "exemplars"
    role = ROLE
    selector: str
    start: float
    end: float
    label: str = ""

    def roles(self) -> tuple[str, ...]:
        return (self.role, ROLE_TRACES) if self.label else (self.role,)

    def send(self, clients: Clients, at: float) -> Answer:
        end = max(self.end, self.start)
        found = get_data(clients, "query_exemplars", {"query": self.selector, "start": self.start, "end": end})
        if found.error:
            return found
        if not isinstance(found.json, list):
            return not_from(BACKEND, found.json)
        opened: dict[str, bool] = {}
        if self.label:
            traces = clients.role(ROLE_TRACES)
            for trace in self._named(found.json)[:MOST_OPENED]:
                answer = has_trace(traces, trace)
                if answer.error:
                    return answer
                opened[trace] = answer.json
        return Answer(json={"series": found.json, "opened": opened})

    def describe(self, zero: float) -> Description:
        opened = f", and the traces their {self.label} names" if self.label else ""
        return Description(f"exemplars {window(self.start, self.end, zero)}{opened}", self.selector)

    @staticmethod
    @reads_answer_of(BACKEND)
    def read(answer: Any) -> FoundExemplars:
        return FoundExemplars.model_validate(answer)

    def _named(self, series: Sequence[Any]) -> list[str]:
        found = self.read({"series": series, "opened": {}})
        named = (one.labels.get(self.label) for each in found.series for one in each.exemplars)
        return list(dict.fromkeys(trace for trace in named if trace))


def _below(key: str, answer: Answer) -> Answer:
    return answer if answer.error else Answer(json=answer.json[key])


def _listed(answer: Any) -> list[Any]:
    if not isinstance(answer, list):
        raise TypeError("a list was expected")
    return answer


def _texts(answer: Any) -> list[str]:
    texts = _listed(answer)
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("a list of text was expected")
    return texts
