"""Metrics and labels that metric_relabel_configs drop or rename."""

from __future__ import annotations

from typing import Any

from lab.why.dropped_samples import dropped_label, dropped_metric
from lab.why.evaluation import QueryResult, Sample
from lab.why.expression import Selector
from lab.why.inventory import Inventory, Target
from lab.why.model import ExplainContext
from lab.why.parser import parse

TARGET = Target("api", {"job": "api", "instance": "shop:8000"}, "http://shop:8000/metrics", "up")
SAMPLES = {"scrape_samples_scraped": 3.0, "scrape_samples_post_metric_relabeling": 1.0}


def details(query: str, *rules: dict[str, Any], evaluated: bool = False, kept: float = 1.0) -> tuple[str, ...]:
    selector = parse(query)
    assert isinstance(selector, Selector)
    configs = {"api": {"metric_relabel_configs": rules}}
    inventory = Inventory("prometheus", 0.0, 0.0, {}, targets=(TARGET,), scrape_configs=configs)

    def evaluate(part: str) -> QueryResult:
        values = SAMPLES | {"scrape_samples_post_metric_relabeling": kept}
        return QueryResult((Sample({}, values[part.split("{")[0]]),))

    return dropped_metric(selector, ExplainContext(selector, inventory, {}, evaluate if evaluated else None))


def test_dropped_metric_by_name() -> None:
    rule = {"source_labels": ["__name__"], "regex": "shop_.*", "action": "drop"}
    assert details("shop_orders_total", rule, evaluated=True) == (
        "metric_relabel_configs of job api drop it where exposed: drop where __name__ matches shop_.*; __name__ is "
        '"shop_orders_total"',
        "target http://shop:8000/metrics exposed 3 samples at the last scrape, 1 were kept",
    )


def test_dropped_metric_not_kept() -> None:
    rule = {"source_labels": ["__name__"], "regex": "go_.*", "action": "keep"}
    [sentence] = details("shop_orders_total", rule)
    assert "keep where __name__ matches go_.*" in sentence
    assert details('shop_orders_total{job="other"}', rule) == ()


def test_dropped_metric_renamed() -> None:
    rule = {"source_labels": ["__name__"], "regex": "shop_(.*)", "target_label": "__name__", "replacement": "web_$1"}
    [sentence] = details("shop_orders_total", rule)
    assert sentence == "metric_relabel_configs of job api rename it to web_orders_total"


def test_dropped_metric_by_another_label_is_not_known() -> None:
    assert details("shop_orders_total", {"source_labels": ["path"], "regex": "", "action": "drop"}) == ()


def test_dropped_label() -> None:
    configs = {"api": {"metric_relabel_configs": [{"action": "labeldrop", "regex": "path|query"}]}}
    inventory = Inventory("prometheus", 0.0, 0.0, {}, scrape_configs=configs)
    assert dropped_label("path", inventory, ("api",)) == (
        "metric_relabel_configs of job api remove it: labeldrop path|query",
    )
    assert dropped_label("status", inventory, ("api", "other")) == ()


def test_dropped_metric_with_all_samples() -> None:
    rule = {"source_labels": ["MY_LABEL"], "regex": "^$", "action": "drop"}
    assert details('fs_bytes{job="api"}', rule, evaluated=True, kept=0.0) == (
        "metric_relabel_configs of job api drop all samples: drop where MY_LABEL matches ^$; MY_LABEL is missing",
        "target http://shop:8000/metrics exposed 3 samples at the last scrape, 0 were kept",
    )
    assert details("fs_bytes", rule, evaluated=True, kept=0.0) == ()
