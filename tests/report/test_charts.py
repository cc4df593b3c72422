from __future__ import annotations

import math
from xml.etree import ElementTree

import pytest

from lab.report.charts.alert_life import Band, Delivery, Life, alert_chart, lives
from lab.report.charts.axes import spread, time_axis, value_axis
from lab.report.charts.lines import line_chart
from lab.report.charts.series import series_of
from lab.report.charts.timeline import bars_of, timeline
from lab.report.formatting import duration, value_in_unit
from tests.report.records import HOSTILE, START, STORIES, failed, matrix, mutant_with_surprise

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        pytest.param([0.0, 9.3], (0, 2.5, 5, 7.5, 10), id="from zero"),
        pytest.param([5.0, 5.0], (0, 2, 4, 6), id="flat"),
        pytest.param([4.749999999999999, 4.75], (0, 2, 4, 6), id="flat but for the last digit"),
        pytest.param([0.0, 0.0], (0, 0.25, 0.5, 0.75, 1), id="all zero"),
        pytest.param([-1e-17, 1e-17], (0, 0.25, 0.5, 0.75, 1), id="zero but for the last digit"),
        pytest.param([-4.0, 4.0], (-4, -2, 0, 2, 4), id="both signs"),
        pytest.param([512.0, 514.0], (512, 512.5, 513, 513.5, 514), id="far from zero"),
        pytest.param([0.0, 3e-5], (0, 1e-5, 2e-5, 3e-5), id="tiny"),
        pytest.param([], (0, 0.25, 0.5, 0.75, 1), id="nothing"),
    ],
)
def test_ticks_are_round(values: list[float], ticks: tuple[float, ...]) -> None:
    assert value_axis(values, 100, 0).ticks == pytest.approx(ticks)


def test_ticks_of_bytes_are_round_in_mebibytes() -> None:
    axis = value_axis([0.0, 6.1e7], 100, 0, 1024.0)
    assert [value_in_unit(tick, "bytes") for tick in axis.ticks] == ["0 B", "20 MiB", "40 MiB", "60 MiB"]


def test_the_time_axis_ends_where_the_data_end() -> None:
    axis = time_axis(5.2, 26.0, 0, 208)
    assert axis.ticks == (10, 15, 20, 25)
    assert axis.at(26.0) == 208


def test_labels_keep_their_distance() -> None:
    assert spread([10, 12, 13, 99], 13, 100) == (10, 23, 36, 99)
    assert spread([95, 96, 97], 10, 100) == (80, 90, 100)


@pytest.mark.parametrize(
    ("answer", "runs"),
    [
        pytest.param([(0, "1"), (1, "2"), (2, "3")], [3], id="whole"),
        pytest.param([(0, "1"), (1, "NaN"), (2, "3"), (3, "4")], [1, 2], id="NaN"),
        pytest.param([(0, "1"), (1, "+Inf"), (2, "3")], [1, 1], id="infinite"),
        pytest.param([(0, "1"), (1, "2"), (5, "3"), (6, "3")], [2, 2], id="stale"),
        pytest.param([(0, "NaN")], [], id="nothing to draw"),
        pytest.param([], [], id="empty"),
    ],
)
def test_what_is_missing_is_a_gap(answer: list[tuple[float, str]], runs: list[int]) -> None:
    (series,) = series_of(matrix(({"a": "b"}, answer)), step=1.0)
    assert [len(run) for run in series.runs] == runs


@pytest.mark.parametrize(
    "answer", [None, "x", [], {}, {"resultType": "matrix"}, {"resultType": "string", "result": []}]
)
def test_another_shape_has_no_series(answer: object) -> None:
    assert series_of(answer) == ()


def test_series_are_named_by_what_tells_them_apart() -> None:
    answer = matrix(({"job": "api", "q": "0.5"}, [(0, "1")]), ({"job": "api", "q": "0.9"}, [(0, "1")]))
    assert [each.name for each in series_of(answer)] == ["q=0.5", "q=0.9"]
    assert [each.name for each in series_of(answer, legend="{{job}} p{{q}}{{none}}")] == ["api p0.5", "api p0.9"]


def test_a_vector_is_a_moment() -> None:
    answer = {"resultType": "vector", "result": [{"metric": {}, "value": [START, "0.25"]}]}
    assert [each.points for each in series_of(answer)] == [((START, 0.25),)]


def _chart(count: int, name: str = "le") -> ElementTree.Element:
    rows = [({name: str(number)}, [(START + n, str(number + n)) for n in range(4)]) for number in range(count)]
    return ElementTree.fromstring(line_chart(series_of(matrix(*rows), step=1), title="t", zero=START))


def test_up_to_ten_lines_then_how_many_more() -> None:
    chart = _chart(13)
    assert len(chart.findall(f".//{SVG}polyline")) == 10
    assert "+3 more series, not drawn" in [text.text for text in chart.iter(f"{SVG}text")]


def test_few_lines_are_labelled_directly() -> None:
    texts = [text.text for text in _chart(3).iter(f"{SVG}text")]
    assert {"le=0", "le=1", "le=2"} <= set(texts)
    assert len(_chart(3).findall(f".//{SVG}circle")) == 3


def test_every_point_lies_inside_the_picture() -> None:
    chart = _chart(13)
    width, height = (float(each) for each in chart.attrib["viewBox"].split()[2:])
    for line in chart.iter(f"{SVG}polyline"):
        for pair in line.attrib["points"].split():
            x, y = map(float, pair.split(","))
            assert 0 <= x <= width
            assert 0 <= y <= height


def test_a_chart_without_samples_says_so() -> None:
    assert "no data in this window" in line_chart([], title="t")


def test_names_cannot_break_the_picture() -> None:
    answer = matrix(({HOSTILE: HOSTILE}, [(0, "1"), (1, "2")]), ({"x": "y"}, [(0, "1")]))
    text = line_chart(series_of(answer), title=HOSTILE, unit=HOSTILE)
    ElementTree.fromstring(text)
    assert "<script" not in text


@pytest.mark.parametrize("story", STORIES)
def test_the_timeline_is_well_formed(story: str) -> None:
    ElementTree.fromstring(timeline(STORIES[story]()))


def test_bars_begin_when_things_began() -> None:
    bars = {bar.name: (bar.begin, bar.end, bar.said) for bar in bars_of(failed())}
    assert bars["create"] == (2_062, 3_150, "1.1 s")
    assert bars["load shopping"][:2] == pytest.approx((6_200, 14_200))
    assert bars["requests are counted exactly"] == (14_260, 29_270, "failed, 15.0 s")
    assert {bar.colour for bar in bars_of(mutant_with_surprise())} == {
        "phase",
        "load",
        "pass",
        "fail",
        "quiet",
        "doubt",
    }


def _alerts(*states: tuple[str, float, float]) -> object:
    return matrix(
        *(
            ({"alertname": "A", "alertstate": state}, [(begin + n, "1") for n in range(math.ceil(end - begin))])
            for state, begin, end in states
        )
    )


@pytest.mark.parametrize(
    ("states", "bands"),
    [
        pytest.param(
            [("pending", 2, 4), ("firing", 4, 7)],
            [("inactive", 0, 2), ("pending", 2, 4), ("firing", 4, 7), ("resolved", 7, 10)],
            id="a whole life",
        ),
        pytest.param(
            [("pending", 2, 4)], [("inactive", 0, 2), ("pending", 2, 4), ("inactive", 4, 10)], id="never fired"
        ),
        pytest.param([("firing", 0, 10)], [("firing", 0, 10)], id="fires throughout"),
        pytest.param(
            [("firing", 0, 2), ("firing", 5, 7)],
            [("firing", 0, 2), ("resolved", 2, 5), ("firing", 5, 7), ("resolved", 7, 10)],
            id="fires twice",
        ),
    ],
)
def test_the_life_of_an_alert(states: list[tuple[str, float, float]], bands: list[tuple[str, float, float]]) -> None:
    (life,) = lives(_alerts(*states), 0, 10, 1)
    assert [(band.state, band.begin, band.end) for band in life.bands] == bands


def test_deliveries_close_together_do_not_overlap() -> None:
    life = Life("A", "", (Band("firing", 0, 10),))
    sent = [Delivery(5.0, "team", "firing", ("A",)), Delivery(5.2, "chat", "firing", ("A",))]
    chart = ElementTree.fromstring(alert_chart(life, sent))
    heights = {text.text: text.get("y") for text in chart.iter(f"{SVG}text") if text.text and " to " in text.text}
    assert len(heights) == 2
    assert len(set(heights.values())) == 2


@pytest.mark.parametrize(
    ("ms", "words"),
    [
        (0, "0 ms"),
        (999, "999 ms"),
        (999.6, "1.0 s"),
        (59_940, "59.9 s"),
        (59_960, "1 min 00 s"),
        (125_400, "2 min 05 s"),
    ],
)
def test_durations(ms: float, words: str) -> None:
    assert duration(ms) == words


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (0.0123, "s", "12.3 ms"),
        (0, "s", "0 s"),
        (1500, "ms", "1.5 s"),
        (0.256, "percentunit", "25.6 %"),
        (2048, "bytes", "2 KiB"),
        (1_234_567, "short", "1.235M"),
        (1_234_567, "", "1,234,567"),
        (41.5, "reqps", "41.5 req/s"),
        (3, "queries", "3 queries"),
    ],
)
def test_values_in_their_unit(value: float, unit: str, words: str) -> None:
    assert value_in_unit(value, unit) == words
