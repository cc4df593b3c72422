"""One query for all values of a dashboard's variables."""

from __future__ import annotations

import json

import pytest

from lab.audit.widening import widened
from lab.dashboards.dashboard import Dashboard, dashboards_in
from lab.dashboards.variables import ALL


def dashboard(expr: str, *variables: dict[str, object]) -> Dashboard:
    panel = {"id": 1, "type": "timeseries", "title": "Any", "repeat": "job", "targets": [{"refId": "A", "expr": expr}]}
    text = json.dumps({"title": "Shop", "panels": [panel], "templating": {"list": list(variables)}})
    return dashboards_in(text, "x.json", {})[0]


def query(name: str, text: str = "label_values(up, job)") -> dict[str, object]:
    return {"name": name, "type": "query", "query": text, "current": {"value": "api"}}


@pytest.mark.parametrize(
    ("expr", "wide"),
    [
        ('up{job="$job"}', 'up{job=~"$job"}'),
        ('up{job = "$job", a="b"}', 'up{job =~ "$job", a="b"}'),
        ("up{job='${job}'}", "up{job=~'${job}'}"),
        ('up{job="[[job]]-x"}', 'up{job=~"[[job]]-x"}'),
        ('up{job="${job:regex}"}', 'up{job=~"${job:regex}"}'),
        ('up{job=~"$job"}', 'up{job=~"$job"}'),
        ('up{job!="$job"}', 'up{job!="$job"}'),
        ('up{other="$job_id"}', 'up{other="$job_id"}'),
    ],
)
def test_equal_matcher_of_a_variable_becomes_a_pattern(expr: str, wide: str) -> None:
    found = widened(dashboard(expr, query("job")))
    assert found.panels[0].targets[0]["expr"] == wide
    assert found.variables["job"].current == (ALL,)
    assert found.variables["job"].include_all
    assert found.panels[0].repeats == ()


@pytest.mark.parametrize(
    "expr",
    [
        'sum by ($job) (up{job="$job"})',
        'topk($job, up{job="$job"})',
        "rate(up[$job])",
        'up{job="${job:csv}"}',
        'up{job="${job:raw}"}',
        "$job",
    ],
)
def test_variable_that_is_more_than_a_value_keeps_its_own(expr: str) -> None:
    found = widened(dashboard(expr, query("job")))
    assert found.panels[0].targets[0]["expr"] == expr
    assert found.variables["job"].current == ("api",)


def test_variable_of_a_variable_is_wide_too() -> None:
    found = widened(dashboard("up", query("job"), query("instance", 'label_values(up{job="$job"}, instance)')))
    assert found.variables["instance"].query == 'label_values(up{job=~"$job"}, instance)'


def test_value_for_all_counts_only_where_all_can_be_selected() -> None:
    one = {**query("job"), "allValue": ".*"}
    assert widened(dashboard('up{job="$job"}', one)).variables["job"].all_value == ""
    all_ = {**one, "includeAll": True}
    assert widened(dashboard('up{job="$job"}', all_)).variables["job"].all_value == ".*"


def test_interval_and_text_keep_their_values() -> None:
    interval = {"name": "window", "type": "interval", "query": "5m,1h", "current": {"value": "5m"}}
    found = widened(dashboard('rate(up{a="$window"}[$window])', interval))
    assert found.variables["window"].current == ("5m",)
