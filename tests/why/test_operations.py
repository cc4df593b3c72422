"""Operations whose sides do not match; the approved texts of test_explain have the other cases."""

from __future__ import annotations

from lab.why.evaluation import Sample
from lab.why.expression import Binary, Call, to_promql
from lab.why.model import ExplainContext
from lab.why.operations import explain_function, explain_no_match
from lab.why.parser import parse
from tests.why.captured_labs import captured_lab


def test_explain_no_match_several_series_on_both_sides() -> None:
    query = parse("x / y")
    assert isinstance(query, Binary)
    ctx = ExplainContext(query, captured_lab("prom-pull").inventory, {})
    left = [Sample({"job": "api", "a": "1"}), Sample({"job": "api", "a": "2"})]
    right = [Sample({"job": "api", "b": "1"}), Sample({"job": "api", "b": "2"})]
    finding = explain_no_match(query, left, right, ctx)
    assert finding.details[-1] == "common labels: job"
    proposals = [to_promql(proposal.query) for proposal in finding.proposals]
    assert proposals == ["x / on (job) group_left sum by (job) (y)", "sum by (job) (x) / sum by (job) (y)"]


def test_explain_no_match_ignoring() -> None:
    query = parse("x and ignoring (a) y")
    assert isinstance(query, Binary)
    ctx = ExplainContext(query, captured_lab("prom-pull").inventory, {})
    finding = explain_no_match(query, [Sample({"job": "api", "c": "1"})], [Sample({"job": "api", "c": "2"})], ctx)
    assert finding.message == "`and` matches series on all labels except a, but none has a match on the other side"
    assert finding.details[-1] == "common labels: job"
    assert [to_promql(proposal.query) for proposal in finding.proposals] == ["x and on (job) y"]


def test_explain_no_match_total() -> None:
    query = parse("x / sum(x)")
    assert isinstance(query, Binary)
    ctx = ExplainContext(query, captured_lab("prom-pull").inventory, {})
    finding = explain_no_match(query, [Sample({"a": "1"}), Sample({"a": "2"})], [Sample({})], ctx)
    proposals = [to_promql(proposal.query) for proposal in finding.proposals]
    assert proposals == ["x / on () group_left sum(x)", "x / scalar(sum(x))"]


def test_explain_function_absent_of_several() -> None:
    query = parse('absent(container_memory_usage_bytes{name=~"test.*"})')
    assert isinstance(query, Call)
    ctx = ExplainContext(query, captured_lab("prom-pull").inventory, {})
    finding = explain_function(query, [Sample({"name": "test_container_1"}), Sample({"name": "test_container_2"})], ctx)
    selector = 'container_memory_usage_bytes{name=~"test.*"}'
    assert finding.message.endswith(f"but {selector} has 2")
    [hint] = finding.details
    assert hint.endswith(f"for that, query {selector} offset 10m unless {selector}")


def test_explain_no_match_of_different_pods() -> None:
    """No query pairs one pod with another, though each side has a single series."""
    query = parse("sum by (pod) (x) / sum by (pod, namespace) (y)")
    assert isinstance(query, Binary)
    ctx = ExplainContext(query, captured_lab("prom-pull").inventory, {})
    right = [Sample({"pod": "x", "namespace": "a"})]
    finding = explain_no_match(query, [Sample({"pod": "cassandra-1"})], right, ctx)
    assert not finding.proposals
    assert finding.details[-1] == "no pod is on both sides: the two are about different ones"
