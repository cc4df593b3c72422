"""Explanations of queries that return no data, over captured labs: compared with approved texts."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from lab.why.explain import explain
from lab.why.text import format_text, summary
from tests.why.captured_labs import captured_lab
from tests.why.queries import QUERIES

APPROVED = Path(__file__).with_name("approved")


@pytest.mark.parametrize("name", QUERIES)
def test_explain_running_lab(name: str, tmp_path: Path) -> None:
    lab = captured_lab(name)
    texts = {
        row: format_text(explain(query, lab.inventory, lab.dialects, lab.evaluate))
        for row, query in QUERIES[name].items()
    }
    _compare(name, texts, tmp_path)


@pytest.mark.parametrize("name", QUERIES)
def test_explain_record(name: str, tmp_path: Path) -> None:
    lab = captured_lab(name)
    texts = {row: format_text(explain(query, lab.inventory, lab.dialects)) for row, query in QUERIES[name].items()}
    _compare(f"{name}-record", texts, tmp_path)


def _compare(name: str, texts: dict[str, str], tmp_path: Path) -> None:
    received = "\n".join(f"## {row}\n{text}" for row, text in texts.items())
    file = APPROVED / f"{name}.txt"
    approved = file.read_text(encoding="utf-8") if file.exists() else ""
    if received != approved:
        received_file = tmp_path / file.name
        received_file.write_text(received, encoding="utf-8")
        diff = difflib.unified_diff(approved.splitlines(), received.splitlines(), "approved", "received", lineterm="")
        raise AssertionError("\n".join([*diff, "", f"to approve: cp {received_file} {file}"]))


def test_explain_series_that_appeared_after_the_query() -> None:
    """Killed after the query: its series existed then, so they must have appeared after the query."""
    lab = captured_lab("prom-pull-killed")
    before = lab.inventory.as_of(lab.inventory.taken_at - 20, faulted=True)
    explanation = explain("http_requests_total", before, {}, was_empty=True)
    assert summary(explanation) == "it has 5 series by the end of the run: they appeared after the query"
    assert explain("up", before, {}).series == 1


def test_explain_comparison_that_was_empty() -> None:
    lab = captured_lab("prom-pull")
    explanation = explain("sum(http_requests_total) > 1e4", lab.inventory, {}, was_empty=True)
    assert summary(explanation) == "its selectors return series, but none passes the comparison > 10000"
