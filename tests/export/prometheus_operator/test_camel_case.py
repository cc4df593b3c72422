from __future__ import annotations

from lab.export.prometheus_operator.camel_case import camel_case, relabelings, with_operator_names


def test_camel_case() -> None:
    assert camel_case("always_scrape_classic_histograms") == "alwaysScrapeClassicHistograms"


def test_with_operator_names_takes_the_known_keys() -> None:
    assert with_operator_names({"scrape_interval": "1s", "other": 1}, ("scrape_interval",)) == {"scrapeInterval": "1s"}
    assert with_operator_names({"path": "/m"}, {"path": "metricsPath"}) == {"metricsPath": "/m"}


def test_relabelings() -> None:
    config = {"source_labels": ["a"], "regex": 5, "target_label": "b", "replacement": "$1", "action": "replace"}
    assert relabelings([config]) == [
        {"sourceLabels": ["a"], "targetLabel": "b", "regex": "5", "replacement": "$1", "action": "replace"}
    ]
    assert relabelings(None) == []
