"""Every query is sent to the services that can answer it, and every failure is an observation."""

from __future__ import annotations

import socket

import pytest

from lab.backends.observing import Backends
from lab.queries.alertmanager import AlertmanagerAlerts
from lab.queries.loki import LogLines, LogRange, LogValue
from lab.queries.notifications import Received
from lab.queries.prometheus import Exemplars, InstantQuery, MetricNames, RangeQuery, Rules, ScrapePools, Targets
from lab.queries.query import Query
from lab.queries.traces import Traces
from lab.record.observation import Observation
from tests.queries.sending import NOW, observe

QUERIES: tuple[tuple[Query, str], ...] = (
    (InstantQuery(query="up"), "prometheus"),
    (RangeQuery(query="up", start=NOW - 2, end=NOW, step=0.5), "prometheus"),
    (MetricNames(selector="{a='b'}", start=NOW - 60), "prometheus"),
    (Targets(job="api"), "prometheus"),
    (Rules(), "prometheus"),
    (ScrapePools(), "prometheus"),
    (Exemplars(selector="up", start=NOW - 10, end=NOW), "prometheus"),
    (AlertmanagerAlerts(), "alertmanager"),
    (Received(since=NOW - 10), "notifications"),
    (LogLines(query="{a='b'}", start=NOW - 10, end=NOW), "loki"),
    (LogValue(query="rate(x)"), "loki"),
    (LogRange(query="rate(x)", start=NOW - 10, end=NOW, step=0.5), "loki"),
    (Traces(service="api", start=NOW - 10, end=NOW), "traces"),
)
ROWS = pytest.mark.parametrize(("query", "role"), QUERIES, ids=[query.kind for query, _ in QUERIES])


@ROWS
def test_observe_asks_the_role(query: Query, role: str) -> None:
    roles: list[str] = []

    Backends(roles.append, lambda: NOW, lambda service, port: None).observe(query)

    assert roles == [role]
    assert query.roles() == (role,)


@ROWS
def test_observe_without_the_service(query: Query, role: str) -> None:
    error = f"no component provides the role {role!r}, or it is not running"

    assert observe(None, query) == Observation(query=query, at=NOW, error=error)


@ROWS
def test_observe_refused_connection(query: Query, role: str) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))  # bound but not listening: no other program gets the port
        url = f"http://127.0.0.1:{bound.getsockname()[1]}"
        observation = observe(url, query)

    assert (observation.answer, observation.refused) == (None, False)
    assert observation.error.startswith(url)
    assert "does not answer: " in observation.error
    assert observation.error.endswith("Connection refused")


def test_observe_asks_the_service_that_the_query_names() -> None:
    asked: list[tuple[str, ...]] = []

    def endpoint(*role_and_service: str) -> None:
        asked.append(role_and_service)

    query = InstantQuery(query="up").addressed({"prometheus": "replica", "loki": "logs"})
    observation = Backends(endpoint, lambda: NOW, lambda service, port: None).observe(query)

    assert query == InstantQuery(query="up", ask="replica")
    assert asked == [("prometheus", "replica")]
    assert observation.error == "'replica' is not running, or has not the role 'prometheus'"
    assert query.services() == ("replica",)
    assert query.described(0.0).title == "replica: query"


def test_addressed_keeps_the_service_that_a_query_names_itself() -> None:
    query = InstantQuery(query="up", ask="one")

    assert query.addressed({"prometheus": "other"}) is query
    assert Observation(query=query, at=NOW).model_dump(mode="json")["query"]["ask"] == "one"


def test_addressed_only_in_its_roles() -> None:
    assert Received(since=0.0).addressed({"prometheus": "replica"}) == Received(since=0.0)
