"""A Compose project that runs for an audit: how it is asked, which files it reads, and that it is gone afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lab.audit.compose_project import (
    AuditedProject,
    check_audited,
    has_silent_target,
    recorded_since,
    started_project,
    with_login,
    without_services,
)
from lab.audit.model import AuditReport, NotAudited, Spent
from lab.backends.endpoint import Endpoint
from lab.errors import UsageError
from lab.plan.planning import plan
from lab.queries.query import Query
from lab.record.event import Event, ImageDecided, LoadDone
from lab.record.observation import Observation
from lab.selection.compose_projects import ComposeProjectChoice, compose_project_source
from lab.settings import from_environment
from tests.acceptance.driving import left
from tests.compose_projects.copies import copied_shop
from tests.plan.planned import FOLDERS
from tests.plan.user_compose.projects import captured, planned_shop
from tests.run.fake_lab import FakeProject, lab_of, plan_of

REPORT = AuditReport({}, 0.0, (), Spent(1, 1.0))


def test_check_audited_needs_a_prometheus(monkeypatch: pytest.MonkeyPatch) -> None:
    check_audited(planned_shop(monkeypatch))
    with pytest.raises(UsageError, match="no service that lab takes for a Prometheus"):
        check_audited(plan_of())


def test_with_doubts_says_that_targets_were_not_scraped() -> None:
    assert AuditedProject({}, (), (), scraped=True).with_doubts(REPORT) == REPORT
    without = AuditedProject({}, (), (), scraped=True, left_out={"grafana": "cannot be pulled"})
    assert without.with_doubts(REPORT).not_audited == (
        NotAudited("the service grafana, which did not run", "cannot be pulled"),
    )
    doubtful = AuditedProject({}, (), (), scraped=False).with_doubts(REPORT)
    assert doubtful.not_audited == (
        NotAudited("rates of all targets", "not every target was scraped 3 times within 120 s"),
    )


def test_without_services_leaves_out_what_lives_in_them(monkeypatch: pytest.MonkeyPatch) -> None:
    side = {"image": "side:1", "network_mode": "service:app", "depends_on": {"prometheus": {}}}
    plan = without_services(planned_shop(monkeypatch, captured(side=side)), {"app", "migrate"})
    names = [service.name for service in plan.services if service.of_compose_file]
    assert names == ["alertmanager", "prometheus"]
    plan = without_services(planned_shop(monkeypatch), {"migrate"})
    assert "depends_on" not in plan.service("app").compose


@pytest.mark.engine
def test_started_project_goes_on_without_a_service_that_exits(tmp_path: Path) -> None:
    project = copied_shop(tmp_path)
    (project / "docker-compose.ci.yml").write_text("services: {app: {command: [python, -c, 'raise SystemExit(3)']}}\n")
    config = project / "prometheus" / "prometheus.yml"
    config.write_text(config.read_text().replace("15s", "1s"))
    folders = replace(FOLDERS, here=tmp_path)
    choice = ComposeProjectChoice(("shop/docker-compose.yml", "shop/docker-compose.ci.yml"))
    settings = replace(from_environment(), state=tmp_path / "state")
    events: list[Event] = []
    with started_project(plan(compose_project_source(choice, folders), folders), settings, events.append) as audited:
        assert audited.left_out == {"app": "app exited with 3 while starting"}
        assert "prometheus" in audited.systems
    assert list((tmp_path / "state" / "labs").iterdir()) == []


def test_with_login_keeps_it_out_of_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    grafana = {
        "image": "grafana/grafana:11.1.0",
        "environment": {"GF_SECURITY_ADMIN_PASSWORD": "hunter2"},
        "ports": [{"target": 3000, "protocol": "tcp"}],
    }
    lab = lab_of(planned_shop(monkeypatch, captured(grafana=grafana)), FakeProject())
    found = with_login(lab, "grafana", "http://admin:hunter2@127.0.0.1:3000")
    assert found.url == "http://127.0.0.1:3000"
    assert found.headers == {"Authorization": "Basic YWRtaW46aHVudGVyMg=="}
    assert "hunter2" in found.secrets
    assert with_login(lab, "prometheus", "http://127.0.0.1:9090") == Endpoint("http://127.0.0.1:9090")


@pytest.mark.parametrize(
    ("evaluated", "recorded"),
    [("2026-11-28T05:00:31Z", True), ("2026-11-28T05:00:29Z", False), ("0001-01-01T00:00:00Z", False)],
)
def test_recording_rules_are_waited_for(evaluated: str, recorded: bool) -> None:
    rule = {"name": "job:up:sum", "health": "ok", "evaluationTime": 0.1}
    rules = [
        {**rule, "type": "recording", "lastEvaluation": evaluated},
        {**rule, "type": "alerting", "lastEvaluation": "0001-01-01T00:00:00Z"},
    ]

    class Backends:
        def observe(self, query: Query) -> Observation:
            return Observation(query=query, at=0.0, answer=rules)

    scraped = datetime(2026, 11, 28, 5, 0, 30, tzinfo=UTC).timestamp()
    assert recorded_since(scraped, Backends()) is recorded


@pytest.mark.parametrize(
    ("observed", "silent"),
    [
        ({"answer": {"resultType": "vector", "result": [{"metric": {"job": "otel"}, "value": [0, "1"]}]}}, True),
        ({"answer": {"resultType": "vector", "result": []}}, False),
        ({"error": "503"}, False),
    ],
)
def test_target_without_metrics_is_waited_for(observed: dict[str, Any], silent: bool) -> None:
    class Backends:
        def observe(self, query: Query) -> Observation:
            return Observation(query=query, at=0.0, **observed)

    assert has_silent_target(Backends()) is silent


@pytest.mark.engine
def test_started_project(tmp_path: Path) -> None:
    project = copied_shop(tmp_path)
    config = project / "prometheus" / "prometheus.yml"
    config.write_text(config.read_text().replace("15s", "1s"))
    folders = replace(FOLDERS, here=tmp_path)
    choice = ComposeProjectChoice(("shop/docker-compose.yml",), loads=("app=GET /prices/apple",))
    events: list[Event] = []
    settings = replace(from_environment(), state=tmp_path / "state")
    with started_project(plan(compose_project_source(choice, folders), folders), settings, events.append) as audited:
        assert sorted(audited.systems) == ["alertmanager", "prometheus"]
        assert audited.rules == ("shop/prometheus/rules/shop.yml",)
        assert audited.scraped
        labs = list((tmp_path / "state" / "labs").iterdir())
    assert {event.image.service for event in events if isinstance(event, ImageDecided)} >= {"app", "prometheus"}
    (load,) = [event.truth for event in events if isinstance(event, LoadDone)]
    assert load.sent >= 100
    (lab,) = labs
    assert not left(lab.name)
