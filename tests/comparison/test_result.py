"""Why a result decides nothing."""

from __future__ import annotations

from lab.comparison.result import ComparisonResult, Pair


def test_undecided_of_all_pairs() -> None:
    pairs = (Pair("a", "b", (), "b has no valid repetition"), Pair("a", "c", ()), Pair("a", "d", (), "d is not ready"))
    assert ComparisonResult(pairs, 0, 0.05).undecided == "b has no valid repetition; d is not ready"
    assert ComparisonResult(pairs[1:2], 0, 0.05).undecided == ""
