"""Values of variables that depend on each other and on answers of data sources."""

from __future__ import annotations

from typing import Any

import pytest

from lab.dashboards.dashboard import dashboard_of
from lab.dashboards.interpolation import constant
from lab.dashboards.resolution import Resolver, Scope


def resolved(variables: list[dict[str, Any]], *names: str, given: Any = None, **answers: Any) -> Scope:
    dashboard = dashboard_of({"templating": {"list": variables}}, given or {})
    return Resolver(dashboard, given or {}, {"__range": constant("60s")}, 60, answers).resolve(names)


def query(name: str, text: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": "query", "query": text, **more}


JOB = query("job", "label_values(up, job)")
NODE = query("node", 'label_values(up{job="$job"}, instance)')


def test_resolve_asks_in_the_order_of_dependence() -> None:
    assert [asked.name for asked in resolved([NODE, JOB], "node").asked] == ["job"]
    scope = resolved([NODE, JOB], "node", job=["b", "a"])
    assert [(asked.name, asked.request.selector) for asked in scope.asked] == [("node", 'up{job="b"}')]
    scope = resolved([NODE, JOB], "node", job=["b", "a"], node=["x"])
    assert (scope.asked, scope.values["node"].values) == ([], ("x",))


def test_resolve_asks_only_what_is_needed() -> None:
    assert resolved([JOB, query("unused", "label_values(x)")], "job").asked[0].name == "job"
    assert len(resolved([JOB, query("unused", "label_values(x)")], "job").asked) == 1


def test_resolve_given_values_come_first() -> None:
    scope = resolved([NODE, JOB], "node", given={"job": "api"})
    assert scope.asked[0].request.selector == 'up{job="api"}'
    assert resolved([NODE, JOB], "node", given={"node": "x"}).asked == []
    all_ = query("job", "label_values(up, job)", includeAll=True, current={"value": "a"})
    assert [asked.name for asked in resolved([all_], "job", given={"job": "$__all"}).asked] == ["job"]


def test_resolve_names_the_first_variable_without_values() -> None:
    scope = resolved([NODE, JOB], "node", job=[], node=[])
    assert scope.culprits(["node"]) == ("job",)
    assert scope.values["node"].values == ("",)
    assert resolved([NODE, JOB], "node", job=["a"], node=[]).culprits(["node"]) == ("node",)


def test_resolve_a_refused_variable() -> None:
    scope = resolved([JOB], "job", job="parse error")
    assert scope.empty["job"].error == "parse error"


def test_resolve_a_pattern_that_is_none() -> None:
    scope = resolved([query("job", "label_values(up, job)", regex="/(/")], "job", job=["a"])
    assert scope.empty["job"].error.startswith("its pattern /(/: ")


def test_resolve_of_another_data_source() -> None:
    influx = {"type": "influxdb", "uid": "i"}
    scope = resolved([query("host", "show tag values", datasource=influx)], "host")
    assert scope.unknown == {"host": "comes from a data source of type influxdb"}
    scope = resolved([query("host", "show tag values", datasource=influx, current={"value": "a"})], "host")
    assert scope.values["host"].values == ("a",)


def test_resolve_a_circle_ends() -> None:
    scope = resolved([query("a", "label_values(x$b, y)"), query("b", "label_values(x$a, y)")], "a", a=["1"], b=["2"])
    assert scope.asked == []


def test_resolve_all_of_a_file_is_not_asked() -> None:
    all_ = query("job", "label_values(up, job)", includeAll=True, allValue=".+", current={"value": "$__all"})
    scope = resolved([all_], "job")
    assert (scope.asked, scope.values["job"].values) == ([], (".+",))


def test_resolve_filters_that_depend_on_another_variable() -> None:
    filters = [{"label": "job", "op": "=", "value": "$job"}]
    node = query("node", {"qryType": 1, "label": "instance", "metric": "up", "labelFilters": filters})

    assert [asked.name for asked in resolved([node, JOB], "node").asked] == ["job"]
    assert resolved([node, JOB], "node", job=["a"]).asked[0].request.selector == 'up{job="a"}'


@pytest.mark.parametrize("saved", [{"current": {"value": "$__all"}}, {}])
def test_resolve_value_for_all_with_another_variable(saved: dict[str, Any]) -> None:
    of_all = {"includeAll": True, "multi": True, "allValue": "${job}-([0-9]+)", **saved}
    pods = query("pod", "label_values(up, pod)", **of_all)

    assert [asked.name for asked in resolved([pods, JOB], "pod").asked] == ["job"]
    assert resolved([pods, JOB], "pod", job=["a.b"], pod=["x"]).values["pod"].values == ("a.b-([0-9]+)",)
    assert resolved([pods, JOB], "pod", job=[], pod=["x"]).culprits(["pod"]) == ("job",)


def test_resolve_empty_variables_in_a_circle() -> None:
    scope = resolved([query("a", "label_values(x$b, y)"), query("b", "label_values(x$a, y)")], "a", a=[], b=[])
    assert scope.culprits(["a"]) == ("b",)
