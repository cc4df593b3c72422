"""Line charts are well-formed, labelled and complete."""

from __future__ import annotations

from xml.etree import ElementTree

from lab.report.charts.lines import line_chart
from lab.report.charts.series import series_of
from lab.report.charts.text_metrics import text_width
from tests.report.records import HOSTILE, START, matrix

SVG = "{http://www.w3.org/2000/svg}"


def _chart(count: int, name: str = "le") -> ElementTree.Element:
    rows = [({name: str(number)}, [(START + n, str(number + n)) for n in range(4)]) for number in range(count)]
    return ElementTree.fromstring(line_chart(series_of(matrix(*rows), step=1), title="t", zero=START))


def test_line_chart_of_many_series() -> None:
    chart = _chart(13)
    assert len(chart.findall(f".//{SVG}polyline")) == 10
    assert "+3 more series, not drawn" in [text.text for text in chart.iter(f"{SVG}text")]


def test_line_chart_of_few_series() -> None:
    texts = [text.text for text in _chart(3).iter(f"{SVG}text")]
    assert {"le=0", "le=1", "le=2"} <= set(texts)
    assert len(_chart(3).findall(f".//{SVG}circle")) == 3


def test_line_chart_inside_the_picture() -> None:
    chart = _chart(13)
    width, height = (float(size) for size in chart.attrib["viewBox"].split()[2:])
    for line in chart.iter(f"{SVG}polyline"):
        for pair in line.attrib["points"].split():
            x, y = map(float, pair.split(","))
            assert 0 <= x <= width
            assert 0 <= y <= height


def test_line_chart_without_samples() -> None:
    assert "no data in this window" in line_chart([], title="t")


def test_line_chart_escapes() -> None:
    answer = matrix(({HOSTILE: HOSTILE}, [(0, "1"), (1, "2")]), ({"x": "y"}, [(0, "1")]))
    text = line_chart(series_of(answer), title=HOSTILE, unit=HOSTILE)
    ElementTree.fromstring(text)
    assert "<script" not in text


def test_line_chart_names_beside_a_nameless_series() -> None:
    answer = matrix(({}, [(0, "1"), (1, "2")]), ({"path": "/api/orders"}, [(0, "1"), (1, "3")]))
    chart = ElementTree.fromstring(line_chart(series_of(answer, legend="{{path}}", step=1), title="t"))
    width = float(chart.attrib["viewBox"].split()[2])
    (name,) = [text for text in chart.iter(f"{SVG}text") if text.text == "/api/orders"]
    assert float(name.attrib["x"]) + text_width("/api/orders") <= width


def test_line_chart_labels_of_axes_are_inside() -> None:
    rows = [({}, [(START + n, "123456789") for n in range(11)])]
    chart = ElementTree.fromstring(line_chart(series_of(matrix(*rows), step=1), title="t", unit="bytes", zero=START))
    width = float(chart.attrib["viewBox"].split()[2])
    for label in chart.iter(f"{SVG}text"):
        x, wide = float(label.attrib["x"]), text_width(label.text or "")
        begin = {"start": x, "middle": x - wide / 2, "end": x - wide}[label.attrib["text-anchor"]]
        assert begin >= -0.1, label.text
        assert begin + wide <= width + 0.1, label.text
