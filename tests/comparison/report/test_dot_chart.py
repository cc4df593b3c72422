"""A dot per repetition, in pictures that are well-formed."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

from lab.comparison.report.dot_chart import Group, Lane, dot_chart
from tests.report.records import HOSTILE

SVG = "{http://www.w3.org/2000/svg}"
PULL = Lane("pull", 0, (1.0, 2.0, 3.0), 2.0, 1.0, 3.0, "2 s")
PUSH = Lane("push", 1, (4.0, 4.0), 4.0, 4.0, 4.0, "4 s")


def drawn(*groups: Group) -> ElementTree.Element:
    return ElementTree.fromstring(dot_chart(groups, title="freshness", unit="s"))


def texts(chart: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in chart.iter(f"{SVG}text")]


def test_dot_chart_has_a_dot_per_repetition() -> None:
    chart = drawn(Group("", (PULL, PUSH)))
    dots = list(chart.iter(f"{SVG}circle"))
    assert len(dots) == 5
    assert len({(dot.get("cx"), dot.get("cy")) for dot in dots}) == 5  # equal values do not hide each other
    assert {"pull", "push", "2 s", "4 s"} <= set(texts(chart))
    assert "total" not in texts(chart)


def test_dot_chart_describes_itself() -> None:
    description = drawn(Group("", (PULL,))).findtext(f"{SVG}desc")
    assert description == "pull: median 2 s, interval 1 s to 3 s, 3 repetitions"


def test_dot_chart_names_groups() -> None:
    assert {"total", "api"} <= set(texts(drawn(Group("", (PULL,)), Group("api", (PUSH,)))))


def test_dot_chart_lies_inside_the_picture() -> None:
    chart = drawn(Group("", (PULL, PUSH)))
    width, height = (float(side) for side in chart.attrib["viewBox"].split()[2:])
    for dot in chart.iter(f"{SVG}circle"):
        assert 0 <= float(dot.attrib["cx"]) <= width
        assert 0 <= float(dot.attrib["cy"]) <= height


def test_dot_chart_without_values() -> None:
    assert dot_chart([Group("", ())], title="x", unit="s") == ""


def test_dot_chart_escapes() -> None:
    assert "<script" not in dot_chart([Group(HOSTILE, (replace(PULL, side=HOSTILE),))], title=HOSTILE, unit="s")
