"""The states of alerts, and their deliveries."""

from __future__ import annotations

import math
from xml.etree import ElementTree

import pytest

from lab.report.charts.alert_life import Band, Delivery, Life, alert_chart, lives
from tests.report.records import matrix

SVG = "{http://www.w3.org/2000/svg}"


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
def test_lives(states: list[tuple[str, float, float]], bands: list[tuple[str, float, float]]) -> None:
    (life,) = lives(_alerts(*states), 0, 10, 1)
    assert [(band.state, band.begin, band.end) for band in life.bands] == bands


def test_alert_chart_deliveries_do_not_overlap() -> None:
    life = Life("A", "", (Band("firing", 0, 10),))
    sent = [Delivery(5.0, "team", "firing", ("A",)), Delivery(5.2, "chat", "firing", ("A",))]
    chart = ElementTree.fromstring(alert_chart(life, sent))
    heights = {text.text: text.get("y") for text in chart.iter(f"{SVG}text") if text.text and " to " in text.text}
    assert len(heights) == 2
    assert len(set(heights.values())) == 2
