"""Queries of Prometheus, against captured answers of a real one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lab.backends.observing import Backends
from lab.queries.prometheus import Exemplars, InstantQuery, MetricNames, RangeQuery, Rules, ScrapePools, Targets
from lab.queries.query import Query
from lab.record.observation import Observation
from tests.backends.small_backend import Reply, SmallBackend
from tests.expectations import captured_answers
from tests.expectations.captured_answers import JAEGER, PROMETHEUS
from tests.queries.sending import FOREIGN, NOW, Request, captured, observe_reply, requests_of

INSTANT = InstantQuery(query='up{job="api"}')
RANGE = RangeQuery(query="up", start=NOW - 2, end=NOW, step=0.5)
NAMES = MetricNames(selector='{job="api"}', start=NOW - 60)
TARGETS = Targets(job="api")
EXEMPLARS = Exemplars(selector="up", start=NOW - 10, end=NOW)
WITH_TRACES = EXEMPLARS.model_copy(update={"label": "trace_id"})
QUERIES = (INSTANT, RANGE, NAMES, TARGETS, Rules(), ScrapePools(), EXEMPLARS)

ANSWERS: dict[str, tuple[str, Query, Any]] = {
    "instant": ("instant_counts", INSTANT, captured_answers.prometheus("instant_counts")),
    "instant, nothing": ("instant_none", INSTANT, captured_answers.prometheus("instant_none")),
    "instant, a scalar": ("instant_scalar", INSTANT, captured_answers.prometheus("instant_scalar")),
    "instant, NaN": ("instant_nan", INSTANT, captured_answers.prometheus("instant_nan")),
    "range": ("range_gap", RANGE, captured_answers.prometheus("range_gap")),
    "names": ("names", NAMES, captured_answers.prometheus("names")),
    "names, none": ("names_none", NAMES, []),
    "targets": ("targets_down", TARGETS, captured_answers.targets("targets_down")),
    "targets, none": ("targets_none", TARGETS, []),
    "rules": ("rules", Rules(), captured_answers.rules("rules")),
    "scrape pools": ("pools", ScrapePools(), ["blackbox", "files", "self"]),
    "exemplars": (
        "exemplars",
        EXEMPLARS,
        {"series": captured_answers.body(PROMETHEUS / "exemplars.json")["data"], "opened": {}},
    ),
    "no exemplars": ("exemplars_none", WITH_TRACES, {"series": [], "opened": {}}),
}


@pytest.mark.parametrize(("name", "query", "answer"), ANSWERS.values(), ids=ANSWERS)
def test_prometheus_answer(name: str, query: Query, answer: Any) -> None:
    assert observe_reply(captured(PROMETHEUS, name), query) == Observation(query=query, at=NOW, answer=answer)


OVER = {"start": ["1795260446.25"], "end": ["1795260448.25"]}
REQUESTS: dict[str, tuple[Query, Request]] = {
    "instant, now": (INSTANT, ("/api/v1/query", {"query": ['up{job="api"}'], "time": ["1795260448.25"]})),
    "range": (RANGE, ("/api/v1/query_range", {"query": ["up"], **OVER, "step": ["0.5"]})),
    "range, with an end before the start": (
        RANGE.model_copy(update={"end": NOW - 3}),
        ("/api/v1/query_range", {"query": ["up"], **OVER, "end": OVER["start"], "step": ["0.5"]}),
    ),
    "names, until now": (
        NAMES,
        (
            "/api/v1/label/__name__/values",
            {"match[]": ['{job="api"}'], "start": ["1795260388.25"], "end": ["1795260448.25"]},
        ),
    ),
    "targets": (TARGETS, ("/api/v1/targets", {"state": ["active"], "scrapePool": ["api"]})),
    "rules": (Rules(), ("/api/v1/rules", {"type": ["alert"]})),
    "scrape pools": (ScrapePools(), ("/api/v1/scrape_pools", {})),
    "exemplars": (
        EXEMPLARS,
        ("/api/v1/query_exemplars", {"query": ["up"], "start": ["1795260438.25"], "end": ["1795260448.25"]}),
    ),
}


@pytest.mark.parametrize(("query", "request_"), REQUESTS.values(), ids=REQUESTS)
def test_prometheus_request(query: Query, request_: Request) -> None:
    assert requests_of(query) == [request_]


REFUSED: dict[str, tuple[str, Query, str]] = {
    "400, a query that does not parse": (
        "refused_syntax",
        INSTANT,
        'invalid parameter "query": 1:13: parse error: unexpected "(" in grouping opts, expected "," or ")"',
    ),
    "400, too many points": (
        "refused_range",
        RANGE,
        "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)",
    ),
    "400, a selector that does not parse": (
        "refused_names",
        NAMES,
        "1:11: parse error: unexpected end of input inside braces",
    ),
    "400, a selector of exemplars that does not parse": (
        "refused_exemplars",
        EXEMPLARS,
        "1:6: parse error: unexpected end of input inside braces",
    ),
    "422, a query that cannot be evaluated": (
        "refused_evaluation",
        INSTANT,
        captured_answers.body(PROMETHEUS / "refused_evaluation.json")["error"],
    ),
    "422, a query that took too long": ("refused_timeout", INSTANT, "context deadline exceeded"),
}


@pytest.mark.parametrize(("name", "query", "error"), REFUSED.values(), ids=REFUSED)
def test_prometheus_refused(name: str, query: Query, error: str) -> None:
    assert observe_reply(captured(PROMETHEUS, name), query) == Observation(
        query=query, at=NOW, error=error, refused=True
    )


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.kind)
@pytest.mark.parametrize("text", FOREIGN)
def test_prometheus_foreign_answer(query: Query, text: str) -> None:
    """Any `data` is an answer to some queries; reading it reports what is wrong."""
    accepts_any_data = query.kind in ("instant", "range", "names") and text == '{"data": {}}'

    assert bool(observe_reply(Reply(200, text), query).error) is not accepts_any_data


IDS = ("d94e5efaf89fc43c5fa52f8b2b19b8f8", "8b0e7153bf7c3706d85c524e44006655")


def look_up(reply: Reply, exemplars: Reply | None = None) -> tuple[Observation, list[str]]:
    """The observation, with a Jaeger that always gives this reply, and the paths that were requested from it."""
    with SmallBackend(exemplars or captured(PROMETHEUS, "exemplars")) as prometheus, SmallBackend(reply) as jaeger:
        urls = {"prometheus": prometheus.url, "traces": jaeger.url}
        backends = Backends(lambda role: urls[role], lambda: NOW, lambda service, port: None)
        observation = backends.observe(WITH_TRACES)
        error = observation.error.replace(jaeger.url, "URL")
        return observation.model_copy(update={"error": error}), [path for path, _ in jaeger.asked]


TRACES = {
    "exists": (captured(JAEGER, "traces_items"), True),
    "does not exist": (captured(JAEGER, "trace_none"), False),
    "not a valid id": (captured(JAEGER, "trace_refused"), False),
}


@pytest.mark.parametrize(("reply", "exists"), TRACES.values(), ids=TRACES)
def test_exemplars_look_up_traces(reply: Reply, exists: bool) -> None:
    observation, paths = look_up(reply)

    assert (observation.answer["opened"], observation.error) == (dict.fromkeys(IDS, exists), "")
    assert paths == [f"/api/traces/{trace}" for trace in IDS]


@pytest.mark.parametrize("reply", [Reply(404, "404 page not found"), Reply(503, ""), Reply(200, "[]")])
def test_exemplars_trace_not_answered(reply: Reply) -> None:
    observation, paths = look_up(reply)

    assert (observation.answer, observation.refused, len(paths)) == (None, False, 1)
    assert observation.error.startswith(f"URL/api/traces/{IDS[0]} answered {reply.status}")


@pytest.mark.slow
def test_exemplars_look_up_at_most_a_hundred_traces() -> None:
    exemplars = [{"labels": {"trace_id": f"a/{n % 130}"}, "value": "1", "timestamp": NOW} for n in range(260)]
    many = {"status": "success", "data": [{"seriesLabels": {}, "exemplars": exemplars}]}

    observation, paths = look_up(captured(JAEGER, "trace_refused"), Reply(200, json.dumps(many)))

    assert len(observation.answer["opened"]) == 100
    assert paths == [f"/api/traces/a%2F{n}" for n in range(100)]


def test_exemplars_without_a_service_for_traces() -> None:
    with SmallBackend(captured(PROMETHEUS, "exemplars")) as prometheus:
        endpoint = {"prometheus": prometheus.url}.get
        observation = Backends(endpoint, lambda: NOW, lambda service, port: None).observe(WITH_TRACES)

    assert observation.error == "no component provides the role 'traces', or it is not running"


def test_exemplars_roles() -> None:
    assert (EXEMPLARS.roles(), WITH_TRACES.roles()) == (("prometheus",), ("prometheus", "traces"))
