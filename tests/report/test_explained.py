"""A failed expectation whose query returned nothing says why, and which command tells all of it."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from lab.language import reasons
from lab.language.reasons import Reason
from lab.queries.prometheus import InstantQuery, MetricNames
from lab.record.event import ActionDone, Event, Evidence, Judged, RunStarted
from lab.record.observation import Observation
from lab.record.run_record import RunRecord
from lab.record.verdict import Judgement, Status, Verdict, Where
from lab.report.ci.junit import junit_xml
from lab.report.console.summary import print_summary
from lab.report.explanations import Explained, Explaining
from lab.report.html.page import report_html
from lab.why.recorded import as_detail
from tests.report.records import VERSIONS
from tests.why.states import state


def record(name: str, verdict: Verdict, *events: Event) -> RunRecord:
    lab = state(name)
    kept = Evidence(at_ms=30_000, kind="inventory", name="prometheus", detail=as_detail(lab.held, lab.dialects))
    started = RunStarted(at_ms=0, scenario="shop", title="a shop", lab="lab-shop-1a2b3c", plan_digest="", deadline_ms=0)
    return RunRecord(
        scenario="shop",
        label="shop",
        title="a shop",
        why="",
        plan_digest="",
        started=lab.held.asked - 30,
        ended=lab.held.asked,
        versions=VERSIONS,
        events=(started, Judged(at_ms=1, verdict=verdict), *events, kept),
        exit_code=1,
    )


def verdict(name: str, query: str, *, reason: Reason = reasons.NO_SERIES, seen: str = "no series") -> Verdict:
    asked = Observation(query=InstantQuery(query=query), at=state(name).held.asked - 12, answer={"result": []})
    if reason == reasons.MISSING_SERIES:
        asked = asked.model_copy(update={"query": MetricNames(selector='{job="api"}', start=0), "answer": ["up"]})
    judgement = Judgement(status=Status.FAILED, reason=reason, expected="some", actual=seen, hint="look at it")
    where = Where(file="scenario.yaml", line=1, column=1)
    return Verdict(
        step="s", name="n", kind="series", where=where, judgement=judgement, attempts=1, elapsed_ms=1, evidence=(asked,)
    )


def explained(name: str, one: Verdict, *events: Event) -> Explained:
    return Explaining.of(record(name, one, *events)).explained(one)


def test_the_other_dialect() -> None:
    assert explained("otel-direct", verdict("otel-direct", 'http_requests_total{status="500"}')) == Explained(
        "http_requests_total was never sent since the lab started 14 s ago; http_requests_total is what "
        "prometheus-client calls 'request count'; here (otel-http-ms) it is http_server_duration_milliseconds_count, "
        "label status -> http_status_code",
        "lab why 'http_requests_total{status=\"500\"}' --run shop-1a2b3c",
    )


def test_a_target_that_never_answered_is_blamed_though_it_was_killed_later() -> None:
    killed = ActionDone(at_ms=29_000, verb="kill", service="api", state="exited")
    said = explained("prom-pull-wrong-port", verdict("prom-pull-wrong-port", "http_requests_total"), killed)
    assert "target http://api:8001/metrics is down" in said.why


def test_a_target_that_was_killed_later_is_not_blamed() -> None:
    killed = ActionDone(at_ms=20_000, verb="kill", service="api", state="exited")
    said = explained("prom-pull-killed", verdict("prom-pull-killed", "http_requests_total"), killed)
    assert said.why == "by the end of the run it has 5 series: they came after it was asked"


def test_a_metric_that_is_missing_among_others() -> None:
    seen = "27 names, missing: http_request_total; other, not expected: up"
    one = verdict("prom-pull", "", reason=reasons.MISSING_SERIES, seen=seen)
    said = explained("prom-pull", one)
    assert said.why.startswith("http_request_total was never sent")
    assert said.ask == "lab why http_request_total --run shop-1a2b3c"


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(verdict("prom-pull", "nope", reason=reasons.WRONG_VALUE), id="another reason"),
        pytest.param(verdict("prom-pull", "{{"), id="what the parser does not know"),
    ],
)
def test_nothing_is_said(one: Verdict) -> None:
    assert explained("prom-pull", one) == Explained()


def test_a_record_without_an_inventory_says_nothing() -> None:
    one = verdict("prom-pull", "nope")
    bare = record("prom-pull", one).model_copy(update={"events": (Judged(at_ms=1, verdict=one),)})
    assert Explaining.of(bare).explained(one) == Explained()


def test_every_report_says_it() -> None:
    run = record("prom-pull", verdict("prom-pull", "http_request_total"))
    out = Console(file=io.StringIO(), width=100, _environ={})
    print_summary(out, run)
    assert isinstance(out.file, io.StringIO)
    words = "did you mean http_requests_total or"
    assert words in " ".join(out.file.getvalue().split())
    assert "  ask       lab why http_request_total --run shop-1a2b3c\n" in out.file.getvalue()
    assert words in report_html(run)
    assert "<code>lab why http_request_total --run shop-1a2b3c</code>" in report_html(run)
    assert words in junit_xml(run)
