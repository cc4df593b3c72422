from __future__ import annotations

import pytest

from lab.audit.checks.short_window import check
from lab.audit.model import FindingClass
from tests.audit.dashboards import dashboard, panel
from tests.audit.small_system import context, record


def test_window_below_two_scrapes() -> None:
    [one] = check(context(dashboards=[dashboard(panel("CPU", "rate(node_cpu_seconds_total[1m])"))]))
    assert one.class_ is FindingClass.QUIET
    assert one.message == "rate over [1m] needs two samples, and they are 1m apart"
    assert one.fix == "use rate(node_cpu_seconds_total[4m])"


def test_window_over_recorded_series_follows_the_interval_of_their_group() -> None:
    rule = record("job:cpu:sum", "sum by (job) (node_cpu_seconds_total)", interval=60.0)
    [one] = check(context(rule, dashboards=[dashboard(panel("CPU", "deriv(job:cpu:sum[90s])"))]))
    assert one.message == "deriv over [1m30s] needs two samples, and they are 1m apart"


@pytest.mark.parametrize(
    "query",
    [
        "rate(node_cpu_seconds_total[2m])",
        "rate(node_cpu_seconds_total[$__rate_interval])",
        "rate(http_requests_total[1m])",  # of a job that is scraped every 15s
        "max_over_time(node_memory_MemFree_bytes[30s])",  # needs one sample
        "rate(process_resident_memory_bytes[1m])",  # of several jobs, some of which are scraped often
    ],
)
def test_window_that_suffices(query: str) -> None:
    assert list(check(context(dashboards=[dashboard(panel("Any", query))]))) == []
