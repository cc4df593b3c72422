"""The page is valid and self-contained, with its sections in order."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from lab.comparison.report.html import comparison_html
from lab.comparison.verdicts import compare
from tests.comparison.report.example_records import (
    ALL,
    START,
    at_scale,
    baseline,
    hostile,
    pull_vs_push,
)
from tests.report.html.parsed_page import Page


@pytest.mark.parametrize("name", ALL)
def test_comparison_html_is_valid_and_fetches_nothing(name: str) -> None:
    record = ALL[name]()
    text = comparison_html(record, compare(record))
    page = Page(text)
    assert "script" not in {tag for tag, _ in page.elements}
    for _, attributes in page.elements:
        assert not [key for key in attributes if key.startswith("on")]
        assert not re.match(r"(?:https?:)?//", attributes.get("src") or attributes.get("href") or "")
    names = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(names) == len(set(names))
    targets = {(attributes["href"] or "")[1:] for tag, attributes in page.elements if tag == "a"}
    assert targets <= set(names)
    assert all("scope" in attributes for tag, attributes in page.elements if tag == "th")
    for drawing in re.findall(r"<svg.*?</svg>", text, re.DOTALL):
        ElementTree.fromstring(drawing)


def test_comparison_html_order_of_sections() -> None:
    record = pull_vs_push()
    text = comparison_html(record, compare(record))
    order = ["verdicts", "breaks", "names", "one-side", "answers", "expected", "faults", "production", "charts"]
    order += ["measures", "wire-checks", "environment", "repeat"]
    places = [text.index(f'<section id="{name}"') for name in order]
    assert places == sorted(places)
    first = "".join(Page(text[: places[1]] + "</main></body></html>").words)
    for phrase in ("pull is better", "push uses 1.8 times the CPU", "> 8 s", "(+5)"):
        assert phrase in first


def test_comparison_html_dots() -> None:
    record = pull_vs_push()
    text = comparison_html(record, compare(record))
    drawing = next(svg for svg in re.findall(r"<svg.*?</svg>", text, re.DOTALL) if "memory" in svg)
    assert drawing.count("<circle") == 5 * 2 * 3  # repetitions, sides, and the total with two components


def test_comparison_html_rings() -> None:
    record = at_scale()
    comparison = compare(record)
    drawings = re.findall(r"<svg.*?</svg>", comparison_html(record, comparison), re.DOTALL)
    assert len(drawings) == 5
    assert all(drawing.count(", not on time") == 1 for drawing in drawings)


def test_comparison_html_escapes() -> None:
    record = hostile()
    assert "<script" not in comparison_html(record, compare(record))


def test_comparison_html_of_a_baseline() -> None:
    record, earlier = baseline()
    assert "pull: now vs before, 11 measures: before better in 7" in comparison_html(record, earlier)


def test_comparison_html_time() -> None:
    record = pull_vs_push()
    assert record.started == START
    assert "2025-10-09 08:53:20 UTC" in comparison_html(record, compare(record))
