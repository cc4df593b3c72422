"""Alerts, panels and raw answers as the page shows them."""

from __future__ import annotations

from lab.record.event import Event, Evidence
from lab.record.observation import Observation
from lab.record.run_record import RunRecord
from lab.report.evidence_view import PanelView, alert_views, answer_text, deliveries, evidence_of, panel_views
from tests.expectations.captured_answers import loki
from tests.report.log_answers import BEGAN, LINES, RATE, observed
from tests.report.records import matrix, ranged, record, started_events
from tests.report.stories import passed


def run(*events: Event) -> RunRecord:
    return record((*started_events(), *events), started=BEGAN, ended=BEGAN + 12)


def log_panel(*observations: Observation) -> PanelView:
    name = "dashboards/logs.json: Errors: the last lines"
    (view,) = panel_views(run(*(Evidence(at_ms=9, kind="panel", name=name, observation=one) for one in observations)))
    return view


def test_deliveries() -> None:
    assert [(delivery.status, delivery.alerts) for delivery in deliveries(passed())] == [
        ("firing", ("HighHTTPErrorRate",)),
        ("resolved", ("HighHTTPErrorRate",)),
    ]


def test_alert_views_of_a_run() -> None:
    (view,) = alert_views(passed())
    assert view.alert == "HighHTTPErrorRate"
    assert [state.split()[0] for state in view.states] == ["inactive", "pending", "firing", "resolved"]
    assert "<svg" in view.chart


def test_alert_views_of_an_alert_without_samples() -> None:
    event = Evidence(at_ms=9, kind="alert", name="Quiet", observation=ranged("ALERTS", matrix()))
    (view,) = alert_views(record((event,)))
    assert (view.alert, view.states) == ("Quiet", ("inactive 21.0 s",))


def test_alert_views_without_an_answer() -> None:
    (view,) = alert_views(record((Evidence(at_ms=9, kind="alert", name="Unknown"),)))
    assert (view.states, view.chart) == (("nothing was observed",), "")


def test_panel_views_order() -> None:
    titles = [panel.title for panel in panel_views(passed())]
    assert titles == [
        "Requests per second now",
        "Failed now",
        "P95 now",
        "In progress now",
        "Rate by route",
    ]


def test_panel_views_of_log_lines() -> None:
    view = log_panel(observed(LINES, loki("lines_extracted")))
    assert (view.dashboard, view.title) == ("dashboards/logs.json", "Errors: the last lines")
    assert (view.chart, view.values, view.queries, view.error) == ("", (), (LINES.query,), "")
    assert view.lines is not None and view.lines.summary == "3 lines"


def test_panel_views_of_log_values() -> None:
    view = log_panel(observed(RATE, loki("range_errors")))
    assert view.lines is None
    assert "polyline" in view.chart


def test_panel_views_of_log_lines_and_values() -> None:
    view = log_panel(observed(RATE, loki("range_errors")), observed(LINES, loki("lines_error")))
    assert view.lines is not None
    assert (view.lines.summary, "polyline" in view.chart) == ("6 lines", True)
    assert view.queries == (RATE.query, LINES.query)


def test_panel_views_of_an_error() -> None:
    view = log_panel(observed(LINES, None, error="http://127.0.0.1:1 does not answer"))
    assert (view.error, view.lines, view.chart) == ("http://127.0.0.1:1 does not answer", None, "")


def test_evidence_of_kind() -> None:
    assert {event.kind for event in evidence_of(passed(), "log")} == {"log"}
    assert list(evidence_of(record(()), "log")) == []


def test_answer_text_cuts_long_answers() -> None:
    text = answer_text({"result": list(range(40)), "text": "x" * 900})
    assert '"... and 28 more of 40"' in text
    assert "(900 characters)" in text
    assert len(answer_text([["y" * 500] * 12] * 12)) < 12_100
