"""Whatever JSON a backend answers with: it is an observation, it is recorded, and every report is made."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

from hypothesis import HealthCheck, example, given, settings

from lab.backends.bounds import UNBOUNDED
from lab.backends.inventory import fetch_inventory
from lab.backends.observing import Backends
from lab.queries.answer import Answer, Reply
from lab.queries.grafana import GrafanaDashboard, GrafanaDatasource, GrafanaQuery
from lab.queries.http import Page
from lab.queries.notifications import Received
from lab.queries.prometheus import InstantQuery, RangeQuery
from lab.record.bounded import RecordSize
from lab.record.event import Evidence, Judged
from lab.record.observation import Observation
from lab.report.files import write_reports
from lab.report.saved_runs import read_record
from tests.backends.test_observing import QUERIES
from tests.hostile.odd_json import ANSWERS
from tests.report.stories import passed

MORE = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FEWER = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
GRAFANA = (
    GrafanaDatasource(uid="x"),
    GrafanaDashboard(uid="x"),
    GrafanaQuery(ref="A", type="prometheus", uid="", query="up", start=0.0, end=10.0, step=1.0),
    Page(service="api", port=80, path="/"),
)


def answering(answer: Any) -> Any:
    """Patches the transport: every request gets this JSON."""
    reply = Reply("http://x/", 200, "text", answer)
    service = "lab.backends.service"
    return (
        mock.patch(f"{service}.get", return_value=Answer(json=answer)),
        mock.patch(f"{service}.exchange", return_value=reply),
        mock.patch(f"{service}.request_page", return_value=reply),
        mock.patch("lab.backends.inventory.exchange", return_value=reply),
    )


@MORE
@given(ANSWERS)
@example({"data": 1})
@example([7])
@example({"data": {"groups": [{"rules": 7}]}})
def test_observe_never_raises(answer: Any) -> None:
    backends = Backends(lambda role: "http://127.0.0.1:1", lambda: 1.0, lambda service, port: "http://127.0.0.1:1")
    get, exchange, page, federate = answering(answer)
    with get, exchange, page, federate:
        for query in (*(query for query, _ in QUERIES), *GRAFANA):
            assert isinstance(backends.observe(query), Observation)
        fetch_inventory("http://127.0.0.1:1", "prometheus", 0.0, 10.0, {}, bounds=UNBOUNDED)


@FEWER
@given(ANSWERS, ANSWERS)
def test_reports_of_any_answer(one: Any, other: Any) -> None:
    (judged, *_) = [event for event in passed().events if isinstance(event, Judged)]
    ranged = RangeQuery(query="up", start=0.0, end=10.0, step=1.0)
    observations = (
        Observation(query=InstantQuery(query="up"), at=1.0, answer=one),
        Observation(query=ranged, at=1.0, answer=other),
        Observation(query=Received(since=0.0), at=1.0, answer=other),
    )
    events = (
        judged.model_copy(update={"verdict": judged.verdict.model_copy(update={"evidence": observations})}),
        Evidence(at_ms=1, kind="panel", name="a: b", observation=observations[1]),
        Evidence(at_ms=1, kind="panel", name="a: c", observation=observations[0]),
        Evidence(at_ms=1, kind="alert", name="High", observation=observations[1]),
    )
    size = RecordSize()
    record = passed().model_copy(update={"events": (*passed().events, *map(size.admit, events))})
    with tempfile.TemporaryDirectory() as folder:
        files = write_reports(record, Path(folder))
        assert files.unwritten == ()
        read_record(files.run)
