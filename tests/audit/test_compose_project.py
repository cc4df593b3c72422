"""A Compose project that runs for an audit: how it is asked, which files it reads, and that it is gone afterwards."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lab.audit.compose_project import AuditedProject, check_audited, started_project
from lab.audit.model import AuditReport, NotAudited, Spent
from lab.errors import UsageError
from lab.plan.planning import plan
from lab.record.event import Event, ImageDecided, LoadDone
from lab.selection.compose_projects import ComposeProjectChoice, compose_project_source
from lab.settings import from_environment
from tests.acceptance.driving import left
from tests.compose_projects.copies import copied_shop
from tests.plan.planned import FOLDERS
from tests.plan.user_compose.projects import planned_shop
from tests.run.fake_lab import plan_of

REPORT = AuditReport({}, 0.0, (), Spent(1, 1.0))


def test_check_audited_needs_a_prometheus(monkeypatch: pytest.MonkeyPatch) -> None:
    check_audited(planned_shop(monkeypatch))
    with pytest.raises(UsageError, match="no service that lab takes for a Prometheus"):
        check_audited(plan_of())


def test_with_doubts_says_that_targets_were_not_scraped() -> None:
    assert AuditedProject({}, (), (), scraped=True).with_doubts(REPORT) == REPORT
    doubtful = AuditedProject({}, (), (), scraped=False).with_doubts(REPORT)
    assert doubtful.not_audited == (
        NotAudited("rates of all targets", "not every target was scraped 3 times within 120 s"),
    )


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
