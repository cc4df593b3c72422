"""The page of a run: valid, self-contained and escaped."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from lab.record.event import Evidence
from lab.record.run_record import RunRecord
from lab.report.evidence_view import panel_views
from lab.report.html.page import prose, report_html
from tests.expectations.captured_answers import loki
from tests.report.html.parsed_page import Page
from tests.report.log_answers import BEGAN, LINES, observed, stream
from tests.report.records import HOSTILE, hostile, record
from tests.report.stories import STORIES, mutant_killed, mutant_unexpected, passed

ALL = {**STORIES, "hostile": hostile}


@pytest.mark.parametrize("story", ALL)
def test_report_html_is_self_contained(story: str) -> None:
    page = Page(report_html(ALL[story]()))
    assert "script" not in {tag for tag, _ in page.elements}
    for _, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("src", "href", "action", "data", "srcset"):
            assert not re.match(r"(?:https?:)?//", attributes.get(name) or "")
    assert not re.search(r"@import|url\(", "".join(page.words))


@pytest.mark.parametrize("story", ALL)
def test_report_html_links_and_ids(story: str) -> None:
    page = Page(report_html(ALL[story]()))
    names = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(names) == len(set(names))
    targets = [attributes["href"] or "" for tag, attributes in page.elements if tag == "a"]
    assert {target[1:] for target in targets if target.startswith("#")} <= set(names)
    referred = [attributes["aria-labelledby"] for _, attributes in page.elements if "aria-labelledby" in attributes]
    assert set(referred) <= set(names)


@pytest.mark.parametrize("story", ALL)
def test_report_html_pictures(story: str) -> None:
    pictures = re.findall(r"<svg.*?</svg>", report_html(ALL[story]()), re.DOTALL)
    assert pictures
    for picture in pictures:
        ElementTree.fromstring(picture)


def test_report_html_landmarks() -> None:
    page = Page(report_html(passed()))
    tags = [tag for tag, _ in page.elements]
    assert [tags.count(tag) for tag in ("header", "main", "footer", "nav", "h1")] == [1, 1, 1, 1, 1]
    assert all("scope" in attributes for tag, attributes in page.elements if tag == "th")
    assert all(attributes.get("aria-label") for tag, attributes in page.elements if tag == "svg")
    assert ("html", {"lang": "en"}) in page.elements


def test_report_html_escapes() -> None:
    text = report_html(hostile())
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "\x1b" not in text
    assert "\x00" not in text


def test_report_html_content() -> None:
    text = report_html(passed())
    sentence = "13 of 13 expectations passed in 17.9 s"
    parts = (
        sentence,
        "scenarios/otel-direct/scenario.yaml:52:7",
        "/api/boom",
        "lab/prometheus:v3.15.0",
        "[5m]",
        "[4s]",
    )
    assert [part for part in parts if part not in text] == []
    assert text.index(sentence) < text.index('id="verdicts"') < text.index('id="timeline"')


def _text(record: RunRecord) -> str:
    return "".join(Page(report_html(record)).words)


def test_report_html_of_a_mutant() -> None:
    assert "mutant killed: instance known; 2 of 2 planned failures in" in _text(mutant_killed())
    missed = "nobody notices until the lookback ends: must fail with no_series, but passed"
    assert missed in _text(mutant_unexpected())


def test_report_html_actions() -> None:
    assert "fault: killed api (exited)" in _text(passed())


def test_report_html_log_lines() -> None:
    events = tuple(
        Evidence(at_ms=9, kind="panel", name=f"logs.json: {title}", observation=observed(LINES, answer))
        for title, answer in (("Errors", loki("lines_error")), (HOSTILE, stream(HOSTILE)))
    )
    text = report_html(record(events, started=BEGAN, ended=BEGAN + 12))
    assert "6 lines" in text
    assert "GET /plain/error" in text
    assert "<script" not in text


def test_report_html_names_a_dashboard_once() -> None:
    with_panels = STORIES["failed"]()
    names = {view.dashboard for view in panel_views(with_panels)}
    text = report_html(with_panels)
    assert names
    assert all(text.count(f"<h3><code>{name}</code></h3>") == 1 for name in names)


def test_prose() -> None:
    assert prose("`up` is <1> & `a`b") == "<code>up</code> is &lt;1&gt; &amp; <code>a</code>b"
    assert prose("a ` alone") == "a ` alone"


def test_cells_name_their_column_on_a_phone() -> None:
    cells = [attributes for tag, attributes in Page(report_html(STORIES["failed"]())).elements if tag == "td"]
    numbers = [attributes for attributes in cells if attributes.get("class") == "number"]
    assert numbers
    assert all(attributes.get("data-label") for attributes in numbers)
