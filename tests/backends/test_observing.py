"""What backends make of answers that come over a real connection: captured ones, and all the ways to give none."""

import socket
import threading
import time
from typing import Any

import pytest

from lab.backends import http
from lab.backends.observing import Backends
from lab.queries.alertmanager import AlertmanagerAlerts
from lab.queries.notifications import Received
from lab.queries.prometheus import InstantQuery, MetricNames, RangeQuery, Rules, ScrapePools, Targets
from lab.queries.query import Query
from lab.record.observation import Observation
from tests.backends.small_backend import Reply, SmallBackend, captured
from tests.expectations import captured_answers

NOW = 1795249481.25
INSTANT = InstantQuery(query='up{job="api"}')
RANGE = RangeQuery(query="up", start=NOW - 2, end=NOW, step=0.5)
NAMES = MetricNames(selector='{job="api"}', start=NOW - 60)
TARGETS = Targets(job="api")
RECEIVED = Received(since=NOW - 10)
ASKS: dict[str, Query] = {
    "instant": INSTANT,
    "range": RANGE,
    "names": NAMES,
    "targets": TARGETS,
    "rules": Rules(),
    "received": RECEIVED,
    "pools": ScrapePools(),
    "held": AlertmanagerAlerts(),
}
ROLES = {"received": "notifications", "held": "alertmanager"}


def observe(url: str | None, ask: Query) -> Observation:
    return Backends(lambda role: url, lambda: NOW, lambda service, port: url).observe(ask)


def answered(reply: Reply, ask: Query) -> Observation:
    with SmallBackend(reply) as backend:
        found = observe(backend.url, ask)
        return found.model_copy(update={"error": found.error.replace(backend.url, "URL")})


GOOD: dict[str, tuple[str, Query, Any]] = {
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
    "received": ("received", RECEIVED, captured_answers.received()),
    "received, none": ("received_none", RECEIVED, []),
    "pools": ("pools", ScrapePools(), ["blackbox", "files", "self"]),
    "held": ("held_silenced", AlertmanagerAlerts(), captured_answers.received("held_silenced")),
    "held, none": ("held_none", AlertmanagerAlerts(), []),
}


@pytest.mark.parametrize(("name", "ask", "answer"), GOOD.values(), ids=GOOD)
def test_an_answer_is_brought_back_as_it_came(name: str, ask: Query, answer: Any) -> None:
    assert answered(captured(name), ask) == Observation(query=ask, at=NOW, answer=answer)


ASKED: dict[str, tuple[Query, str, dict[str, list[str]]]] = {
    "instant, at the moment of asking": (
        INSTANT,
        "/api/v1/query",
        {"query": ['up{job="api"}'], "time": ["1795249481.25"]},
    ),
    "range": (
        RANGE,
        "/api/v1/query_range",
        {"query": ["up"], "start": ["1795249479.25"], "end": ["1795249481.25"], "step": ["0.5"]},
    ),
    "range that ends before it starts": (
        RANGE.model_copy(update={"end": NOW - 3}),
        "/api/v1/query_range",
        {"query": ["up"], "start": ["1795249479.25"], "end": ["1795249479.25"], "step": ["0.5"]},
    ),
    "names, up to the moment of asking": (
        NAMES,
        "/api/v1/label/__name__/values",
        {"match[]": ['{job="api"}'], "start": ["1795249421.25"], "end": ["1795249481.25"]},
    ),
    "targets": (TARGETS, "/api/v1/targets", {"state": ["active"], "scrapePool": ["api"]}),
    "rules": (Rules(), "/api/v1/rules", {"type": ["alert"]}),
    "received": (RECEIVED, "/received", {"since": ["1795249471.25"]}),
    "pools": (ScrapePools(), "/api/v1/scrape_pools", {}),
    "held": (AlertmanagerAlerts(), "/api/v2/alerts", {}),
}


@pytest.mark.parametrize(("ask", "path", "parameters"), ASKED.values(), ids=ASKED)
def test_what_is_asked_over_the_wire(ask: Query, path: str, parameters: dict[str, list[str]]) -> None:
    with SmallBackend(Reply(200, "{}")) as backend:
        observe(backend.url, ask)
        assert backend.asked == [(path, parameters)]


REFUSED = {
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
    "400, the sink": ("received_refused", RECEIVED, "since='yesterday' is no unix time in seconds"),
    "422, a query that cannot be evaluated": (
        "refused_evaluation",
        INSTANT,
        captured_answers.body(captured_answers.PROMETHEUS / "refused_evaluation.json")["error"],
    ),
    "422, a query that took too long": ("refused_timeout", INSTANT, "context deadline exceeded"),
}


@pytest.mark.parametrize(("name", "ask", "error"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_is_told_from_silence(name: str, ask: Query, error: str) -> None:
    assert answered(captured(name), ask) == Observation(query=ask, at=NOW, error=error, refused=True)


NO_ANSWER = {
    "503": (Reply(503, "Service Unavailable"), "URL/api/v1/query answered 503: Service Unavailable"),
    "404": (captured("not_found"), "URL/api/v1/query answered 404: 404 page not found\n"),
    "500 with JSON": (
        Reply(500, '{"status":"error","error":"disk full"}'),
        'URL/api/v1/query answered 500: {"status":"error","error":"disk full"}',
    ),
    "200 without JSON": (Reply(200, "<html>hello"), "URL/api/v1/query answered 200: <html>hello"),
    "200, half the JSON": (Reply(200, '{"status":'), 'URL/api/v1/query answered 200: {"status":'),
    "200, empty": (Reply(200, ""), "URL/api/v1/query answered 200: "),
    "a long page is cut": (Reply(502, "x" * 5000), f"URL/api/v1/query answered 502: {'x' * 200}"),
    "JSON of something else": (
        Reply(200, '{"hello": "world"}'),
        "not an answer of Prometheus: {'hello': 'world'}",
    ),
    "JSON, but a list": (Reply(200, "[1]"), "not an answer of Prometheus: [1]"),
}


@pytest.mark.parametrize(("reply", "error"), NO_ANSWER.values(), ids=NO_ANSWER)
def test_what_is_no_answer(reply: Reply, error: str) -> None:
    assert answered(reply, INSTANT) == Observation(query=INSTANT, at=NOW, error=error)


@pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS)
@pytest.mark.parametrize(
    "text", ['{"status": "success", "data": null}', '{"data": {}}', "{}", "[]", "7", '"x"', "null"]
)
def test_whatever_comes_back_observing_never_raises(ask: Query, text: str) -> None:
    """An empty list is what the sink and Alertmanager say when there is nothing; nothing else passes for an answer."""
    found = answered(Reply(200, text), ask)
    lenient = ask.kind in ("instant", "range", "names") and "{}}" in text  # any `data` will do; judging says the rest
    assert bool(found.error) is not (lenient or (ask.kind in ("received", "held") and text == "[]"))


def test_400_without_words() -> None:
    assert answered(Reply(400, ""), INSTANT) == Observation(query=INSTANT, at=NOW, error="status 400", refused=True)


@pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS)
def test_a_service_that_is_not_there(ask: Query) -> None:
    role = ROLES.get(ask.kind, "prometheus")
    error = f"no component provides the role {role!r}, or it is not running"
    assert observe(None, ask) == Observation(query=ask, at=NOW, error=error)


@pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS)
def test_a_refused_connection(ask: Query) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: nobody else gets the port, and nobody answers
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        found = observe(url, ask)
    assert (found.answer, found.refused) == (None, False)
    assert found.error.startswith(url)
    assert "does not answer: " in found.error
    assert found.error.endswith("Connection refused")


def test_a_slow_answer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "TIMEOUT_S", (2.0, 0.3))
    with SmallBackend(captured("instant_up"), hold=threading.Event()) as backend:
        began = time.monotonic()
        found = observe(backend.url, INSTANT)
        took = time.monotonic() - began
    assert (found.answer, found.refused) == (None, False)
    assert found.error == f"{backend.url}/api/v1/query does not answer: timed out"
    assert 0.3 <= took < 1.5


def test_a_proxy_of_the_user_has_no_business_with_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert answered(captured("names_none"), NAMES) == Observation(query=NAMES, at=NOW, answer=[])


def test_each_kind_asks_the_role_that_can_answer_it() -> None:
    asked: list[str] = []

    def endpoint(role: str) -> None:
        asked.append(role)

    for ask in ASKS.values():
        Backends(endpoint, lambda: NOW, lambda service, port: None).observe(ask)
    assert asked == [ROLES.get(name, "prometheus") for name in ASKS]


@pytest.mark.parametrize(
    ("reply", "why"), [(Reply(200, "ok"), ""), (Reply(204, ""), ""), (Reply(503, "starting"), "answers 503")]
)
def test_readiness_is_a_good_status(reply: Reply, why: str) -> None:
    with SmallBackend(reply) as backend:
        assert http.unready(f"{backend.url}/-/ready") == why


def test_nobody_listening_is_not_ready() -> None:
    with SmallBackend(Reply(200, "")) as backend:
        url = backend.url
    assert http.unready(f"{url}/-/ready") == "does not answer"
