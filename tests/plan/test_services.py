"""The Compose service of a component as a scenario uses it."""

from __future__ import annotations

from pathlib import Path

from lab.plan.model import ImageSpec, PortPlan, ServicePlan
from lab.plan.planning import plan
from tests.plan.planned import FOLDERS, SMALL, planned, written


def test_service_plan_from_an_image() -> None:
    assert planned().service("cache") == ServicePlan(
        name="cache",
        component="cache",
        image=ImageSpec("cache", "redis:8.2.1", None, {}, {}, None),
        compose={"environment": {"MODE": "${MODE:-fast}"}, "command": ("redis-server",)},
        files=(),
        ports=(PortPlan("redis", 6379), PortPlan("admin", 8001)),
        roles={},
        ready=None,
        links=(),
        memory=128 * 1024**2,
        optional=True,
    )


def test_service_plan_escapes_dollar_in_flags_and_environment() -> None:
    shop = planned()

    assert shop.service("prometheus").compose["command"][-1] == "--web.page-title=$$shop"
    assert {**shop.service("api").compose["environment"]} == {"HEARTBEAT": "on", "TOKEN": "a$$b"}


def test_service_plan_from_a_folder(tmp_path: Path) -> None:
    text = SMALL + "  worker: {build: worker, args: {VERSION: '1'}, ports: {http: 80}}\nsteps: [{name: look}]\n"
    source = written(tmp_path, text, {"worker/Dockerfile": "FROM scratch\n"})

    assert plan(source, FOLDERS).service("worker").image == ImageSpec(
        "worker", None, str(tmp_path / "small" / "worker"), {}, {"VERSION": "1"}, None
    )


def test_service_plan_merges_the_compose_keys_of_a_given_file(tmp_path: Path) -> None:
    text = SMALL.replace("prometheus.yml}}", "prometheus.yml, backfill: b.yml}}") + "steps: [{name: look}]\n"
    samples = "input_series: [{series: up, values: 1x3}]\n"

    with_backfill = plan(written(tmp_path, text, {"b.yml": samples}), FOLDERS).service("prometheus").compose

    assert with_backfill["entrypoint"][0] == "/bin/sh"
    assert "entrypoint" not in planned().service("prometheus").compose
