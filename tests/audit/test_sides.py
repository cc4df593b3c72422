from __future__ import annotations

from lab.audit.sides import never_matching
from lab.why.evaluation import QueryResult, Sample
from lab.why.expression import Expression
from lab.why.parser import parse


def answers(**series: list[dict[str, str]]) -> dict[str, QueryResult]:
    return {name: QueryResult(tuple(Sample(labels, 1.0) for labels in of)) for name, of in series.items()}


def said(query: str, **series: list[dict[str, str]]) -> tuple[str, tuple[str, ...], str]:
    expression: Expression = parse(query)
    known = answers(**series)
    found = never_matching(expression, lambda text: known.get(text, QueryResult()))
    assert found is not None
    return found.message, found.details, found.fix


def test_label_that_only_one_side_has() -> None:
    """As of cAdvisor: usage for each CPU, the limit for the container."""
    used = [{"name": "shop", "cpu": "cpu00"}, {"name": "cart", "cpu": "cpu00", "image": "cart:1"}]
    allowed = [{"name": "shop"}, {"name": "cart", "image": "cart:1"}]
    message, details, fix = said("used > allowed", used=used, allowed=allowed)
    assert message == "no series of the two sides of `>` can match: only the left side has the label cpu"
    assert fix == "aggregate it away with without (cpu), or match with ignoring (cpu) and a group modifier"
    assert details == ()


def test_labels_of_both_sides_without_those_that_all_have() -> None:
    message, details, _ = said("a / b", a=[{"job": "x", "pod": "p"}], b=[{"job": "x", "container": "c"}])
    assert message.endswith("they have different labels")
    assert details == ("left: labels pod", "right: labels container")


def test_labels_that_are_named() -> None:
    message, details, _ = said("a / on (pod) b", a=[{"job": "x", "pod": "p"}], b=[{"job": "x"}])
    assert message == "no series of the two sides of `/` on (pod) can match: they have different labels"
    assert details == ("left: labels pod", "right: labels none of its own")


def test_sides_of_different_targets() -> None:
    message, details, _ = said("a / on (instance) b", a=[{"instance": "api:8000"}], b=[{"instance": "node:9100"}])
    assert message == "no series of the two sides of `/` can match: they have no instance in common"
    assert details == ('left: "api:8000"', 'right: "node:9100"')


def test_sides_that_match_by_their_labels() -> None:
    """With other values they would."""
    known = answers(a=[{"job": "x", "code": "500"}], b=[{"job": "x", "code": "200"}])
    assert never_matching(parse("a / b"), lambda text: known.get(text, QueryResult())) is None
