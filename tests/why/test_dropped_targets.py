"""Scrape jobs whose targets relabeling dropped."""

from __future__ import annotations

from lab.why.dropped_targets import explain_empty_job
from lab.why.inventory import DroppedTarget, Inventory

DISCOVERED = {"__address__": "shop:8000", "__scheme__": "http", "__scrape_interval__": "1s", "job": "api"}
RULES = (
    {"source_labels": ["__address__"], "regex": "(.*):.*", "target_label": "app", "action": "replace"},
    {"source_labels": ["app"], "separator": ";", "regex": "sh.*", "replacement": "$1", "action": "drop"},
)


def inventory(discovered: dict[str, str], rules: tuple[object, ...], number: int = 1) -> Inventory:
    dropped = (DroppedTarget("api", discovered),)
    configs = {"api": {"relabel_configs": rules}}
    return Inventory("prometheus", 0.0, 0.0, {}, pools={"api": number}, dropped=dropped, scrape_configs=configs)


def test_explain_empty_job_with_the_rule_that_drops() -> None:
    assert explain_empty_job("api", inventory(DISCOVERED, RULES)) == (
        "scrape job api has no targets: service discovery found 1 target, relabeling dropped it; "
        'shop:8000 was dropped by rule 2 of relabel_configs: drop where app matches sh.*; app is "shop"',
        "its discovered labels: none besides job and __address__",
    )


def test_explain_empty_job_with_discovered_labels() -> None:
    rule = {"source_labels": ["__meta_docker_container_label_scrape"], "regex": "true", "action": "keep"}
    discovered = {**DISCOVERED, "__meta_docker_container_name": "/shop"}
    lines = explain_empty_job("api", inventory(discovered, (rule,), 3))
    assert lines[0].startswith(
        "scrape job api has no targets: service discovery found 3 targets, relabeling dropped all; "
    )
    assert lines[0].endswith("matches true; __meta_docker_container_label_scrape is missing")
    assert lines[1] == 'its discovered labels: __meta_docker_container_name="/shop"'


def test_explain_empty_job_without_an_address() -> None:
    rule = {"target_label": "__address__", "replacement": "", "action": "replace"}
    assert "without __address__" in explain_empty_job("api", inventory(DISCOVERED, (rule,)))[0]


def test_explain_empty_job_without_discovered_targets() -> None:
    empty = Inventory("prometheus", 0.0, 0.0, {}, pools={"api": 0})
    assert explain_empty_job("api", empty) == ("scrape job api has no targets: service discovery found none",)
