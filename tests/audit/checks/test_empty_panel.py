from __future__ import annotations

from lab.audit.checks.empty_panel import check
from lab.audit.context import DataSourceOfGrafana
from lab.audit.model import Finding, FindingClass
from tests.audit.dashboards import dashboard, findings, line_of, not_audited, panel, variable
from tests.audit.small_system import ask, context


def only(*panels: dict[str, object], variables: tuple[dict[str, object], ...] = (), **changes: object) -> Finding:
    [one] = findings(check(context(dashboards=[dashboard(*panels, variables=variables)], **changes)))
    return one


def test_panel_of_a_misspelt_metric() -> None:
    text = dashboard(panel("Rate", "up"), panel("Errors", "rate(http_request_total[5m])"))
    works, broken = findings(check(context(dashboards=[text])))
    assert works.class_ is FindingClass.WORKING
    assert broken.class_ is FindingClass.BROKEN
    assert broken.message == "no metric is called http_request_total"
    assert broken.fix == "use rate(http_requests_total[5m])"
    assert (broken.subject.name, broken.subject.within) == ("Errors", "Shop")
    assert broken.subject.place is not None
    assert broken.subject.place.line == line_of(text, "rate(http_request_total[5m])")


def test_one_finding_for_a_panel_with_the_worst_of_its_queries() -> None:
    one = only(panel("Rate", "up", "redis_up", "http_request_total"))
    assert one.class_ is FindingClass.BROKEN
    assert one.message == "query C: no metric is called http_request_total"
    assert any(detail.startswith("query B: no metric is called redis_up") for detail in one.details)


def test_old_and_new_names_side_by_side_work() -> None:
    one = only(panel("CPU", "rate(node_cpu[5m])", "rate(node_cpu_seconds_total[5m])"))
    assert one.class_ is FindingClass.WORKING


def test_first_value_of_a_variable_does_not_decide() -> None:
    """`job` opens with api, which has no node_cpu_seconds_total."""
    job = variable("job", "label_values(up, job)", current={"value": "api"})
    one = only(panel("CPU", 'rate(node_cpu_seconds_total{job="$job"}[$__rate_interval])'), variables=(job,))
    assert one.class_ is FindingClass.WORKING


def test_variable_that_depends_on_another_is_wide_too() -> None:
    variables = (
        variable("job", "label_values(up, job)"),
        variable("instance", 'label_values(up{job="$job"}, instance)'),
    )
    one = only(panel("CPU", 'node_memory_MemFree_bytes{job="$job",instance="$instance"}'), variables=variables)
    assert one.class_ is FindingClass.WORKING


def test_all_with_a_pattern_of_its_own() -> None:
    job = variable("job", "label_values(up, job)", includeAll=True, allValue=".+", current={"value": "$__all"})
    assert only(panel("Up", 'up{job=~"$job"}'), variables=(job,)).class_ is FindingClass.WORKING


def test_panel_behind_an_empty_variable_is_told_with_the_variable() -> None:
    cluster = variable("cluster", "label_values(kube_node_info, cluster)")
    ctx = context(dashboards=[dashboard(panel("Up", 'up{job=~"$cluster"}'), variables=[cluster])])
    assert findings(check(ctx)) == []


def test_panel_behind_an_empty_variable_that_lacks_more() -> None:
    cluster = variable("cluster", "label_values(kube_node_info, cluster)")
    one = only(panel("Rate", 'http_request_total{job=~"$cluster"}'), variables=(cluster,))
    assert one.class_ is FindingClass.BROKEN


def test_error_panel_is_empty_by_design() -> None:
    one = only(panel("Errors", 'sum(rate(http_requests_total{status=~"5.."}[5m])) or vector(0)', 'up{job="x"} == 5'))
    assert one.class_ is FindingClass.MISSING  # no job x
    one = only(panel("Errors", 'sum by (route) (rate(http_requests_total{status=~"5.."}[5m]))'))
    assert one.class_ is FindingClass.BY_DESIGN


def test_panels_of_other_data_sources_are_listed() -> None:
    loki = {"type": "loki", "uid": "loki"}
    other = {"type": "elasticsearch", "uid": "logs"}
    text = dashboard(
        panel("Logs", '{app="shop"}', datasource=loki),
        panel("Search", "x", datasource=other),
        panel("Shared", datasource={"type": "datasource", "uid": "-- Dashboard --"}),
        {"type": "text", "title": "Notes"},
    )
    results = list(check(context(dashboards=[text])))
    assert findings(results) == []
    said = {one.what: one.why for one in not_audited(results)}
    assert said == {
        "panel 'Logs' of 'Shop'": "no Loki is audited",
        "panel 'Search' of 'Shop'": "its data source is of type elasticsearch",
    }


def test_panel_of_another_prometheus_is_not_asked() -> None:
    sources = (
        DataSourceOfGrafana("prom", "Prometheus", "prometheus", "http://prometheus:9090", True),
        DataSourceOfGrafana("other", "Other", "prometheus", "http://other:9091"),
    )
    text = dashboard(panel("Up", "redis_up", datasource={"type": "prometheus", "uid": "other"}), panel("Here", "up"))
    results = list(check(context(dashboards=[text], data_sources=sources)))
    assert [one.subject.name for one in findings(results)] == ["Here"]
    assert not_audited(results)[0].why == "it is asked of another data source, Other"


def test_refused_query() -> None:
    one = only(panel("Sum", "sum(up"), ask=ask(errors={"sum(up": "invalid parameter: parse error: unclosed left"}))
    assert one.class_ is FindingClass.BROKEN
    assert "parse error" in one.message
