from __future__ import annotations

import pytest

from lab.audit.checks.empty_variable import check
from lab.audit.model import Finding, FindingClass
from tests.audit.dashboards import dashboard, findings, line_of, not_audited, panel, variable
from tests.audit.small_system import context


def only(query: str, **more: object) -> Finding:
    one = variable("x", query, **more)
    text = dashboard(panel("Up", 'up{job=~"$x"}'), panel("More", 'up{instance=~"$x"}'), variables=[one])
    [found] = findings(check(context(dashboards=[text])))
    assert found.subject.place is not None
    assert found.subject.place.line == line_of(text, query)
    return found


@pytest.mark.parametrize(
    ("query", "class_", "message"),
    [
        ("label_values(up, job)", FindingClass.WORKING, "it has 4 values"),
        ("label_values(job)", FindingClass.WORKING, "it has 4 values"),
        ("query_result(count by (job) (up))", FindingClass.WORKING, "it has 4 values"),
        ("metrics(node_.*)", FindingClass.WORKING, "it has 6 values"),
        ("label_values(ups, job)", FindingClass.MISSING, "no metric is called ups"),
        ("label_values(http_request_total, job)", FindingClass.BROKEN, "no metric is called http_request_total"),
        ("label_values(node_uname_info, nodname)", FindingClass.BROKEN, "none has a label nodname"),
        ("label_values(kube_pod_info, namespace)", FindingClass.MISSING, "no metric is called kube_pod_info"),
        ('label_values(node_uname_info{job="nodes"}, instance)', FindingClass.BROKEN, 'job="nodes" matches no series'),
        ("label_values(no_such_label)", FindingClass.MISSING, "no series has a label no_such_label"),
        ("metrics(redis_.*)", FindingClass.MISSING, "no metric has a name that redis_.* matches"),
    ],
)  # fmt: skip
def test_class_of_variable(query: str, class_: FindingClass, message: str) -> None:
    found = only(query)
    assert found.class_ is class_
    assert message in found.message


def test_panels_that_use_it_are_named_once() -> None:
    assert "2 panels use it: Up, More" in only("label_values(kube_pod_info, namespace)").details


def test_pattern_that_takes_no_value() -> None:
    found = only("label_values(up, job)", regex="/shop-(.*)/")
    assert found.class_ is FindingClass.BROKEN
    assert (
        found.message == "it has no values: its pattern /shop-(.*)/ takes none of the 4 values of label_values(up, job)"
    )


def test_variable_behind_another_is_no_finding_of_its_own() -> None:
    variables = [
        variable("cluster", "label_values(kube_node_info, cluster)"),
        variable("pod", 'label_values(kube_pod_info{cluster="$cluster"}, pod)'),
    ]
    found = findings(check(context(dashboards=[dashboard(panel("Up", 'up{pod="$pod"}'), variables=variables)])))
    assert [one.subject.name for one in found] == ["$cluster"]


def test_variables_without_values_of_their_own_are_not_asked() -> None:
    variables = [
        {"name": "window", "type": "interval", "query": "5m,1h"},
        {"name": "source", "type": "datasource", "query": "prometheus"},
        {"name": "text", "type": "textbox", "query": ""},
    ]
    assert list(check(context(dashboards=[dashboard(panel("Up", "up"), variables=variables)]))) == []


def test_variable_of_loki_without_loki() -> None:
    one = variable("app", "label_values(app)", datasource={"type": "loki", "uid": "loki"})
    results = list(check(context(dashboards=[dashboard(panel("Up", "up"), variables=[one])])))
    assert [said.why for said in not_audited(results)] == ["no Loki is audited"]
