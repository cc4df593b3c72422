"""Comparisons with the increase of counters; the answers are those of Prometheus 3.15."""

from __future__ import annotations

from lab.why.evaluation import QueryResult, Sample
from lab.why.explain import explain
from lab.why.inventory import Inventory, Metric, Series

RARE = {"instance": "shop:8000", "job": "shop", "kind": "rare"}
INVENTORY = Inventory("prometheus", 0.0, 1200.0, {"slow_events_total": Metric((Series(RARE, 1200.0, True),), 1)})


def _details(query: str, **answers: float) -> tuple[str, ...]:
    """`answers`: the value of each part, by its function; the comparison itself is empty."""

    def evaluate(text: str) -> QueryResult:
        if ">" in text or "==" in text:
            return QueryResult()
        if text.replace(".", "").isdigit():
            return QueryResult((Sample({}, float(text)),))
        if "[20m]" in text:
            return QueryResult((Sample(RARE, answers["ever"]),))
        if text.endswith("]"):
            return QueryResult((Sample(RARE, None, (1100.0, 1200.0)),))
        return QueryResult((Sample(RARE, answers["now" if text.startswith("slow") else "risen"]),))

    [finding] = explain(query, INVENTORY, {}, evaluate).findings
    return finding.details


def test_explain_counter_that_appeared_with_its_value() -> None:
    first, second = _details("increase(slow_events_total[1m]) > 0", risen=0.0, now=1.0, ever=0.0)
    assert first.startswith("slow_events_total has been 1 since its first sample")
    assert second.startswith("let the application create the series with 0")


def test_explain_counter_that_rose_before() -> None:
    details = _details("sum(increase(slow_events_total[1m])) >= 1", risen=0.0, now=4.0, ever=3.2)
    assert details == ("no counter has risen within the window",)


def test_explain_counter_that_is_still_0() -> None:
    assert _details("rate(slow_events_total[1m]) > 0", risen=0.0, now=0.0, ever=0.0) == ()


def test_explain_counter_compared_with_a_whole_number() -> None:
    first, second = _details("increase(slow_events_total[1m]) == 5", risen=5.08, now=9.0, ever=9.0)
    assert first.startswith("increase is extrapolated to the edges of its window")
    assert second.endswith("for example increase(slow_events_total[1m]) > 4.5 < 5.5")
