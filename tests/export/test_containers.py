from __future__ import annotations

from pathlib import Path
from typing import Any

from lab.export.containers import env_file_variables, variables_of
from lab.export.model import Inputs, PushedImage, SecretKey
from tests.export.exported import OWN_IMAGE, REGISTRY, exported, plan_of, pod_spec, service_of


def container(folder: Path, service: str) -> Any:
    planned = plan_of(folder, f"app: {{image: '{OWN_IMAGE}', ports: {{http: 8080}}, service: {service}}}")
    return pod_spec(exported(planned), "app")["containers"][0]


def test_command_and_arguments(tmp_path: Path) -> None:
    made = container(
        tmp_path, "{entrypoint: [/bin/sh, -c], command: ['echo $$(date) $$HOME'], working_dir: /srv, tty: true}"
    )
    assert made["command"] == ["/bin/sh", "-c"]
    assert made["args"] == ["echo $$(date) $HOME"]
    assert (made["workingDir"], made["tty"], "stdin" in made) == ("/srv", True, False)
    assert made["ports"] == [{"name": "http", "containerPort": 8080, "protocol": "TCP"}]


def test_resources(tmp_path: Path) -> None:
    made = container(tmp_path, "{mem_limit: 512m, mem_reservation: 64m, cpus: 1.5, cpu_shares: 512}")
    assert made["resources"] == {
        "requests": {"memory": "64Mi", "cpu": "500m"},
        "limits": {"memory": "512Mi", "cpu": "1500m"},
    }


def test_requests_are_never_above_limits(tmp_path: Path) -> None:
    made = container(tmp_path, "{mem_limit: 6m, cpus: 0.1, cpu_shares: 1024}")
    assert made["resources"] == {
        "requests": {"memory": "6Mi", "cpu": "100m"},
        "limits": {"memory": "6Mi", "cpu": "100m"},
    }


def test_a_secret_variable_is_a_reference(tmp_path: Path) -> None:
    planned = plan_of(
        tmp_path, f"app: {{image: '{OWN_IMAGE}', env: {{DB_PASSWORD: geheim, NAME: a, URL: 'http://a:b@c'}}}}"
    )
    result = exported(planned)
    reference = {"valueFrom": {"secretKeyRef": {"name": "app-credentials", "key": "DB_PASSWORD"}}}

    assert pod_spec(result, "app")["containers"][0]["env"][:2] == [
        {"name": "DB_PASSWORD", **reference},
        {"name": "NAME", "value": "a"},
    ]
    assert result.secrets == (
        SecretKey("app-credentials", "DB_PASSWORD", "app", variable="DB_PASSWORD"),
        SecretKey("app-credentials", "URL", "app", variable="URL"),
    )
    assert "geheim" not in str(result.objects)


def test_a_built_image_is_called_as_in_the_registry(tmp_path: Path) -> None:
    planned = plan_of(tmp_path, "api: {use: fastapi_prometheus}")
    result = exported(planned, Inputs({"api": "lab/fastapi_prometheus:0123"}))

    assert pod_spec(result, "api")["containers"][0]["image"] == f"{REGISTRY}/fastapi_prometheus:0123"
    assert result.images == (
        PushedImage("fastapi_prometheus", "lab/fastapi_prometheus:0123", f"{REGISTRY}/fastapi_prometheus:0123"),
    )
    assert result.complete


def test_a_built_image_without_a_registry_is_reported(tmp_path: Path) -> None:
    planned = plan_of(tmp_path, "api: {use: fastapi_prometheus}")
    result = exported(planned, Inputs({"api": "lab/fastapi_prometheus:0123"}), registry="")

    assert pod_spec(result, "api")["containers"][0]["image"] == "lab/fastapi_prometheus:0123"
    assert [item.what for item in result.limitations] == ["has no image that a cluster can pull"]
    assert not result.complete


def test_env_files_are_read_as_compose_reads_them(tmp_path: Path) -> None:
    text = '# a comment\nexport A=1 # one\nB=\'x $Y\'\nC="say \\"hi\\"" # two\nD=\n'
    assert env_file_variables(text) == {"A": "1", "B": "x $Y", "C": 'say "hi"', "D": ""}

    planned = plan_of(
        tmp_path,
        f"app: {{image: '{OWN_IMAGE}', service: {{env_file: app.env}}, env: {{A: over}}}}",
        {"app.env": "A=1\nB=2\n"},
    )
    assert variables_of(planned.service("app")) == {"A": "over", "B": "2"}


def test_variables_lose_the_escapes_of_compose(tmp_path: Path) -> None:
    assert variables_of(service_of(tmp_path, "{environment: {A: 'x$$y'}}")) == {"A": "x$y"}


def test_a_secret_argument_is_a_reference(tmp_path: Path) -> None:
    command = "{command: [--db.password=geheim, --db.password-file=/x, --token=, -v]}"
    made = container(tmp_path, command)

    assert made["args"] == ["--db.password=$(DB_PASSWORD)", "--db.password-file=/x", "--token=", "-v"]
    assert made["env"] == [
        {"name": "DB_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "app-credentials", "key": "DB_PASSWORD"}}}
    ]
