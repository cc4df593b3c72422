"""Verdicts of expectations whose data was sent and refused."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest

from lab.containers.compose_project import ComposeProject
from lab.language import reasons
from lab.plan.model import PortPlan
from lab.record.verdict import Judgement, Status, Verdict
from lab.run.clock import Clock
from lab.run.lab import Lab
from lab.run.refused_exports import RefusedExports
from tests.report.records import verdict
from tests.run.fake_lab import FakeProject, plan_of, service

SDK = "Failed to export metrics batch code: 404, reason: Not Found\n"
PROMETHEUS = (
    'level=ERROR source=write_otlp_handler.go:204 msg="Error appending" component=web err="invalid temporality"\n'
)


class Logs(FakeProject):
    def __init__(self, logs: dict[str, str]) -> None:
        super().__init__()
        self.services, self.texts = tuple(logs), logs

    def logs(self, service: str, lines: int = 50, *, since: float | None = None) -> str:
        return self.texts.get(service, "")


def lab_with(logs: dict[str, str]) -> Lab:
    endpoint = {"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "http://prometheus:9090/v1/metrics"}
    api = replace(service("api"), compose={"environment": endpoint})
    collector = replace(
        service("collector"), roles={"collector": "health"}, ports=(PortPlan("health", 1), PortPlan("metrics", 8888))
    )
    plan = plan_of(services=(api, service("prometheus"), collector))
    return Lab(plan, cast("ComposeProject", Logs(logs)), 0.0)


def failed(reason: reasons.Reason) -> Verdict:
    judgement = Judgement(status=Status.FAILED, reason=reason, expected="some", actual="none")
    return verdict("counted", Status.FAILED).model_copy(update={"judgement": judgement})


@pytest.fixture
def counters(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    counted: dict[str, float] = {}
    monkeypatch.setattr("lab.run.refused_exports.fetch_self_metrics", lambda url, names: counted)
    return counted


@pytest.mark.parametrize(
    ("logs", "text", "hint"),
    [
        (
            {"api": SDK * 3, "prometheus": "", "collector": ""},
            "sent, but not accepted: api, which sends to http://prometheus:9090/v1/metrics, logs (3 times): Failed to "
            "export metrics batch code: 404, reason: Not Found",
            "the receiver has no such path: Prometheus accepts OTLP at /api/v1/otlp/v1/metrics with ",
        ),
        (
            {"api": SDK.replace("404", "500"), "prometheus": PROMETHEUS, "collector": ""},
            "sent, but not accepted: api, which sends to http://prometheus:9090/v1/metrics, logs: Failed to export "
            "metrics batch code: 500, reason: Not Found; prometheus refused it: Error appending: invalid temporality",
            "Prometheus accepts cumulative sums only",
        ),
    ],
)
def test_explained_in_the_words_of_both_ends(
    logs: dict[str, str], text: str, hint: str, counters: dict[str, float]
) -> None:
    explained = RefusedExports(lab_with(logs), Clock()).explained(failed(reasons.NO_SERIES))
    assert explained.judgement.refused == text
    assert explained.judgement.hint.startswith(hint)
    assert explained.judgement.reason is reasons.NO_SERIES


def test_explained_with_the_counters_of_the_collector(counters: dict[str, float]) -> None:
    counters.update({"otelcol_exporter_send_failed_metric_points_total": 66.0, "otelcol_receiver_refused_spans": 0.0})
    lab = lab_with({"api": "", "prometheus": "", "collector": ""})
    text, _ = RefusedExports(lab, Clock()).explanation()
    assert text == "sent, but not accepted: collector counts otelcol_exporter_send_failed_metric_points_total 66"


@pytest.mark.parametrize("verdict_", [failed(reasons.WRONG_VALUE), verdict("counted", Status.PASSED)])
def test_explained_is_nothing_for_what_arrived(verdict_: Verdict, counters: dict[str, float]) -> None:
    lab = lab_with({"api": SDK, "prometheus": "", "collector": ""})
    assert RefusedExports(lab, Clock()).explained(verdict_) == verdict_


def test_explained_is_nothing_where_nothing_was_refused(counters: dict[str, float]) -> None:
    lab = lab_with({"api": "started\n", "prometheus": "", "collector": ""})
    assert RefusedExports(lab, Clock()).explained(failed(reasons.NO_SERIES)).judgement.refused == ""


def test_explanation_leaves_out_what_alertmanager_could_not_deliver(counters: dict[str, float]) -> None:
    log = (
        'level=WARN source=notify.go:890 msg="Notify attempt failed, will retry later" component=dispatcher '
        'receiver=team err="Post: dial tcp 192.168.96.5:8000: connect: connection refused"\n'
    )
    lab = lab_with({"alertmanager": log})
    alertmanager = replace(service("alertmanager"), roles={"alertmanager": "http"})
    lab = replace(lab, plan=replace(lab.plan, services=(*lab.plan.services, alertmanager)))
    assert RefusedExports(lab, Clock()).explanation() == ("", "")


def test_of_several_senders_those_count_that_the_query_names(counters: dict[str, float]) -> None:
    lab = lab_with({"api": SDK, "other": SDK, "prometheus": "", "collector": ""})
    plan = replace(lab.plan, services=(*lab.plan.services, replace(service("other"), compose={})))
    exports = RefusedExports(replace(lab, plan=plan), Clock())

    assert "api" in exports.explanation()[0] and "other" in exports.explanation()[0]
    about_api, _ = exports.explanation(r'{"query":"up{job=\"api\"}"}')
    assert "api" in about_api and "other" not in about_api
