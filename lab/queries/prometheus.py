"""Queries of Prometheus' HTTP API (v1, as of 3.15). Answers are the `data` of its JSON, unchanged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from lab.language.times import moment
from lab.queries.answer import Answer, Shape, foreign_answer, reads_answer_of
from lab.queries.query import Clients, Description, Params, Query, steps, window
from lab.queries.traces import ROLE_TRACES, has_trace

ROLE = "prometheus"
BACKEND = "Prometheus"
MAX_TRACES = 100  # looked up for one query of exemplars: each is a request of its own


def data_of(answer: Answer, key: str = "") -> Answer:
    """The `data` of an answer. It must have `key`, if given: an answer of another program has not."""
    if answer.error:
        return answer
    data = answer.json.get("data") if isinstance(answer.json, dict) else None
    if data is None or (key and key not in data):
        return foreign_answer(BACKEND, answer.json)
    return Answer(json=data)


def get_data(clients: Clients, path: str, params: Params | None = None, key: str = "") -> Answer:
    """The `data` of a GET request below /api/v1."""
    return data_of(clients.role(ROLE).get(f"/api/v1/{path}", params), key)


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
        return get_data(clients, "query_range", _range_params(self))

    def describe(self, zero: float) -> Description:
        if self.start == self.end:
            return Description(f"query at {window(self.start, self.end, zero).rpartition(' to ')[2]}", self.query)
        return Description(f"query {steps(self.start, self.end, self.step, zero)}", self.query)


class FreshRange(Query):
    """The values of a PromQL query from `start` to `end` (unix seconds), every `step` seconds, at each moment only of
    samples that are no older than a step: the lookback, which fills gaps, is that short."""

    kind: Literal["fresh-range"] = "fresh-range"
    role = ROLE
    query: str
    start: float
    end: float
    step: float

    def send(self, clients: Clients, at: float) -> Answer:
        return get_data(clients, "query_range", {**_range_params(self), "lookback_delta": self.step})

    def describe(self, zero: float) -> Description:
        return Description(f"query {steps(self.start, self.end, self.step, zero)}, without lookback", self.query)


def _range_params(query: RangeQuery | FreshRange) -> Params:
    end = max(query.end, query.start)
    return {"query": query.query, "start": query.start, "end": end, "step": query.step}


class QueryAt(Query):
    """The value of a PromQL query at a moment (unix seconds), or the raw samples of a range selector before it."""

    kind: Literal["query-at"] = "query-at"
    role = ROLE
    query: str
    time: float

    def send(self, clients: Clients, at: float) -> Answer:
        return get_data(clients, "query", {"query": self.query, "time": f"{self.time:.3f}"})

    def describe(self, zero: float) -> Description:
        return Description(f"query at {moment((self.time - zero) * 1000)}", self.query)


class MetricNames(Query):
    """The metric names of the series that a selector matched since `start` (unix seconds)."""

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
        return set(_strings(answer))


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
        params = {"state": "active", "scrapePool": self.job}
        return _value_of("activeTargets", get_data(clients, "targets", params, "activeTargets"))

    def describe(self, zero: float) -> Description:
        return Description("targets of job", self.job)

    @staticmethod
    @reads_answer_of(BACKEND)
    def read(answer: Any) -> list[Target]:
        return [Target.model_validate(target) for target in _list(answer)]


class ScrapePools(Query):
    """The names of all scrape jobs in the configuration of Prometheus."""

    kind: Literal["pools"] = "pools"
    role = ROLE

    def send(self, clients: Clients, at: float) -> Answer:
        return _value_of("scrapePools", get_data(clients, "scrape_pools", key="scrapePools"))

    def describe(self, zero: float) -> Description:
        return Description("scrape jobs")

    @staticmethod
    @reads_answer_of(BACKEND)
    def read(answer: Any) -> list[str]:
        return _strings(answer)


class AlertingRule(Shape):
    """A loaded alerting rule."""

    name: str
    query: str = ""
    labels: dict[str, str] = Field(default_factory=dict)
    health: str | None = None
    last_error: str = ""
    last_evaluation: datetime | None = None


class Rules(Query):
    """The loaded alerting rules."""

    kind: Literal["rules"] = "rules"
    role = ROLE

    def send(self, clients: Clients, at: float) -> Answer:
        return rules_of(get_data(clients, "rules", {"type": "alert"}, "groups"))

    def describe(self, zero: float) -> Description:
        return Description("alerting rules")

    @staticmethod
    @reads_answer_of(BACKEND)
    def read(answer: Any) -> list[AlertingRule]:
        return [AlertingRule.model_validate(rule) for rule in _list(answer)]


class Exemplar(Shape):
    """An exemplar: labels, usually the trace id, and the observed value."""

    labels: dict[str, str]
    value: float


class SeriesWithExemplars(Shape):
    """The exemplars of one series."""

    series_labels: dict[str, str]
    exemplars: tuple[Exemplar, ...]


class ExemplarsAnswer(Shape):
    """Exemplars by series. `opened`: trace id -> whether that trace exists, for those that were looked up."""

    series: tuple[SeriesWithExemplars, ...]
    opened: dict[str, bool]


class Exemplars(Query):
    """The exemplars of a selector from `start` to `end` (unix seconds).

    With `label`, the traces whose ids are in that label of the exemplars are looked up, at most `MAX_TRACES`.
    """

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
        exemplars = get_data(clients, "query_exemplars", {"query": self.selector, "start": self.start, "end": end})
        if exemplars.error:
            return exemplars
        if not isinstance(exemplars.json, list):
            return foreign_answer(BACKEND, exemplars.json)
        opened: dict[str, bool] = {}
        if self.label:
            traces = clients.role(ROLE_TRACES)
            for trace in self._trace_ids(exemplars.json)[:MAX_TRACES]:
                answer = has_trace(traces, trace)
                if answer.error:
                    return answer
                opened[trace] = answer.json
        return Answer(json={"series": exemplars.json, "opened": opened})

    def describe(self, zero: float) -> Description:
        opened = f", and the traces their {self.label} names" if self.label else ""
        return Description(f"exemplars {window(self.start, self.end, zero)}{opened}", self.selector)

    @staticmethod
    @reads_answer_of(BACKEND)
    def read(answer: Any) -> ExemplarsAnswer:
        return ExemplarsAnswer.model_validate(answer)

    def _trace_ids(self, series: Sequence[Any]) -> list[str]:
        answer = self.read({"series": series, "opened": {}})
        ids = (exemplar.labels.get(self.label) for series_ in answer.series for exemplar in series_.exemplars)
        return list(dict.fromkeys(id_ for id_ in ids if id_))


def rules_of(groups: Answer) -> Answer:
    """The rules of all groups, as one list."""
    if groups.error:
        return groups
    return Answer(json=[rule for group in groups.json["groups"] for rule in group["rules"]])


def _value_of(key: str, answer: Answer) -> Answer:
    return answer if answer.error else Answer(json=answer.json[key])


def _list(answer: Any) -> list[Any]:
    if not isinstance(answer, list):
        raise TypeError("expected a list")
    return answer


def _strings(answer: Any) -> list[str]:
    strings = _list(answer)
    if not all(isinstance(string, str) for string in strings):
        raise TypeError("expected a list of strings")
    return strings
