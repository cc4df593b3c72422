"""An audit asks no more than it may: so many queries, for so long, so many at a time, and only to read."""

from __future__ import annotations

import threading
import time

import pytest

from lab.audit.budget import Budget, BudgetedService, Limits
from lab.audit.system import OUT_OF_BUDGET
from lab.backends.endpoint import Endpoint
from tests.audit.small_prometheus import SmallPrometheus

DATA = {"labels": ["job"]}


def test_queries_are_counted_and_end() -> None:
    with SmallPrometheus(DATA) as prometheus:
        budget = Budget(Limits(queries=3))
        service = BudgetedService(prometheus.endpoint, budget)
        answers = budget.in_order([lambda: service.get("/api/v1/labels")] * 5)
    assert sorted(answer.error for answer in answers)[:3] == [""] * 3
    refused = [answer.error for answer in answers if answer.error]
    assert refused == [f"{OUT_OF_BUDGET}: 3 queries were asked (--max-queries)"] * 2
    spent = budget.spent()
    assert (spent.queries, spent.most_queries, spent.exhausted) == (3, 3, True)
    assert len(prometheus.asked) == 3


def test_time_ends_a_wait_for_an_answer() -> None:
    hold = threading.Event()
    with SmallPrometheus(DATA, hold=hold) as prometheus:
        budget = Budget(Limits(seconds=0.3))
        service = BudgetedService(prometheus.endpoint, budget)
        began = time.monotonic()
        answers = [service.get("/api/v1/labels"), service.query("/api/v1/query", {"query": "up"})]
        assert time.monotonic() - began < 5
    assert [answer.error for answer in answers] == [f"{OUT_OF_BUDGET}: 0.3 s have passed (--max-seconds)"] * 2
    assert budget.spent().exhausted
    assert budget.spent().queries == 1  # the second was not sent


@pytest.mark.parametrize("at_once", [1, 3])
def test_so_many_at_a_time(at_once: int) -> None:
    with SmallPrometheus(DATA) as prometheus:
        budget = Budget(Limits(at_once=at_once))
        service = BudgetedService(prometheus.endpoint, budget)
        numbered = [lambda n=n: (n, service.get("/api/v1/labels", {"n": n}).json["data"]) for n in range(12)]
        assert budget.in_order(numbered) == [(n, ["job"]) for n in range(12)]
    assert prometheus.most_at_once <= at_once


def test_interruption_ends_what_is_being_asked() -> None:
    hold = threading.Event()

    def interrupt() -> str:
        deadline = time.monotonic() + 10
        while not prometheus.asked and time.monotonic() < deadline:
            hold.wait(0.01)
        raise KeyboardInterrupt

    with SmallPrometheus(DATA, hold=hold) as prometheus:
        budget = Budget(Limits(at_once=2))
        service = BudgetedService(prometheus.endpoint, budget)
        began = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            budget.in_order([lambda: service.get("/api/v1/labels").error, interrupt])
        assert time.monotonic() - began < 5
        hold.set()
        assert "the run is over" in service.get("/api/v1/labels").error


def test_a_long_query_is_sent_as_a_form() -> None:
    query = " + ".join(["some_metric"] * 500)
    with SmallPrometheus(vectors={query: [({}, 1.0)]}) as prometheus:
        service = BudgetedService(prometheus.endpoint, Budget(Limits()))
        assert service.query("/api/v1/query", {"query": query}).error == ""
        assert service.query("/api/v1/query", {"query": "up"}).error == ""
    assert [method for method, _, _ in prometheus.asked] == ["POST", "GET"]
    assert prometheus.asked[0][2]["query"] == [query]


def test_a_system_is_only_read() -> None:
    service = BudgetedService(Endpoint("http://127.0.0.1:1"), Budget(Limits()))
    with pytest.raises(AssertionError, match="only read"):
        service.request("DELETE", "/api/v1/admin/tsdb/delete_series")
    assert service.budget.spent().queries == 0
