"""The Compose service of a component as a scenario uses it."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.errors import Problems
from lab.plan.model import GrantPlan, ImageSpec, PortPlan, ServicePlan
from lab.plan.planning import plan
from lab.stack.folders import Folders
from tests.plan.planned import CHECKOUT, FOLDERS, LIMITS_OF_OWN_IMAGE, SMALL, planned, written


def test_service_plan_from_an_image() -> None:
    assert planned().service("cache") == ServicePlan(
        name="cache",
        component="cache",
        image=ImageSpec("cache", "redis:8.2.1", None, {}, {}, None),
        compose={
            "environment": {"MODE": "fast"},
            "command": ["redis-server"],
            **LIMITS_OF_OWN_IMAGE,
        },
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


NEEDY = """\
title: {title}
image: {{reference: "x:1"}}
service: {{volumes: ["/:/host:ro"]}}
because: {{volumes: it counts files}}
"""


def needy(tmp_path: Path, *allowed: str) -> Folders:
    """A project with a component of its own that mounts the host."""
    folder = tmp_path / "stacks/needy"
    folder.mkdir(parents=True)
    (folder / "component.yaml").write_text(NEEDY.format(title="Needy"))
    return Folders((tmp_path, CHECKOUT), tmp_path, frozenset(allowed))


def test_host_access_of_an_own_component_needs_the_caller(tmp_path: Path) -> None:
    source = written(tmp_path, SMALL + "  needy: {}\nsteps: [{name: look}]\n", {})

    with pytest.raises(Problems) as caught:
        plan(source, needy(tmp_path))

    assert str(caught.value) == (
        "s.yaml:7:3: needy (stacks/needy/component.yaml) asks for access to the host: it mounts / of the host "
        "read-only; if you trust it, set LAB_ALLOW_HOST_ACCESS=needy"
    )


def test_host_access_that_the_caller_allowed(tmp_path: Path) -> None:
    source = written(tmp_path, SMALL + "  needy: {}\nsteps: [{name: look}]\n", {})

    service = plan(source, needy(tmp_path, "needy")).service("needy")

    assert service.grants == (GrantPlan("mounts / of the host read-only", "it counts files", host=True),)


@pytest.mark.parametrize("key", ["command", "entrypoint", "user"])
def test_host_access_is_not_for_what_a_scenario_says(key: str, tmp_path: Path) -> None:
    text = f"{SMALL}  host: {{use: node-exporter, service: {{{key}: root}}}}\nsteps: [{{name: look}}]\n"

    with pytest.raises(Problems, match=f"s.yaml:7:40: a scenario may not set '{key}' of node-exporter, which mounts"):
        plan(written(tmp_path, text, {}), FOLDERS)


def test_host_access_is_not_for_files_that_a_scenario_puts_into_the_container(tmp_path: Path) -> None:
    text = f"{SMALL}  host: {{use: node-exporter, files: {{/bin/sh: run.sh}}}}\nsteps: [{{name: look}}]\n"

    with pytest.raises(Problems, match=r"s.yaml:7:\d+: a scenario may not put a file of its own into node-exporter"):
        plan(written(tmp_path, text, {"run.sh": ""}), FOLDERS)


def test_service_plan_merges_environment_and_labels_of_any_spelling(tmp_path: Path) -> None:
    text = SMALL.replace(
        "{use: fastapi_prometheus}",
        "{use: fastapi_prometheus, service: {environment: [A=b], labels: [c=d], cap_drop: [NET_RAW]}}",
    )
    api = plan(written(tmp_path, text + "steps: [{name: look}]\n", {}), FOLDERS).service("api").compose

    assert api["environment"] == {"HEARTBEAT": "off", "A": "b"}
    assert (api["labels"], api["cap_drop"]) == ({"c": "d"}, ["ALL", "NET_RAW"])
    assert (api["mem_limit"], api["pids_limit"]) == ("256m", 1024)


def test_service_plan_base_image_unknown_has_a_place(tmp_path: Path) -> None:
    text = SMALL + "  own: {build: own, bases: {BASE: pyhton}}\nsteps: [{name: look}]\n"

    with pytest.raises(Problems, match=r"s.yaml:7:\d+: there is no base image 'pyhton' in stacks/_bases; did you mean"):
        plan(written(tmp_path, text, {"own/Dockerfile": "FROM scratch\n"}), FOLDERS)


def test_service_plan_has_the_aliases_of_its_component() -> None:
    receivers = plan(FOLDERS.scenario("receivers"), FOLDERS)

    assert "api.pushover.net" in receivers.service("notifications").compose["networks"]["default"]["aliases"]
