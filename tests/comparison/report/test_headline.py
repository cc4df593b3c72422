"""Which rows are on the first screen, and the sentence of a pair."""

from __future__ import annotations

from lab.comparison.report.headline import headline, largest_on_time, pair_sentence
from lab.comparison.verdicts import compare
from tests.comparison.report.example_records import (
    at_scale,
    baseline,
)


def test_headline_of_several_sizes() -> None:
    rows = headline(compare(at_scale()).pairs[0])
    assert {row.size for row in rows} == {100_000}


def test_pair_sentence_of_a_baseline() -> None:
    _, earlier = baseline()
    assert pair_sentence(earlier.pairs[0]).startswith("pull: now vs before, 11 measures: before better in 7, ")


def test_largest_on_time() -> None:
    assert largest_on_time(compare(at_scale()).pairs[0]) == {"pull": 300_000, "push": 100_000}
