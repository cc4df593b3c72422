"""A scenario on a Compose project: the services of the lab, their changes, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from lab.errors import Problems, UsageError
from lab.export.kubernetes import export
from lab.export.model import ExportOptions, Inputs
from lab.plan.requests import Request
from lab.render.compose_file import Binding, compose_file
from tests.plan.user_compose.projects import SHOP, captured, planned_shop

SCENARIO = (SHOP / "scenario.yaml").read_text(encoding="utf-8")


def test_services_are_those_of_the_project_and_of_the_scenario(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = planned_shop(monkeypatch)
    lasting = {service.name: service.component for service in plan.services if not service.on_demand}
    assert lasting == {
        "alertmanager": "alertmanager",
        "app": "app",
        "migrate": "migrate",
        "prometheus": "prometheus",
        "notifications": "notification_sink",
    }
    assert plan.role("prometheus") == plan.service("prometheus")


def test_patches_reach_the_mounted_files(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = planned_shop(monkeypatch, request=Request(mutant="another port"))
    files = {file.target: file for file in plan.service("prometheus").files}
    config = files["/etc/prometheus/prometheus.yml"]
    assert "shop:8001" in config.text
    assert "scrape_interval: 1s" in config.text
    assert config.source == "tests/compose_projects/shop/prometheus/prometheus.yml"
    assert {row.file for row in plan.scaled} >= {"prometheus/prometheus.yml", "prometheus/rules/shop.yml"}
    assert "for: 5s" in files["/etc/prometheus/rules/shop.yml"].text


def test_no_connection_leaves_the_lab_unless_the_scenario_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert planned_shop(monkeypatch).closed
    text = SCENARIO.replace("compose: docker-compose.yml", "compose: {files: [docker-compose.yml], internet: true}")
    plan = planned_shop(monkeypatch, text=text)
    assert not plan.closed
    assert not any("no connection leaves" in note for note in plan.notes)


def test_component_replaces_the_service_of_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = planned_shop(
        monkeypatch, text=SCENARIO.replace("components:\n", "components:\n  migrate: {use: log_writer}\n")
    )
    assert not plan.service("migrate").of_compose_file


def test_service_that_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    text = SCENARIO.replace("compose: docker-compose.yml", "compose: {files: [docker-compose.yml], without: [migrate]}")
    plan = planned_shop(monkeypatch, text=text)
    assert "migrate" not in {service.name for service in plan.services}
    assert "depends_on" not in plan.service("app").compose
    assert "left out: migrate" in plan.notes


FIX = "; give --trust if you trust this project, or leave the service out ('without')"
HOST = {
    "app": {"privileged": True, "network_mode": "host"},
    "migrate": {"volumes": [{"type": "bind", "source": "/var/run/docker.sock", "target": "/var/run/docker.sock"}]},
}


def test_what_reaches_the_host_is_refused_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Problems) as raised:
        planned_shop(monkeypatch, captured(**HOST))
    assert sorted(str(problem) for problem in raised.value.problems) == [
        "docker-compose.yml:10:3: app has network_mode: host",
        f"docker-compose.yml:10:3: app runs privileged, as root of the host{FIX}",
        f"docker-compose.yml:32:3: migrate mounts the Docker socket{FIX}",
    ]  # and nothing that follows from these


def test_what_reaches_the_host_is_there_with_trust(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = planned_shop(monkeypatch, captured(**HOST), trusted=True, text=SCENARIO.replace("to: app", "to: prometheus"))
    app = plan.service("app").compose
    assert (app["privileged"], app["network_mode"]) == (True, "host")
    assert "cap_drop" not in app
    (mount,) = plan.service("migrate").compose["volumes"]
    assert (mount["source"], mount["read_only"]) == ("/var/run/docker.sock", True)


def test_render_waits_for_no_service_that_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = planned_shop(monkeypatch)
    rendered = yaml.safe_load(compose_file(plan, Binding({}, "lab-x", "/f", frozenset({"migrate"}))))
    assert "depends_on" not in rendered["services"]["app"]
    assert "migrate" not in rendered["services"]


def test_kubernetes_export_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="is based on a Compose file, which lab does not export"):
        export(planned_shop(monkeypatch), ExportOptions("shop"), Inputs())


def test_roles_of_the_scenario(monkeypatch: pytest.MonkeyPatch) -> None:
    service = {"image": "corp/tsdb:1", "ports": [{"target": 9009, "protocol": "tcp"}]}
    text = SCENARIO.replace("components:\n", "roles: {prometheus: metrics}\nask: prometheus\ncomponents:\n")
    plan = planned_shop(monkeypatch, captured(metrics=service), text=text)
    assert plan.service("metrics").roles == {"prometheus": "http"}
    assert [port.container for port in plan.service("metrics").ports] == [9009]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            SCENARIO.replace("components:\n", "roles: {prometheus: metric}\ncomponents:\n"),
            "the Compose project has no service 'metric'",
        ),
        (
            SCENARIO.replace("compose: docker-compose.yml\n", "roles: {prometheus: notifications}\n"),
            "'roles' is for services of a Compose file",
        ),
        (SCENARIO.replace("in: prometheus/rules/shop.yml", "in: prometheus/rules/shpo.yml"), "did you mean"),
    ],
)
def test_problems(monkeypatch: pytest.MonkeyPatch, text: str, message: str) -> None:
    with pytest.raises(Problems, match=message):
        planned_shop(monkeypatch, text=text)


def test_notes_say_what_is_another_way(monkeypatch: pytest.MonkeyPatch) -> None:
    notes = "\n".join(planned_shop(monkeypatch).notes)
    for said in (
        "ports are published on free ports of 127.0.0.1: alertmanager 9093, app 8000, prometheus 9090",
        "volumes are fresh ones: fresh-tests-compose-projects-shop-data-alertmanager, notification-ca, prometheus_data",
        "mounted files and folders are copies: 4 paths; nothing writes to yours",
        "containers have names of the lab's own, and answer to yours inside it: app, prometheus",
        "logs to the engine, not through fluentd: app",
        "app does not get FROM_HOST from your environment; give it in an env file",
        'Docker Compose: The "X" variable is not set.',
    ):
        assert said in notes


def build(**keys: Any) -> dict[str, Any]:
    context = str(SHOP / "app")
    return captured(app={"build": {"context": context, "dockerfile": "Dockerfile.shop", **keys}})


def test_build_has_its_dockerfile_target_and_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    image = planned_shop(monkeypatch).service("app").image
    assert (image.reference, image.dockerfile, image.target) == (None, "Dockerfile.shop", "run")
    assert image.args == {"PYTHON_BASE": "python:3.13-slim-trixie"}


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"secrets": [{"source": "x"}]}, "is built with 'secrets'"),
        ({"ssh": ["default"]}, "is built with 'ssh'"),
        ({"context": "/etc"}, "cannot be built: '.*etc' is outside of"),
        ({"dockerfile": "../Dockerfile"}, "has its Dockerfile outside of its build context"),
    ],
)
def test_build_that_lab_does_not_do(monkeypatch: pytest.MonkeyPatch, keys: dict[str, Any], message: str) -> None:
    with pytest.raises(Problems, match=message):
        planned_shop(monkeypatch, build(**keys))


def test_image_of_another_version_has_the_nearest_recipe(monkeypatch: pytest.MonkeyPatch) -> None:
    image = planned_shop(monkeypatch).service("prometheus").image
    assert image.reference == "prom/prometheus:v2.45.0"
    assert (image.recipe_of or "").startswith("prom/prometheus:v3")
    assert image.context is not None and image.context.endswith("stacks/prometheus/image")
