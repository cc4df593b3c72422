"""The page of an audit: valid, self-contained, escaped, with a filter that needs no script."""

from __future__ import annotations

import re

import pytest

from lab.audit.report.html import audit_html
from tests.audit.report.examples import DESCRIPTIONS, several
from tests.report.html.parsed_page import Page


def page(name: str) -> Page:
    return Page(audit_html(several()[name], DESCRIPTIONS))


@pytest.mark.parametrize("name", several())
def test_audit_html_is_self_contained(name: str) -> None:
    parsed = page(name)
    assert "script" not in {tag for tag, _ in parsed.elements}
    for _, attributes in parsed.elements:
        assert not [attribute for attribute in attributes if attribute.startswith("on")]
        for attribute in ("src", "href", "action", "data", "srcset"):
            assert not re.match(r"(?:https?:)?//", attributes.get(attribute) or "")
    assert not re.search(r"@import|url\(", "".join(parsed.words))


@pytest.mark.parametrize("name", several())
def test_audit_html_links_and_ids(name: str) -> None:
    parsed = page(name)
    ids = [attributes["id"] for _, attributes in parsed.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = [attributes["href"] or "" for tag, attributes in parsed.elements if tag == "a"]
    assert {target[1:] for target in targets if target.startswith("#")} <= set(ids)


def test_audit_html_filters_by_class() -> None:
    parsed = page("known")
    boxes = {
        attributes["id"]: "checked" in attributes
        for tag, attributes in parsed.elements
        if tag == "input" and attributes["type"] == "checkbox"
    }
    assert boxes == {
        "show-broken": True,
        "show-missing": True,
        "show-misleading": True,
        "show-costly": True,
        "show-empty-by-design": False,
        "show-working": False,
        "show-known": True,
    }
    style = "".join(parsed.words)
    sections = {attributes["id"] for tag, attributes in parsed.elements if tag == "section"}
    for box in boxes.keys() - {"show-known"}:
        of = box.removeprefix("show-")
        assert of in sections
        assert f"body:has(#{box}:not(:checked)) #{of} {{ display: none; }}" in style


def test_audit_html_content() -> None:
    text = "".join(page("shop").words)
    for part in (
        "8 findings to mend: 7 broken, 1 missing; 18 looked at",
        "dashboards/shop.json:120",
        'its series have "path": 12 values',
        'rate(http_requests_total{code="500"}[5m])',
        "4 more of the check unknown-label",
        "no --grafana and no --dashboards were given",
        "212 of at most 2000 queries in 4.2 s",
        "Use the label that the series have, as lab why shows it.",
    ):
        assert part in text


def test_audit_html_escapes() -> None:
    text = audit_html(several()["hostile"], DESCRIPTIONS)
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert not set("\x1b\x00\u202e") & set(text)
