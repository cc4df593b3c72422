"""Windows with too few samples; the approved texts of test_explain have the other cases."""

from __future__ import annotations

from lab.why.evaluation import QueryResult, Sample
from lab.why.explain import explain
from lab.why.model import Cause
from tests.why.captured_labs import captured_lab


def test_explain_window_of_a_series_that_has_just_started() -> None:
    lab = captured_lab("prom-pull")

    def evaluate(query: str) -> QueryResult:
        samples = (Sample({"__name__": "up"}, None, (lab.inventory.taken_at,)),)
        return QueryResult(samples if query.endswith("]") else ())

    [finding] = explain("rate(up[1m])", lab.inventory, lab.dialects, evaluate).findings
    assert finding.cause is Cause.SHORT_RANGE
    assert finding.message == "[1m] contains one sample of up, but rate needs two"
    assert finding.details[-1] == "the series has just started: try again when it has more samples"


def test_explain_window_with_enough_samples() -> None:
    lab = captured_lab("prom-pull")

    def evaluate(query: str) -> QueryResult:
        times = (lab.inventory.taken_at - 1, lab.inventory.taken_at)
        return QueryResult((Sample({"__name__": "up"}, None, times),) if query.endswith("]") else ())

    [finding] = explain("quantile_over_time(0.5, up[1m])", lab.inventory, lab.dialects, evaluate).findings
    assert finding.message == "quantile_over_time returns nothing for 1 series with up to 2 samples each"
