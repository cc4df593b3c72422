"""Label matchers."""

from __future__ import annotations

import pytest

from tests.language.promql_syntax.problems import parses, problem_of

CORRECTED = {
    "number": ("x{status=500}", 'x{status="500"}'),
    "number without a name": ("{status=500}", '{status="500"}'),
    "pattern": ("x{status=~5..}", 'x{status=~"5.."}'),
    "path": ("x{path=/api/v1/items}", 'x{path="/api/v1/items"}'),
    "address": ("x{instance=10.0.0.1:9090}", 'x{instance="10.0.0.1:9090"}'),
    "two unquoted values": ("x{a=b,c=d}", 'x{a="b",c="d"}'),
    "closing quote only": ('x{job=api", path="/x"}', 'x{job="api", path="/x"}'),
    "two equals signs": ('x{a=="b"}', 'x{a="b"}'),
    "colon": ('x{a:"b"}', 'x{a="b"}'),
    "JSON": ('{"job": "api"}', '{job= "api"}'),
    "unequal as in SQL": ('x{a<>"b"}', 'x{a!="b"}'),
    "no equals sign": ('x{a!"b"}', 'x{a!="b"}'),
    "not": ('x{not a="b"}', 'x{a!="b"}'),
    "order": ("x{status>=500}", 'x{status=~"5.."}'),
    "null": ("x{a=null}", 'x{a=""}'),
    "and": ('x{a="b" and b="c"}', 'x{a="b" , b="c"}'),
    "no comma": ('x{a="b" b="c"}', 'x{a="b", b="c"}'),
    "alternatives": ('x{a="b" || a="c"}', 'x{a=~"b|c"}'),
    "list": ('x{a in ("b","c")}', 'x{a =~"b|c"}'),
    "excluded list": ('x{a not in ("b","c")}', 'x{a !~"b|c"}'),
    "list in brackets": ('x{a=["b","c"]}', 'x{a=~"b|c"}'),
    "two commas": ('x{a="b",,c="d"}', 'x{a="b",c="d"}'),
}
WITHOUT_CORRECTION = {
    "unknown order": ("x{size>5}", "      ^ the value of a label is text: it has no order; a pattern with =~ may do"),
}


@pytest.mark.parametrize(("query", "correction"), CORRECTED.values(), ids=CORRECTED)
def test_matchers_corrected(query: str, correction: str) -> None:
    problem = problem_of(query)
    assert problem.correction == correction
    assert parses(correction)


@pytest.mark.parametrize(("query", "marked"), WITHOUT_CORRECTION.values(), ids=WITHOUT_CORRECTION)
def test_matchers_without_correction(query: str, marked: str) -> None:
    problem = problem_of(query)
    assert problem.marked() == f"{query}\n{marked}"
    assert problem.correction == ""
