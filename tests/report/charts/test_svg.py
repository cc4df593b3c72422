"""Elements, colours and texts of charts."""

from __future__ import annotations

from xml.etree import ElementTree

from lab.report.charts.svg import centred_text, colour, element, picture, series_fill, series_stroke, text
from lab.report.charts.text_metrics import text_width
from tests.report.records import HOSTILE


def test_element_attributes() -> None:
    assert element("rect", x=1.0, y=2.25, stroke_width=2, class_="a") == (
        '<rect x="1" y="2.2" stroke-width="2" class="a"/>'
    )
    assert element("g", "<b/>") == "<g><b/></g>"


def test_element_escapes_attributes() -> None:
    assert ElementTree.fromstring(element("rect", fill='"><script>')).get("fill") == '"><script>'


def test_text_cut_has_a_tooltip() -> None:
    cut = ElementTree.fromstring(text(0, 0, "x" * 40, max_width=61.0))
    assert (cut.text, cut.findtext("title")) == ("xxxxxxx...", "x" * 40)
    assert ElementTree.fromstring(text(0, 0, "short", max_width=61.0)).find("title") is None


def test_centred_text_stays_inside() -> None:
    half = text_width("10 s") / 2
    assert ElementTree.fromstring(centred_text(100, 0, "10 s", 100, opacity=1)).get("x") == f"{100 - half:.1f}"
    assert ElementTree.fromstring(centred_text(0, 0, "10 s", 100, opacity=1)).get("x") == f"{half:.1f}"
    assert ElementTree.fromstring(centred_text(50, 0, "10 s", 100, opacity=1)).get("x") == "50"


def test_series_hues_repeat_dashed() -> None:
    assert series_fill(0) == series_fill(5)
    assert series_stroke(5) == f"{series_stroke(0)};stroke-dasharray:5 3"
    assert len({series_stroke(index) for index in range(10)}) == 10


def test_colour_has_a_fallback() -> None:
    assert colour("grid") == "var(--grid, #d8dde3)"


def test_picture() -> None:
    drawn = ElementTree.fromstring(picture(100, 50.5, HOSTILE, "", [element("g")]))
    assert drawn.get("viewBox") == "0 0 100 50.5"
    assert [child.tag.rpartition("}")[2] for child in drawn] == ["title", "g"]
