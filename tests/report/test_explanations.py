"""A failed expectation whose query returned nothing says why, and which command tells all of it."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from lab.errors import Place
from lab.language import reasons
from lab.language.reasons import Reason
from lab.queries.prometheus import InstantQuery, MetricNames
from lab.record.event import ActionDone, Event, Evidence, Judged, RunStarted
from lab.record.observation import Observation
from lab.record.run_record import RunRecord
from lab.record.verdict import Judgement, Status, Verdict
from lab.report.ci.junit import junit_xml
from lab.report.console.summary import print_summary
from lab.report.explainable import explainable
from lab.report.explanations import Explainer, QueryExplanation, explain_at, explanation_evidence, stored_explanation
from lab.report.html.page import report_html
from lab.why.serialization import to_detail
from tests.report.records import VERSIONS
from tests.why.captured_labs import captured_lab

ASKED = "2026-11-21T12:21:17.266Z"


def record(name: str, verdict: Verdict, *events: Event) -> RunRecord:
    lab = captured_lab(name)
    kept = Evidence(at_ms=30_000, kind="inventory", name="prometheus", detail=to_detail(lab.inventory, lab.dialects))
    started = RunStarted(at_ms=0, scenario="shop", title="a shop", lab="lab-shop-1a2b3c", plan_digest="", deadline_ms=0)
    return RunRecord(
        scenario="shop",
        label="shop",
        title="a shop",
        why="",
        plan_digest="",
        started=lab.inventory.taken_at - 30,
        ended=lab.inventory.taken_at,
        versions=VERSIONS,
        events=(started, Judged(at_ms=1, verdict=verdict), *events, kept),
        exit_code=1,
    )


def verdict(name: str, query: str, *, reason: Reason = reasons.NO_SERIES, missing: tuple[str, ...] = ()) -> Verdict:
    observation = Observation(
        query=InstantQuery(query=query), at=captured_lab(name).inventory.taken_at - 12, answer={"result": []}
    )
    if reason is reasons.MISSING_SERIES:
        observation = observation.model_copy(
            update={"query": MetricNames(selector='{job="api"}', start=0), "answer": ["up"]}
        )
    judgement = Judgement(
        status=Status.FAILED, reason=reason, expected="some", actual="none", hint="look at it", missing=missing
    )
    where = Place("scenario.yaml", 1, 1)
    return Verdict(
        step="s",
        name="n",
        kind="series",
        where=where,
        judgement=judgement,
        attempts=1,
        elapsed_ms=1,
        evidence=(observation,),
    )


def explain(name: str, one: Verdict, *events: Event) -> QueryExplanation:
    return Explainer.of(record(name, one, *events)).explain(one)


def test_explain_other_dialect() -> None:
    assert explain("otel-direct", verdict("otel-direct", 'http_requests_total{status="500"}')) == QueryExplanation(
        "http_requests_total has had no sample since the lab started 14 s ago; http_requests_total is the request "
        "count of prometheus-client; here (otel-http-ms) it is http_server_duration_milliseconds_count, label "
        "status -> http_status_code",
        "lab why 'http_requests_total{status=\"500\"}' --run shop-1a2b3c --at 2026-11-21T12:16:37.310Z",
    )


def test_explain_target_that_was_down_before_the_fault() -> None:
    killed = ActionDone(at_ms=29_000, verb="kill", service="api", state="exited")
    explanation = explain("prom-pull-wrong-port", verdict("prom-pull-wrong-port", "http_requests_total"), killed)
    assert "target http://api:8001/metrics is down" in explanation.why


def test_explain_target_that_was_killed_later() -> None:
    killed = ActionDone(at_ms=20_000, verb="kill", service="api", state="exited")
    explanation = explain("prom-pull-killed", verdict("prom-pull-killed", "http_requests_total"), killed)
    assert explanation.why == "it has 5 series by the end of the run: they appeared after the query"


def test_explain_missing_metric() -> None:
    one = verdict("prom-pull", "", reason=reasons.MISSING_SERIES, missing=("http_request_total", "other"))
    explanation = explain("prom-pull", one)
    assert explanation.why.startswith("http_request_total has had no sample")
    assert explanation.command == f"lab why http_request_total --run shop-1a2b3c --at {ASKED}"


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(verdict("prom-pull", "nope", reason=reasons.WRONG_VALUE), id="another reason"),
        pytest.param(verdict("prom-pull", "{{"), id="what the parser does not know"),
    ],
)
def test_explain_nothing(one: Verdict) -> None:
    assert explain("prom-pull", one) == QueryExplanation()


def test_explain_without_inventory() -> None:
    one = verdict("prom-pull", "nope")
    bare = record("prom-pull", one).model_copy(update={"events": (Judged(at_ms=1, verdict=one),)})
    assert Explainer.of(bare).explain(one) == QueryExplanation()


def test_explanation_in_every_report() -> None:
    run = record("prom-pull", verdict("prom-pull", "http_request_total"))
    out = Console(file=io.StringIO(), width=100, _environ={})
    print_summary(out, run)
    assert isinstance(out.file, io.StringIO)
    text = "did you mean http_requests_total or"
    assert text in " ".join(out.file.getvalue().split())
    assert f"  explain     lab why http_request_total --run shop-1a2b3c --at {ASKED}\n" in out.file.getvalue()
    assert text in report_html(run)
    assert f"<code>lab why http_request_total --run shop-1a2b3c --at {ASKED}</code>" in report_html(run)
    assert text in junit_xml(run)


def test_explain_as_the_run_explained_it() -> None:
    """While the backends answered, values were known, and reports and `lab why --run --at` say the same."""
    lab = captured_lab("prom-pull")
    one = verdict("prom-pull", "sum(http_requests_total) > 1e4")
    asked = explainable(one)
    assert asked is not None
    explanation = explain_at(asked, lab.inventory, dict(lab.dialects), (), lab.evaluate)
    assert explanation is not None
    stored = explanation_evidence(asked, explanation, 29_000)
    run = record("prom-pull", one, stored)
    assert Explainer.of(run).explain(one).why.startswith("the value is ")
    assert stored.text.startswith(f"no data at {ASKED}: sum(http_requests_total) > 1e4\n  the value is ")
    assert stored_explanation(run, asked.query, asked.at + 0.0004) is not None
    assert stored_explanation(run, asked.query, asked.at + 1) is None
    assert stored_explanation(run, "up", asked.at) is None


def test_explain_at_samples_that_were_stored_later() -> None:
    lab = captured_lab("prom-pull")
    asked = explainable(verdict("prom-pull", "up"))
    assert asked is not None
    explanation = explain_at(asked, lab.inventory, {}, (), lab.evaluate)
    assert explanation is not None
    [finding] = explanation.findings
    assert finding.message == "it now returns 1 series for that moment: their samples were stored later"


def test_explain_offset_before_the_lab_began() -> None:
    """The same live and from the record."""
    query = "increase(http_requests_total[1m] offset 1h)"
    why = explain("prom-pull", verdict("prom-pull", query)).why
    assert why == (
        "http_requests_total has 5 series, but none at the requested time (offset 1h): the lab started 0.0 s ago"
    )


def test_explain_alert_that_was_not_delivered_because_it_is_inactive() -> None:
    query = 'ALERTS{alertname="HighHTTPErrorRate"}'
    one = verdict("otel-collector", "up", reason=reasons.NOT_DELIVERED, missing=(query,))
    why = explain("otel-collector", one).why
    assert why.startswith("HighHTTPErrorRate is loaded and inactive: ALERTS has series only while an alert is pending")
    assert "its expression returns nothing: http_requests_total has had no sample" in why


def test_explain_alert_that_was_not_delivered_though_it_is_active() -> None:
    one = verdict("otel-collector", "up", reason=reasons.NOT_DELIVERED, missing=('ALERTS{alertname="Watchdog"}',))
    assert explain("otel-collector", one) == QueryExplanation()


def test_explain_of_what_was_sent_and_refused_is_what_both_ends_said() -> None:
    wanted = verdict("otel-direct", 'http_server_duration_milliseconds_count{job="shop"}')
    refused = "sent, but not accepted: api logs: Failed to export metrics batch code: 404, reason: Not Found"
    judgement = wanted.judgement.model_copy(update={"refused": refused})
    one = record("otel-direct", wanted.model_copy(update={"judgement": judgement}))
    assert Explainer.of(one).explain(one.verdicts[0]) == QueryExplanation(refused)


@pytest.mark.parametrize(
    ("query", "start"),
    [
        pytest.param("nope", "sent, but not accepted", id="nothing arrived"),
        pytest.param('up{job="shop"}', "sent, but not accepted", id="nothing of it arrived"),
        pytest.param('http_requests_total{status="5xx"}', 'status="5xx" matches none of', id="it arrived"),
        pytest.param("http_request_total", "http_request_total has had no sample", id="it arrived under another name"),
    ],
)
def test_explain_of_what_was_refused_only_where_nothing_arrived(query: str, start: str) -> None:
    one = verdict("prom-pull", query)
    judgement = one.judgement.model_copy(update={"refused": "sent, but not accepted: api logs: 404"})
    assert explain("prom-pull", one.model_copy(update={"judgement": judgement})).why.startswith(start)


def test_explain_with_the_series_of_the_prometheus_that_was_asked() -> None:
    """Two Prometheus servers with other series: the second one was asked."""
    lab = captured_lab("otel-direct")
    replica = Evidence(at_ms=31_000, kind="inventory", name="replica", detail=to_detail(lab.inventory, lab.dialects))
    wanted = verdict("prom-pull", "http_request_total")
    (observation,) = wanted.evidence
    asked = observation.model_copy(update={"query": InstantQuery(query="http_request_total", ask="replica")})
    one = record("prom-pull", wanted.model_copy(update={"evidence": (asked,)}))
    both = one.model_copy(update={"events": (*one.events, replica)})

    first, second = (Explainer.of(both).explain(v) for v in (wanted, both.verdicts[0]))

    assert "http_requests_total" in first.why and "--service" not in first.command
    assert first.why != second.why and second.command.endswith(" --service replica")


def test_stored_explanation_of_the_prometheus_that_was_asked() -> None:
    lab = captured_lab("prom-pull")
    asked = explainable(verdict("prom-pull", "sum(http_requests_total) > 1e4"))
    assert asked is not None
    explanation = explain_at(asked, lab.inventory, dict(lab.dialects), (), lab.evaluate)
    assert explanation is not None
    of_replica = explanation_evidence(replace(asked, service="replica"), explanation, 29_000)
    run = record("prom-pull", verdict("prom-pull", "up"), of_replica)

    assert stored_explanation(run, asked.query, asked.at, "replica") is not None
    assert stored_explanation(run, asked.query, asked.at, "prometheus") is None
