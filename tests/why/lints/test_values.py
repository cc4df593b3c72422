"""Values that are no numbers, and quantiles at the highest bound."""

from __future__ import annotations

from lab.why.evaluation import QueryResult, Sample
from lab.why.inventory import Inventory, Metric, Series
from lab.why.lints.values import review_values
from lab.why.model import ExplainContext
from lab.why.parser import parse

QUANTILE = "histogram_quantile(0.9, sum by (le) (rate(x_bucket[1m])))"
BUCKETS = Metric(tuple(Series({"le": le}, None, True) for le in ("0.5", "2.5", "+Inf")), 3)
INVENTORY = Inventory("prometheus", 0.0, 60.0, {"x_bucket": BUCKETS})


def messages(query: str, *values: float) -> list[str]:
    samples = tuple(Sample({"path": str(index)}, value) for index, value in enumerate(values))
    ctx = ExplainContext(parse(query), INVENTORY, {}, lambda part: QueryResult(samples))
    return [finding.message for finding in review_values(ctx)]


def test_review_values_not_numbers() -> None:
    assert messages("a / b", float("nan"), 1.0) == ["1 of 2 values is NaN"]
    assert messages("a / b", float("inf"), float("-inf"), 1.0) == ["2 of 3 values are infinite"]
    assert messages("a / b", 1.0) == []


def test_review_values_highest_bound() -> None:
    [message] = messages(QUANTILE, 2.5, 0.4)
    assert message == f"1 of 2 values of {QUANTILE} is 2.5, the highest bound"
    assert messages(QUANTILE, 2.4) == []


def test_review_values_without_values() -> None:
    assert review_values(ExplainContext(parse("a / b"), INVENTORY, {})) == ()
