from __future__ import annotations

import json

from lab.audit.checks.unread_metric import check
from lab.audit.context import AuditedDashboard
from lab.audit.model import FindingClass, NotAudited
from lab.audit.system import LoadedRule
from lab.dashboards.dashboard import dashboard_of
from tests.audit.checks.audited import KnownAnswers, context, findings, results

SERIES = {"read_total": 5000, "unread_bucket": 4000, "unread_gauge": 900, "few": 10, "up": 3000, "job:x:sum": 2000}


def dashboard(query: str) -> AuditedDashboard:
    raw = {"title": "Shop", "panels": [{"title": "a", "type": "timeseries", "targets": [{"expr": query}]}]}
    return AuditedDashboard(dashboard_of(raw, {}), "shop.json", json.dumps(raw))


def test_metrics_that_nothing_reads_the_largest_first() -> None:
    answers = KnownAnswers(label_values_of={("job", "unread_bucket"): ["api"], ("job", "unread_gauge"): ["pushed"]})
    recording = LoadedRule("recording", "job:x:sum", "g", "f", "sum(read_total)")
    ctx = context(
        answers, dashboards=(dashboard("rate(read_total[5m])"),), series=SERIES, pools={"api": 0}, rules=(recording,)
    )
    bucket, recorded, gauge = findings(check, ctx)
    assert (bucket.class_, str(bucket.subject), bucket.series) == (FindingClass.COSTLY, "metric 'unread_bucket'", 4000)
    assert bucket.message == "no rule and no dashboard reads it: 4,000 series, 26.8% of all"
    assert bucket.fix == (
        "if nothing else reads it, add to metric_relabel_configs of scrape job api: "
        '- {source_labels: [__name__], regex: "unread_bucket", action: drop}'
    )
    assert recorded.fix == "remove its recording rule"
    assert gauge.fix.startswith("if nothing else reads it, drop it where it is sent")


def test_a_rule_reads_a_metric() -> None:
    rule = LoadedRule("alerting", "Unread", "g", "f", "histogram_quantile(0.9, rate(unread_bucket[5m])) > unread_gauge")
    ctx = context(dashboards=(dashboard("read_total"),), series={"unread_bucket": 4000, "read_total": 1}, rules=(rule,))
    assert not findings(check, ctx)


def test_without_dashboards_nothing_is_called_unread() -> None:
    [result] = results(check, context(series=SERIES))
    assert result == NotAudited("metrics that nothing reads", "no dashboards were given: --dashboards or --grafana")


def test_system_that_does_not_count_series() -> None:
    assert not results(check, context(dashboards=(dashboard("up"),)))


def test_rules_that_are_not_known() -> None:
    [result] = results(check, context(dashboards=(dashboard("up"),), series=SERIES, absent={"/api/v1/rules": "rules"}))
    assert result == NotAudited("metrics that nothing reads", "the rules are not known")
