"""Durations that PromQL writes otherwise."""

from __future__ import annotations

import pytest

from tests.language.promql_syntax.problems import parses, problem_of

CORRECTED = {
    "unit as a word": ("rate(x[5min])", "rate(x[5m])"),
    "unit as a word behind a space": ("rate(x[5 minutes])", "rate(x[5m])"),
    "no last unit": ("rate(x[1m30])", "rate(x[1m30s])"),
    "space": ("rate(x[1m 30s])", "rate(x[1m30s])"),
    "fraction": ("rate(x[1.5h])", "rate(x[1h30m])"),
    "negative": ("rate(x[-5m])", "rate(x[5m])"),
    "comma before the step": ("max_over_time(x[1h,5m])", "max_over_time(x[1h:5m])"),
    "month": ("max_over_time(x[1 month])", "max_over_time(x[30d])"),
    "offset with a word": ("x offset 1 hour", "x offset 1h"),
    "offset in quotes": ('x offset "1h"', "x offset 1h"),
}


@pytest.mark.parametrize(("query", "correction"), CORRECTED.values(), ids=CORRECTED)
def test_durations_corrected(query: str, correction: str) -> None:
    problem = problem_of(query)
    assert problem.correction == correction
    assert parses(correction)
