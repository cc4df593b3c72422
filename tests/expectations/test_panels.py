"""Panels of a dashboard, over captured answers of Prometheus, Loki and Grafana."""

import json
from typing import Any

import pytest

from lab.dashboards.panel_queries import PanelQuery
from lab.expectations.panel_answers import NO_VALUES
from lab.expectations.panels import PanelsCheck, PanelsExpectation
from lab.language import reasons
from lab.queries.answer import Answer
from lab.queries.prometheus import RangeQuery
from lab.queries.query import Query
from lab.queries.variables import VariableQuery
from lab.record.observation import Observation
from lab.record.verdict import Empty
from tests.backends.grafana_replay import recorded
from tests.expectations.captured_answers import Case, after, holds, judged, loki, misses, prometheus, unsure
from tests.expectations.examples_of_kinds import PLACE, plan_context

RATE = PanelQuery("Requests", "A", "rate(x)")
P50 = PanelQuery("Duration", "A", "quantile(0.5, x)")
P95 = PanelQuery("Duration", "B", "quantile(0.95, x)")
ERRORS = PanelQuery("Errors of the shop: last lines", "A", '{container="api"} |= "ERROR"', source="loki", logs=True)
LOGGED = PanelQuery("Lines per second", "A", 'sum(rate({container="api"} [1s]))', source="loki")
DATA = prometheus("range_rate")
EMPTY = prometheus("range_nan")
REFUSED = Answer(error="1:13: parse error", refused=True)
SILENT = Answer(error="http://127.0.0.1:1 does not answer: Connection refused")


def panels(*queries: PanelQuery) -> PanelsCheck:
    return PanelsCheck("dashboards/http.json", queries)


def through_grafana(*queries: PanelQuery) -> PanelsCheck:
    return PanelsCheck("dashboards/http.json", queries, "grafana")


def frames(file: str) -> Any:
    return recorded(file)["results"]["A"]


def frame(*fields: tuple[str, list[Any]], entities: list[Any] | None = None) -> Any:
    """One frame, in the shape of those that were recorded."""
    data = {"values": [values for _, values in fields]} | ({"entities": entities} if entities else {})
    return {"status": 200, "frames": [{"schema": {"fields": [{"type": kind} for kind, _ in fields]}, "data": data}]}


CHAINED = {
    "title": "Hosts",
    "templating": {
        "list": [
            {"name": "job", "type": "query", "query": "label_values(node_uname_info, job)"},
            {"name": "node", "type": "query", "query": 'label_values(node_uname_info{job="$job"}, instance)'},
        ]
    },
    "panels": [
        {"title": "Load", "targets": [{"refId": "A", "expr": 'node_load1{instance="$node"}'}]},
        {"title": "Memory", "targets": [{"refId": "A", "expr": 'node_memory{instance="$node"}'}]},
        {"title": "Other", "targets": [{"refId": "A", "expr": "other"}]},
        {"title": "Traces", "datasource": {"type": "tempo", "uid": "t"}, "targets": [{"refId": "A", "query": "{}"}]},
    ],
}


def dashboard(content: dict[str, Any], **options: Any) -> PanelsCheck:
    """The check of a dashboard, planned as in a scenario."""
    context = {"files": {"hosts.json": json.dumps(content)}}
    expectation = PanelsExpectation.model_validate({"panels": "hosts.json", **options})
    check = expectation.plan(lambda *keys: PLACE, 15.0, plan_context(context))
    assert check is not None
    return check


NOT_ASKED = "; not asked: 1 panel because its data source is of type tempo (Traces)"

CASES = {
    "variables are asked first": Case(
        dashboard(CHAINED),
        (["node"], ["a:9100"], DATA, DATA, DATA),
        holds("each of 3 panels has data", "3 queries return samples" + NOT_ASKED),
    ),
    "a variable without values": Case(
        dashboard(CHAINED),
        (["node"], [], EMPTY, EMPTY, EMPTY),
        misses(
            NO_VALUES,
            "each of 3 panels has data",
            '$node has no values: label_values(node_uname_info{job="node"}, instance) returns nothing; '
            "2 panels use it; Other (A): other" + NOT_ASKED,
            difference="3 of 3 queries return nothing",
        ),
    ),
    "the first variable of a chain is the cause": Case(
        dashboard(CHAINED, titles=("Load",)),
        ([], [], EMPTY),
        misses(
            NO_VALUES,
            "the panel has data",
            "$job has no values: label_values(node_uname_info, job) returns nothing; 1 panel uses it",
            difference="1 of 1 queries return nothing",
        ),
    ),
    "a variable is refused": Case(
        dashboard(CHAINED, titles=("Load",)),
        (Answer(error="1:3: parse error", refused=True), [], EMPTY),
        misses(
            NO_VALUES,
            "the panel has data",
            "$job has no values: label_values(node_uname_info, job) was refused: 1:3: parse error; 1 panel uses it",
            difference="1 of 1 queries return nothing",
        ),
    ),
    "a variable is not answered": Case(
        dashboard(CHAINED), (SILENT,), unsure(reasons.NOT_OBSERVED, "each of 3 panels has data", SILENT.error)
    ),
    "an empty variable that no empty panel uses": Case(
        dashboard(CHAINED, **{"except": ("Other", "Traces")}),
        (["node"], [], DATA, DATA),
        holds("each of 2 panels has data", "2 queries return samples"),
    ),
    "panels that may be empty": Case(
        dashboard(CHAINED, may_be_empty=("Other", "Memory"), **{"except": ("Traces",)}),
        (["node"], ["a:9100"], DATA, DATA, EMPTY),
        holds("each of 3 panels has data", "2 queries return samples; empty, as they may be: Other"),
    ),
    "each has data": Case(
        panels(RATE, P50, P95), (DATA, DATA, DATA), holds("each of 2 panels has data", "3 queries return samples")
    ),
    "one query returns nothing": Case(
        panels(RATE, P50, P95),
        (DATA, DATA, EMPTY),
        misses(
            reasons.NO_DATA,
            "each of 2 panels has data",
            "Duration (B): quantile(0.95, x)",
            difference="1 of 3 queries return nothing",
        ),
    ),
    "NaN alone is no data": Case(
        panels(RATE),
        (prometheus("range_nan_only"),),
        misses(
            reasons.NO_DATA,
            "the panel has data",
            "Requests (A): rate(x)",
            difference="1 of 1 queries return nothing",
        ),
    ),
    "a native histogram draws no line": Case(
        panels(RATE),
        (prometheus("range_native_histogram"),),
        misses(
            reasons.NO_DATA,
            "the panel has data",
            "Requests (A): rate(x)",
            difference="1 of 1 queries return nothing",
        ),
    ),
    "an empty lab": Case(
        panels(RATE, P50),
        (EMPTY, EMPTY),
        misses(
            reasons.NO_DATA,
            "each of 2 panels has data",
            "Duration (A): quantile(0.5, x); Requests (A): rate(x)",
            difference="2 of 2 queries return nothing",
        ),
    ),
    "a refused query weighs more than an empty one": Case(
        panels(RATE, P50),
        (EMPTY, REFUSED),
        misses(reasons.QUERY_ERROR, "each of 2 panels has data", "Duration (A): 1:13: parse error", final=True),
    ),
    "a log panel has lines": Case(
        panels(RATE, LOGGED, ERRORS),
        (DATA, loki("range_errors"), loki("lines_error")),
        holds("each of 3 panels has data", "2 queries return samples, 1 query returns lines"),
    ),
    "log panels without lines": Case(
        panels(LOGGED, ERRORS),
        (loki("range_none"), loki("lines_none")),
        misses(
            reasons.NO_DATA,
            "each of 2 panels has data",
            'Lines per second (A): sum(rate({container="api"} [1s])); '
            'Errors of the shop: last lines (A): {container="api"} |= "ERROR"',
            difference="2 of 2 queries return nothing",
        ),
    ),
    "asked of Grafana": Case(
        through_grafana(RATE, ERRORS),
        (frames("10-query-range-data"), frame(("other", [{}]), ("time", [1]), ("string", ["ERROR"]))),
        holds("each of 2 panels has data, through Grafana", "1 query returns samples, 1 query returns lines"),
    ),
    "Grafana says no data": Case(
        through_grafana(RATE, ERRORS, P50),
        (
            frames("11-query-no-data-range"),
            frame(("time", []), ("string", [])),
            frame(("time", [1, 2]), ("number", [None, None]), entities=[None, {"NaN": [0, 1]}]),
        ),
        misses(
            reasons.NO_DATA,
            "each of 3 panels has data, through Grafana",
            "Duration (A): quantile(0.5, x); Requests (A): rate(x); "
            'Errors of the shop: last lines (A): {container="api"} |= "ERROR"',
            difference="3 of 3 queries return nothing",
        ),
    ),
    "infinite is a sample, which JSON cannot hold": Case(
        through_grafana(RATE),
        (frame(("time", [1]), ("number", [None]), entities=[None, {"Inf": [0]}]),),
        holds("the panel has data, through Grafana", "1 query returns samples"),
    ),
    "no answer": Case(
        panels(RATE, P50),
        (DATA, SILENT),
        unsure(reasons.NOT_OBSERVED, "each of 2 panels has data", SILENT.error),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case).model_copy(update={"empty": ()}) == case.judgement


def test_judge_names_what_is_empty() -> None:
    empty = judged(CASES["one query returns nothing"]).empty

    assert empty == (Empty(name="Duration", ref="B", query=P95.query, promql=P95.query, whole=False),)
    variable, panel = judged(CASES["a variable without values"]).empty
    assert (variable.kind, variable.name, variable.used_by) == ("variable", "node", 2)
    assert (variable.query, variable.label) == ('label_values(node_uname_info{job="node"}, instance)', "instance")
    assert (panel.kind, panel.name) == ("panel", "Other")


def test_judge_many_panels_are_counted_and_all_listed_shortest_first() -> None:
    queries = tuple(PanelQuery(f"Panel {number}", "A", f"rate(x{number}[5m])") for number in range(30, 0, -1))
    judgement = judged(Case(panels(*queries, P50, P95), (EMPTY,) * 31 + (DATA,), holds("", "")))

    names = [empty.name for empty in judgement.empty]
    assert (names[0], names[1], names[-1], len(names)) == ("Panel 1", "Panel 2", "Panel 30", 31)
    assert judgement.actual == "no data in 30 of 31 panels; data for only some of the queries in 1 of 31 panels"
    assert judgement.difference == "31 of 32 queries return nothing, in 31 of 31 panels"


def test_next_queries_of_chained_variables() -> None:
    check = dashboard(CHAINED)
    ctx = after(8.4)
    first = check.next_queries((), ctx)
    assert [getattr(query, "params", None) for query in first] == [(("match[]", "node_uname_info"),)]
    known = (Observation(query=first[0], at=0.0, answer=["node"]),)
    second = check.next_queries(known, ctx)
    assert [getattr(query, "params", None) for query in second] == [(("match[]", 'node_uname_info{job="node"}'),)]
    known += (Observation(query=second[0], at=0.0, answer=["a:9100", "b:9100"]),)
    (panel, _, _) = check.next_queries(known, ctx)
    assert isinstance(panel, RangeQuery)
    assert panel.query == 'node_load1{instance="a:9100"}'
    assert check.next_queries((*known, Observation(query=panel, at=0.0, answer=DATA)), ctx) == ()


def test_report_queries_have_the_values_of_variables() -> None:
    answers = {"job": ["node"], "node": ["a:9100"]}

    def observe(query: Query) -> Observation:
        assert isinstance(query, VariableQuery)
        return Observation(query=query, at=0.0, answer=answers[query.name])

    queries = [wanted.query for wanted in dashboard(CHAINED).report_queries(0.0, 10.0, observe)]
    assert [getattr(query, "query", "") for query in queries] == [
        'node_load1{instance="a:9100"}',
        'node_memory{instance="a:9100"}',
        "other",
    ]
