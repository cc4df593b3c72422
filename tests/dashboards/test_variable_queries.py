"""What query variables ask, and the values that come of the answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lab.dashboards.interpolation import Value
from lab.dashboards.variable_queries import VariableRequest, options_of, request_of, texts_of, written
from lab.queries.answer import UnexpectedAnswer

VALUES = {"job": Value(("node",)), "jobs": Value(("a", "b"), exact=False)}
CAPTURED = Path(__file__).parents[1] / "expectations" / "captured" / "prometheus-3.15.0"


@pytest.mark.parametrize(
    ("query", "path", "params"),
    [
        ("label_values(job)", "label/job/values", ()),
        ("label_values(up, job)", "label/job/values", (("match[]", "up"),)),
        ('label_values(up{job="$job"}, instance)', "label/instance/values", (("match[]", 'up{job="node"}'),)),
        ('label_values(up{job=~"$jobs",a="b"},x)', "label/x/values", (("match[]", 'up{job=~"(a|b)",a="b"}'),)),
        ("label_values({__name__=~\"a|b\"}, job)", "label/job/values", (("match[]", '{__name__=~"a|b"}'),)),
        ('label_values(up, "k8s.pod")', "label/U__k8s_2e_pod/values", (("match[]", "up"),)),
        ("label_values(up, $job)", "label/node/values", (("match[]", "up"),)),
        ("label_names()", "labels", ()),
        ("label_names(up)", "labels", (("match[]", "up"),)),
        ("metrics(node_.*)", "label/__name__/values", ()),
        ("query_result(topk(5, up))", "query", (("query", "topk(5, up)"),)),
        ('up{job="$job"}', "series", (("match[]", 'up{job="node"}'),)),
        ({"query": "label_values(up, job)", "refId": "x"}, "label/job/values", (("match[]", "up"),)),
        ({"qryType": 1, "label": "job", "metric": "up"}, "label/job/values", (("match[]", "up"),)),
        (
            {"qryType": 1, "label": "job", "metric": "up", "labelFilters": [{"label": "a", "op": "=~", "value": "b"}]},
            "label/job/values",
            (("match[]", 'up{a=~"b"}'),),
        ),
        ({"qryType": 0}, "labels", ()),
        ({"qryType": 2, "metricFilter": "up"}, "label/__name__/values", ()),
        ({"qryType": 3, "varQuery": "query_result(up)"}, "query", (("query", "up"),)),
        ({"qryType": 4, "seriesQuery": "up"}, "series", (("match[]", "up"),)),
    ],
)  # fmt: skip
def test_request_of(query: Any, path: str, params: tuple[tuple[str, str], ...]) -> None:
    request = request_of("prometheus", query, VALUES)

    assert request is not None
    assert (request.path, request.params) == (path, params)


@pytest.mark.parametrize(
    ("query", "path", "params"),
    [
        ("label_names()", "labels", ()),
        ('label_values({job=~"$jobs"}, app)', "label/app/values", (("query", '{job=~"a|b"}'),)),
        (
            {"type": 1, "label": "app", "stream": '{job="a"}', "refId": "x"},
            "label/app/values",
            (("query", '{job="a"}'),),
        ),
        ({"type": 1, "label": "app", "stream": ""}, "label/app/values", ()),
        ({"type": 0}, "labels", ()),
    ],
)
def test_request_of_loki(query: Any, path: str, params: tuple[tuple[str, str], ...]) -> None:
    request = request_of("loki", query, VALUES)

    assert request is not None
    assert (request.path, request.params) == (path, params)


@pytest.mark.parametrize("query", ["", {}, {"qryType": 1}, 7, None])
def test_request_of_nothing(query: Any) -> None:
    assert request_of("prometheus", query, VALUES) is None


@pytest.mark.parametrize("query", ["label_values(up, job)", "label_names()", "query_result(up)", "metrics(up)", "up"])
def test_written(query: str) -> None:
    request = request_of("prometheus", query, {})
    assert request is not None
    assert written(request) == query


def test_texts_of_a_query_result() -> None:
    data = json.loads((CAPTURED / "instant_up.json").read_text(encoding="utf-8"))["body"]["data"]
    request = VariableRequest("prometheus", "query", wants="result")
    first = data["result"][0]
    labels = ",".join(f'{name}="{value}"' for name, value in sorted(first["metric"].items()) if name != "__name__")

    assert texts_of(request, data)[0] == f"up{{{labels}}} {first['value'][1]} {round(first['value'][0] * 1000)}"
    assert texts_of(request, {"resultType": "scalar", "result": [1, "5"]}) == ["5"]


def test_texts_of_series_and_metrics() -> None:
    series = VariableRequest("prometheus", "series", wants="series")
    assert texts_of(series, [{"__name__": "up", "job": "a", "b": "c"}]) == ['up{b="c",job="a"}']
    metrics = VariableRequest("prometheus", "label/__name__/values", only="node_.*_total")
    assert texts_of(metrics, ["up", "node_cpu_total", "node_load"]) == ["node_cpu_total"]


@pytest.mark.parametrize("answer", [7, None, {}, [7]])
def test_texts_of_another_shape(answer: Any) -> None:
    with pytest.raises(UnexpectedAnswer):
        texts_of(VariableRequest("prometheus", "labels"), answer)


@pytest.mark.parametrize(
    ("regex", "sort", "options"),
    [
        ("", 0, ("b10", "b9", "A1")),
        ("", 1, ("A1", "b10", "b9")),
        ("", 2, ("b9", "b10", "A1")),
        ("", 3, ("A1", "b9", "b10")),
        ("", 4, ("b10", "b9", "A1")),
        ("", 5, ("A1", "b10", "b9")),
        ("", 7, ("A1", "b9", "b10")),
        ("", 8, ("b10", "b9", "A1")),
        ("/b.*/", 0, ("b10", "b9")),
        ("b.*", 0, ("b10", "b9")),
        ("b", 0, ()),
        ("/b/", 0, ("b10", "b9")),
        ("/b(\\d+)/", 0, ("10", "9")),
        ("/(?<text>[a-z])(?<value>\\d+)/", 0, ("10", "9")),
        ("/a/i", 0, ("A1",)),
        ("/([0-9])/g", 0, ("1", "0", "9")),
        ("/^(?!b).*/", 0, ("A1",)),
    ],
)
def test_options_of(regex: str, sort: int, options: tuple[str, ...]) -> None:
    assert options_of(["b10", "b9", "A1", "b10"], regex, sort) == options
