"""A curve per side over the number of series."""

from __future__ import annotations

from xml.etree import ElementTree

from lab.comparison.report.dot_chart import Lane
from lab.comparison.report.size_chart import Point, size_chart

SVG = "{http://www.w3.org/2000/svg}"


def curve(side: str, hue: int, *medians: float) -> list[Point]:
    return [
        Point(size, Lane(side, hue, (median,), median, median, median, f"{median:g} s"), on_time=size < 100_000)
        for size, median in zip((1_000, 10_000, 1_000_000), medians, strict=False)
    ]


def drawn(*curves: list[Point]) -> ElementTree.Element:
    return ElementTree.fromstring(size_chart(curves, title="duration", unit="s"))


def test_size_chart_curves_and_sizes() -> None:
    chart = drawn(curve("pull", 0, 0.1, 1, 9), curve("push", 1, 0.2, 2))
    lines = [line.attrib["points"].split() for line in chart.iter(f"{SVG}polyline")]
    assert list(map(len, lines)) == [3, 2]
    texts = [text.text for text in chart.iter(f"{SVG}text")]
    assert {"1 k", "10 k", "1 M", "pull", "push"} <= set(texts)
    first, second, third = (float(point.split(",")[0]) for point in lines[0])
    assert third - second > second - first > 0  # two decades are further than one


def test_size_chart_marks_what_is_late() -> None:
    tips = [title.text for title in drawn(curve("pull", 0, 0.1, 1, 9)).iter(f"{SVG}title")]
    assert tips[1:] == [
        "pull at 1,000 series: 0.1 s",
        "pull at 10,000 series: 1 s",
        "pull at 1,000,000 series: 9 s, not on time",
    ]


def test_size_chart_leaves_out_zero() -> None:
    (line,) = drawn(curve("pull", 0, 0, 1, 9)).iter(f"{SVG}polyline")
    assert len(line.attrib["points"].split()) == 2
    assert size_chart([curve("pull", 0, 0)], title="x", unit="s") == ""
