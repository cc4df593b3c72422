from __future__ import annotations

import json
from typing import Any

import pytest

from lab.errors import Problems
from lab.translate.dashboards import translate_dashboard
from lab.translate.report import TranslatedFile
from tests.translate.worlds import FASTAPI, HAND, MS, S, context

P95 = "histogram_quantile(0.95, sum by (le, path) (rate(http_request_duration_seconds_bucket[$__rate_interval])))"
P95_MS = P95.replace("path", "http_target").replace(
    "http_request_duration_seconds", "http_server_duration_milliseconds"
)


def panel(*queries: str, legend: str = "{{path}}", **more: Any) -> dict[str, Any]:
    targets = [
        {"refId": ref, "expr": query, "legendFormat": legend} for ref, query in zip("ABC", queries, strict=False)
    ]
    return {"title": "Panel", "datasource": {"type": "prometheus", "uid": "p"}, "targets": targets, **more}


def in_unit(unit: str, **more: Any) -> dict[str, Any]:
    return {"defaults": {"unit": unit, **more}, "overrides": []}


def translated(
    *panels: dict[str, Any], source: str = HAND, target: str = MS, variables: Any = (), **more: Any
) -> tuple[dict[str, Any], TranslatedFile]:
    text = json.dumps({"panels": list(panels), "templating": {"list": list(variables)}, **more}, indent=1)
    found = translate_dashboard(text, "board.json", context(source, target))
    return json.loads(found.text), found


def test_queries_and_legends() -> None:
    board, found = translated(panel("sum by (path) (rate(http_requests_total[$__rate_interval]))"))
    target = board["panels"][0]["targets"][0]
    assert target["expr"] == "sum by (http_target) (rate(http_server_duration_milliseconds_count[$__rate_interval]))"
    assert target["legendFormat"] == "{{http_target}}"
    (entry,) = found.entries
    assert (entry.what, entry.outcome, str(entry.place)) == ("panel Panel (A)", "translated", "board.json:12:14")


def test_nothing_else_changes() -> None:
    text = '{ "panels":[{"title":"\\u003ca\\u003e","targets" : [{"expr":"sum(http_requests_total)"}], "n": 1.50}]}\n'
    found = translate_dashboard(text, "board.json", context(HAND, MS))
    assert found.text == text.replace("http_requests_total", "http_server_duration_milliseconds_count")


def test_a_panel_in_seconds_becomes_one_in_milliseconds() -> None:
    steps = [{"color": "green", "value": None}, {"color": "red", "value": 0.5}]
    field = in_unit("s", min=0, max=2, thresholds={"mode": "absolute", "steps": steps})
    board, found = translated(panel(P95, fieldConfig=field))
    (shown,) = board["panels"]
    assert shown["targets"][0]["expr"] == P95_MS
    defaults = shown["fieldConfig"]["defaults"]
    assert (defaults["unit"], defaults["min"], defaults["max"]) == ("ms", 0, 2000)
    assert [step["value"] for step in defaults["thresholds"]["steps"]] == [None, 500]
    assert "the panel's unit is ms instead of s, its limits are converted" in found.entries[0].notes


@pytest.mark.parametrize(
    "board",
    [
        panel(P95, fieldConfig=in_unit("short")),
        panel(P95),
        panel(P95, "sum(other)", fieldConfig=in_unit("s")),
        panel(P95, fieldConfig={**in_unit("s"), "overrides": [{"matcher": {"id": "byName", "options": "x"}}]}),
        panel(P95, fieldConfig=in_unit("s"), transformations=[{"id": "reduce"}]),
        panel(P95, yaxes=[{"format": "s"}]),
    ],
)
def test_where_the_unit_must_stay_the_query_is_converted(board: dict[str, Any]) -> None:
    shown = translated(board)[0]["panels"][0]
    assert shown["targets"][0]["expr"] == f"{P95_MS} / 1000"
    assert shown.get("fieldConfig") == board.get("fieldConfig")


@pytest.mark.parametrize(
    "more",
    [
        {"transformations": [{"id": "organize", "options": {"excludeByName": {"path": True}}}]},
        {"fieldConfig": {"overrides": [{"matcher": {"id": "byName", "options": "path"}}]}},
    ],
)
def test_a_panel_that_names_the_label_as_a_column_is_refused(more: dict[str, Any]) -> None:
    board = panel("sum by (path) (http_requests_total)", **more)
    after, found = translated(board)
    assert after["panels"][0] == board
    assert found.refused[0].detail == "the panel names the label 'path' as a column"


def test_links_show_the_renamed_label() -> None:
    link = {"url": "/d/route?var-route=${__field.labels.path}"}
    board, _ = translated(panel("sum by (path) (http_requests_total)", links=[link]))
    assert board["panels"][0]["links"] == [{"url": "/d/route?var-route=${__field.labels.http_target}"}]


def test_panels_in_rows_and_wrapped_dashboards() -> None:
    inner = panel("sum(http_requests_total)")
    for board in ({"panels": [{"type": "row", "panels": [inner]}]}, {"rows": [{"panels": [inner]}]}):
        for text in (json.dumps(board), json.dumps({"meta": {}, "dashboard": board})):
            found = translate_dashboard(text, "board.json", context(HAND, MS))
            assert found.text == text.replace("http_requests_total", "http_server_duration_milliseconds_count")


@pytest.mark.parametrize("text", ["[]", "{}", '{"kind": "Dashboard", "spec": {"elements": {}}}', '{"elements": {}}'])
def test_no_classic_dashboard(text: str) -> None:
    with pytest.raises(Problems, match="no dashboard in Grafana's classic JSON"):
        translate_dashboard(text, "board.json", context(HAND, MS))


def test_other_data_sources_are_left_alone() -> None:
    board = panel("sum(http_requests_total)", datasource={"type": "loki", "uid": "l"})
    named = panel("sum(http_requests_total)", datasource="Loki")
    assert translated(board)[1].entries == ()
    assert translated(named)[1].entries[0].outcome == "translated", "a name says nothing about the type"


def test_annotations() -> None:
    entry = {"name": "errors", "expr": 'sum by (path) (http_requests_total{status="500"})', "titleFormat": "{{path}}"}
    board, _ = translated(annotations={"list": [entry]})
    (annotation,) = board["annotations"]["list"]
    assert annotation["titleFormat"] == "{{http_target}}"
    assert (
        annotation["expr"] == 'sum by (http_target) (http_server_duration_milliseconds_count{http_status_code="500"})'
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            'label_values(http_requests_total{job="$job"}, path)',
            'label_values(http_server_duration_milliseconds_count{job="$job"}, http_target)',
        ),
        ("label_values(http_requests_total,job)", "label_values(http_server_duration_milliseconds_count,job)"),
        (
            "query_result(topk(3, sum by (path) (http_requests_total)))",
            "query_result(topk(3, sum by (http_target) (http_server_duration_milliseconds_count)))",
        ),
        ("label_values(job)", "label_values(job)"),
        ("label_values(up, instance)", "label_values(up, instance)"),
        ("metrics(node_.*)", "metrics(node_.*)"),
    ],
)
def test_variables(query: str, expected: str) -> None:
    target = MS if "up" not in query else f"{MS}/scrape"
    variable = {"name": "v", "type": "query", "query": {"query": query, "refId": "v"}, "definition": query}
    (after,) = translated(variables=[variable], target=target)[0]["templating"]["list"]
    assert (after["query"]["query"], after["definition"]) == (expected, expected)


@pytest.mark.parametrize(
    ("query", "regex", "why"),
    [
        ("label_values(path)", "", "it names no metric whose label 'path' is meant"),
        ("metrics(http_.*)", "", "metrics chosen by a pattern that http_request_duration_seconds matches"),
        ("label_values(http_requests_total, code)", "", "no series of prometheus-client has the label 'code'"),
        ("query_result(sum by (path) (http_requests_total))", '/path="(.*)"/', "takes the label 'path' out of"),
    ],
)
def test_variables_that_are_refused(query: str, regex: str, why: str) -> None:
    _, found = translated(variables=[{"name": "v", "query": query, "regex": regex}])
    assert why in found.refused[0].detail


def test_statuses_that_a_variable_has_are_those_of_the_target() -> None:
    board = panel('sum(http_requests_total{status=~"$status"})', legend="")
    asked = {"name": "status", "type": "query", "query": "label_values(http_requests_total, status)"}
    typed = {"name": "status", "type": "custom", "query": "200,500"}
    after, _ = translated(board, target=FASTAPI, variables=[asked])
    assert after["panels"][0]["targets"][0]["expr"] == 'sum(http_requests_total{status=~"$status"})'
    _, found = translated(board, target=FASTAPI, variables=[typed])
    assert "has statuses as they are written in the source" in found.refused[0].detail


def test_a_round_trip_shows_the_same_queries() -> None:
    """From seconds to milliseconds and back."""
    board = panel(P95, fieldConfig=in_unit("s", max=2))
    there = translate_dashboard(json.dumps({"panels": [board]}), "b.json", context(HAND, MS)).text
    back = translate_dashboard(there, "b.json", context(MS, HAND)).text
    assert json.loads(back) == {"panels": [board]}
    assert context(HAND, S)
