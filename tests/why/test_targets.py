"""What targets and scrape jobs say."""

from __future__ import annotations

from lab.why.targets import format_empty_job, format_target


def test_format_target_and_empty_job() -> None:
    assert format_target("http://api:8000/metrics", "unknown", "") == "target http://api:8000/metrics is unknown"
    assert format_empty_job("api", 0) == "scrape job api has no targets: service discovery found none"
