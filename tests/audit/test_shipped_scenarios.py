"""The shipped scenarios have no defects but those of their mutants, and an audit finds none in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.driving import CHECKOUT
from tests.audit.audited_labs import audited, wrong

pytestmark = [pytest.mark.engine, pytest.mark.acceptance]

DASHBOARDS = CHECKOUT / "scenarios" / "dashboards"
NO_ALERTMANAGER = "quiet receiver Alertmanager of : "


def options(files: Path, *dashboards: str) -> list[str]:
    """The rules as the lab has them, scaled."""
    rules = [text for file in sorted(files.glob("prometheus/**/rules/*.yml")) for text in ("--rules", str(file))]
    return [*rules, *(text for name in dashboards for text in ("--dashboards", str(DASHBOARDS / name)))]


def test_prom_pull(tmp_path: Path) -> None:
    ready = ["sum(rate(http_requests_total[4s])) > 0", "sum(up offset 5s) > 0"]
    audit = audited("prom-pull", tmp_path, ready, lambda files: options(files, "http-red.json"))
    assert wrong(audit) == []
    assert audit["counts"]["working"] >= 15


def test_grafana_provisioning(tmp_path: Path) -> None:
    """Six dashboards, logs among them; this scenario has no Alertmanager."""
    ready = ["sum(rate(http_requests_total[4s])) > 0", "sum(http_server_duration_milliseconds_count) > 0"]
    ready += ["sum(up offset 5s) > 0", "sum(rate(container_cpu_usage_seconds_total[8s])) > 0"]
    names = [f"{name}.json" for name in ("host", "containers", "prometheus", "http-red", "http-red-otel", "logs")]
    audit = audited("grafana-provisioning", tmp_path, ready, lambda files: options(files, *names), loki=True)
    assert [one for one in wrong(audit) if not one.startswith(NO_ALERTMANAGER)] == []
    assert audit["counts"]["working"] >= 80
