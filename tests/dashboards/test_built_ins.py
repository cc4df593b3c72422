"""The variables that Grafana sets itself."""

from __future__ import annotations

import pytest

from lab.dashboards.built_ins import TimeRange, built_ins
from lab.dashboards.interpolation import interpolated

VALUES = built_ins({"__interval": "15s", "__interval_ms": "15000"}, TimeRange(1594671549.254, 1594675149.254), "T", "u")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("$__from", "1594671549254"),
        ("${__from}", "1594671549254"),
        ("${__from:date}", "2020-07-13T20:19:09.254Z"),
        ("${__from:date:iso}", "2020-07-13T20:19:09.254Z"),
        ("${__to:date:seconds}", "1594675149"),
        ("${__from:date:YYYY-MM}", "2020-07"),
        ("$__range", "3600s"),
        ("$__range_s", "3600"),
        ("${__range_ms}", "3600000"),
        ("$__interval_ms", "15000"),
        ("$__interval", "15s"),
        ("${__dashboard}", "T"),
        ("${__dashboard.uid}", "u"),
        ("${__org.id}", "1"),
        ("${__user.login}", "admin"),
        ("$__timezone", "utc"),
        ("$__searchFilter", ".*"),
    ],
)
def test_built_ins(written: str, value: str) -> None:
    assert interpolated(written, VALUES) == value


def test_time_range_is_at_least_a_second() -> None:
    assert TimeRange(5.0, 5.0).seconds == 1
