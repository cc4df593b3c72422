"""Scaled values by file and path."""

from __future__ import annotations

from lab.record.planned import ScaledValue
from lab.report.scaled_values import scaled_by_file
from tests.report.records import record


def test_scaled_by_file() -> None:
    rows = tuple(
        ScaledValue(file=file, path=path, production=production, lab="1s")
        for file, path, production in (
            ("rules.yml", "expr", "[5m]"),
            ("rules.yml", "expr", "[1h]"),
            ("rules.yml", "for", "10m"),
            ("prometheus.yml", "global.scrape_interval", "15s"),
        )
    )
    assert scaled_by_file(record((), scaled=rows)) == [
        ("rules.yml", [("expr", [rows[0], rows[1]]), ("for", [rows[2]])]),
        ("prometheus.yml", [("global.scrape_interval", [rows[3]])]),
    ]
