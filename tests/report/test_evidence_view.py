from __future__ import annotations

from lab.report.evidence_view import answer_text, deliveries, panel_views
from tests.report.stories import passed


def test_deliveries_are_listed_once_and_in_order() -> None:
    assert [(each.status, each.alerts) for each in deliveries(passed())] == [
        ("firing", ("HighHTTPErrorRate",)),
        ("resolved", ("HighHTTPErrorRate",)),
    ]


def test_panels_keep_the_order_of_the_dashboard() -> None:
    titles = [panel.title for panel in panel_views(passed())]
    assert titles == [
        "Requests per second now",
        "Failed now",
        "P95 now",
        "In progress now",
        "Rate by route",
    ]


def test_long_answers_are_cut_and_say_so() -> None:
    text = answer_text({"result": list(range(40)), "text": "x" * 900})
    assert '"... and 28 more of 40"' in text
    assert "(900 characters)" in text
    assert len(answer_text([["y" * 500] * 12] * 12)) < 12_100
