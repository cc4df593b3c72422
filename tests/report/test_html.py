from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from lab.record.run_record import RunRecord
from lab.report.ci.ndjson import NdjsonReport
from lab.report.evidence_view import answer_text, deliveries, panel_views
from lab.report.files import write_reports
from lab.report.html.page import report_html
from tests.report.records import COUNTED, FILE, STORIES, hostile, passed

ALL = {**STORIES, "hostile": hostile}
_VOID = {"meta", "link", "br", "hr", "img", "input"}


class Page(HTMLParser):
    """Refuses what does not nest; collects elements, attributes and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.parametrize("story", ALL)
def test_the_page_nests_fetches_nothing_and_runs_nothing(story: str) -> None:
    page = Page(report_html(ALL[story]()))
    assert "script" not in {tag for tag, _ in page.elements}
    for _, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("src", "href", "action", "data", "srcset"):
            assert not re.match(r"(?:https?:)?//", attributes.get(name) or "")
    assert not re.search(r"@import|url\(", "".join(page.words))


@pytest.mark.parametrize("story", ALL)
def test_links_inside_the_page_lead_somewhere_and_names_are_unique(story: str) -> None:
    page = Page(report_html(ALL[story]()))
    names = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(names) == len(set(names))
    targets = [attributes["href"] or "" for tag, attributes in page.elements if tag == "a"]
    assert {target[1:] for target in targets if target.startswith("#")} <= set(names)
    referred = [attributes["aria-labelledby"] for _, attributes in page.elements if "aria-labelledby" in attributes]
    assert set(referred) <= set(names)


@pytest.mark.parametrize("story", ALL)
def test_every_picture_is_well_formed(story: str) -> None:
    text = report_html(ALL[story]())
    pictures = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    assert pictures
    for each in pictures:
        ElementTree.fromstring(each)


def test_the_page_is_accessible_in_its_bones() -> None:
    page = Page(report_html(passed()))
    tags = [tag for tag, _ in page.elements]
    assert [tags.count(tag) for tag in ("header", "main", "footer", "nav", "h1")] == [1, 1, 1, 1, 1]
    assert all("scope" in attributes for tag, attributes in page.elements if tag == "th")
    assert all(attributes.get("aria-label") for tag, attributes in page.elements if tag == "svg")
    assert ("html", {"lang": "en"}) in page.elements


def test_text_from_records_is_escaped_and_stripped() -> None:
    text = report_html(hostile())
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "\x1b" not in text
    assert "\x00" not in text


def test_the_page_tells_what_matters() -> None:
    text = report_html(passed())
    for words in ("passed 6 of 6 in 26.3 s", f"{FILE}:28:7", "/api/boom", "sha256:63805ebb8d2b", "5m", "2s", "boom\n"):
        assert words in text
    assert text.index("passed 6 of 6") < text.index('id="verdicts"') < text.index('id="timeline"')


def _told(record: RunRecord) -> str:
    return "".join(Page(report_html(record)).words)


def test_a_mutant_reads_differently() -> None:
    assert "mutant noticed: receiver off" in _told(STORIES["mutant_as_planned"]())
    assert f"{COUNTED}: must fail with no_series, but passed" in _told(STORIES["mutant_with_surprise"]())


def test_deliveries_are_told_once_and_in_order() -> None:
    assert [(each.status, each.alerts) for each in deliveries(passed())] == [
        ("firing", ("HighHTTPErrorRate",)),
        ("resolved", ("HighHTTPErrorRate",)),
    ]


def test_panels_keep_the_order_of_the_dashboard() -> None:
    titles = [panel.title for panel in panel_views(passed())]
    assert titles == ["Request rate", "Latency", "Buckets", "Error share", "Memory", "Queue"]


def test_long_answers_are_cut_and_say_so() -> None:
    text = answer_text({"result": list(range(40)), "text": "x" * 900})
    assert '"... and 28 more of 40"' in text
    assert "(900 characters)" in text
    assert len(answer_text([["y" * 500] * 12] * 12)) < 12_100


def test_files_are_written_whole_and_read_back(tmp_path: Path) -> None:
    record = passed()
    paths = write_reports(record, tmp_path / "new" / "folder")
    assert RunRecord.model_validate_json(paths.run.read_text(encoding="utf-8")) == record
    assert len(paths.events.read_text(encoding="utf-8").splitlines()) == len(record.events)
    assert sorted(path.name for path in paths.run.parent.iterdir()) == [
        "events.ndjson",
        "junit.xml",
        "report.html",
        "run.json",
    ]


def test_events_as_lines(tmp_path: Path) -> None:
    target = tmp_path / "events"
    with target.open("w") as stream:
        listener = NdjsonReport(stream)
        for number, event in enumerate(passed().events, 1):
            listener.on_event(event)
            assert len(target.read_text().splitlines()) == number  # flushed each time
