from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from lab.record.run_record import RunRecord
from lab.report.html.page import report_html
from tests.report.html.parsed_page import Page
from tests.report.records import hostile
from tests.report.stories import STORIES, mutant_killed, mutant_unexpected, passed

ALL = {**STORIES, "hostile": hostile}


@pytest.mark.parametrize("story", ALL)
def test_page_nests_fetches_nothing_and_runs_nothing(story: str) -> None:
    page = Page(report_html(ALL[story]()))
    assert "script" not in {tag for tag, _ in page.elements}
    for _, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("src", "href", "action", "data", "srcset"):
            assert not re.match(r"(?:https?:)?//", attributes.get(name) or "")
    assert not re.search(r"@import|url\(", "".join(page.words))


@pytest.mark.parametrize("story", ALL)
def test_links_have_targets_and_ids_are_unique(story: str) -> None:
    page = Page(report_html(ALL[story]()))
    names = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(names) == len(set(names))
    targets = [attributes["href"] or "" for tag, attributes in page.elements if tag == "a"]
    assert {target[1:] for target in targets if target.startswith("#")} <= set(names)
    referred = [attributes["aria-labelledby"] for _, attributes in page.elements if "aria-labelledby" in attributes]
    assert set(referred) <= set(names)


@pytest.mark.parametrize("story", ALL)
def test_pictures_are_well_formed(story: str) -> None:
    pictures = re.findall(r"<svg.*?</svg>", report_html(ALL[story]()), re.DOTALL)
    assert pictures
    for picture in pictures:
        ElementTree.fromstring(picture)


def test_page_has_landmarks_scopes_and_labels() -> None:
    page = Page(report_html(passed()))
    tags = [tag for tag, _ in page.elements]
    assert [tags.count(tag) for tag in ("header", "main", "footer", "nav", "h1")] == [1, 1, 1, 1, 1]
    assert all("scope" in attributes for tag, attributes in page.elements if tag == "th")
    assert all(attributes.get("aria-label") for tag, attributes in page.elements if tag == "svg")
    assert ("html", {"lang": "en"}) in page.elements


def test_text_of_records_is_escaped() -> None:
    text = report_html(hostile())
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "\x1b" not in text
    assert "\x00" not in text


def test_page_has_the_sentence_places_load_images_and_scaled_times() -> None:
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


def test_page_of_a_mutant() -> None:
    assert "mutant killed: instance known; 2 of 2 planned failures in" in _text(mutant_killed())
    missed = "nobody notices until the lookback ends: must fail with no_series, but passed"
    assert missed in _text(mutant_unexpected())


def test_page_names_actions() -> None:
    assert "fault: killed api (exited)" in _text(passed())
