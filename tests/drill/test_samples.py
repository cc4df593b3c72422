from __future__ import annotations

from lab.drill.samples import LabelledCase, openmetrics
from lab.drill.solving.cases import Case, Moments
from lab.drill.solving.series import FedSeries, Programme


def fed(name: str, programme: Programme) -> FedSeries:
    return FedSeries((("__name__", name), ("path", 'a"b')), programme)


def test_openmetrics_has_both_moments_in_order() -> None:
    case = Case((fed("x", Programme(5.0)),), (fed("x", Programme(1.0)),))
    text = openmetrics([LabelledCase("1.0", case, (10.0, 0.0))], Moments(1000.0, 100.0))
    assert text == (
        'x{path="a\\"b",lab_drill="1.0"} 1 90.000\n'
        'x{path="a\\"b",lab_drill="1.0"} 1 100.000\n'
        'x{path="a\\"b",lab_drill="1.0"} 5 990.000\n'
        'x{path="a\\"b",lab_drill="1.0"} 5 1000.000\n'
        "# EOF\n"
    )


def test_openmetrics_keeps_the_samples_of_a_metric_together() -> None:
    cases = [
        LabelledCase(label, Case((fed("x", Programme()), fed("y", Programme())), ()), (0.0,))
        for label in ("1.0", "2.0")
    ]
    names = [line.partition("{")[0] for line in openmetrics(cases, Moments(1000.0, 100.0)).splitlines()]
    assert names == ["x", "x", "y", "y", "# EOF"]
