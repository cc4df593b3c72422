"""The names of one application, instrumented with OpenTelemetry 0.46b0, on each path: what the page of collector paths
says."""

from __future__ import annotations

from pathlib import Path

import pytest

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
OF_A_SCRAPE = {
    "up",
    "scrape_duration_seconds",
    "scrape_samples_post_metric_relabeling",
    "scrape_samples_scraped",
    "scrape_series_added",
}


def names(path: str) -> set[str]:
    lines = (SCENARIOS / path).read_text(encoding="utf-8").splitlines()
    return {line for line in lines if line and not line.startswith("#")}


SCRAPED = names("otel-collector-scrape/names.txt")
# Its load has requests with a body, whose size is measured too.
DIRECT = {
    name for name in names("otel-direct/names-0.46b0.txt") if not name.startswith("http_server_request_size_bytes_")
}


def test_names_of_otel_direct_are_those_of_the_scraped_collector_without_the_scrape() -> None:
    assert len(SCRAPED) == 33
    assert SCRAPED - OF_A_SCRAPE | {"target_info"} == DIRECT
    assert len(DIRECT) == 29


def test_names_by_remote_write_are_those_of_otel_direct() -> None:
    assert names("otel-collector-remote-write/names.txt") == DIRECT


def test_a_collector_that_scrapes_adds_target_info_and_takes_created_for_start_timestamps() -> None:
    client = {name for name in names("prom-pull/names.txt") if not name.endswith("_created")}

    assert names("collector-scrapes-prom/names.txt") == client | {"target_info"}


@pytest.mark.parametrize("path", ["otel-collector-scrape", "collector-scrapes-prom"])
def test_a_scrape_adds_up_also_through_a_collector(path: str) -> None:
    assert names(f"{path}/names.txt") >= OF_A_SCRAPE
