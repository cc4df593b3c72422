from __future__ import annotations

from pathlib import Path

import pytest

from lab.containers.failures import cannot_start, classify, last_lines
from lab.errors import CannotStart, EngineUnavailable, ImageUnavailable

CAPTURED = Path(__file__).parent / "captured"

ROWS = {
    "port_of_a_process": ("port in use", "port 58013 is already in use on this machine"),
    "port_of_a_container": ("port in use", "port 28431 is already in use on this machine"),
    "image_missing": ("image missing", "image prom/prometheus:v0.0.0-absent is not present"),
    "pool_exhausted": ("networks exhausted", "the Docker Engine has no free address range for another network"),
    "no_space_create": ("no space", "the Docker Engine has no disk space left"),
    "no_space_later": ("no space", "the Docker Engine has no disk space left"),
    "compose_unknown_key": (
        "compose file",
        "Compose refuses the rendered compose.yaml: services.a Additional property comand is not allowed",
    ),
    "compose_bad_yaml": (
        "compose file",
        "Compose refuses the rendered compose.yaml: line 6: did not find expected ',' or ']'",
    ),
    "compose_undefined_network": (
        "compose file",
        'Compose refuses the rendered compose.yaml: service "a" refers to undefined network nowhere',
    ),
    "compose_wrong_type": (
        "compose file",
        "Compose refuses the rendered compose.yaml: services.a.ports must be a list",
    ),
    "compose_no_such_service": ("compose file", "Compose refuses the rendered compose.yaml: no such service: b"),
    "command_not_found": ("command", "the command /nope cannot be run in its container"),
    "file_over_folder": ("file to mount", "/tmp/lab/f cannot be mounted"),
    "bind_source_missing": ("file to mount", "/tmp/lab/absent cannot be mounted"),
    "name_taken": ("name taken", "there is already a container called lab-ctr-cap-0001-taken"),
    "dependency_exited": ("dependency", "b, which another service waits for, did not come up"),
    "memory_too_small": ("memory limit", "a service's memory limit is below the engine's minimum of 6MB"),
    "compose_missing": ("compose missing", "the docker command has no Compose plug-in"),
    "permission_denied": ("permission", "the Docker Engine may not be used by this user"),
    "engine_down": ("engine gone", "the Docker Engine does not answer any more"),
}


def captured(name: str) -> str:
    return (CAPTURED / f"{name}.txt").read_text()


@pytest.mark.parametrize("name", ROWS)
def test_what_was_captured_is_recognised(name: str) -> None:
    failure = classify(captured(name))
    assert (failure.kind, failure.message) == ROWS[name]
    assert failure.remedy


def test_every_captured_text_has_a_row() -> None:
    assert {path.stem for path in CAPTURED.glob("*.txt")} == set(ROWS)


def test_newer_engines_word_it_otherwise() -> None:
    taken = "Error response from daemon: Ports are not available: exposing port TCP 127.0.0.1:4222 -> 0.0.0.0:0: "
    assert classify(taken + "listen tcp 127.0.0.1:4222: bind: address already in use").subject == "4222"
    full = "Error response from daemon: all predefined address pools have been fully subnetted"
    assert classify(full).kind == "networks exhausted"


def test_what_is_not_recognised_is_shown_as_it_came() -> None:
    error = cannot_start(" Container x  Creating\nsomething quite new\n")
    assert error.message == "docker compose failed: something quite new"
    assert error.evidence == "something quite new"


def test_progress_is_not_evidence() -> None:
    assert last_lines(captured("image_missing")) == (
        "Error response from daemon: No such image: prom/prometheus:v0.0.0-absent",
    )


def test_kinds_of_error() -> None:
    image = cannot_start(captured("image_missing"))
    assert isinstance(image, ImageUnavailable) and image.reference == "prom/prometheus:v0.0.0-absent"
    assert isinstance(cannot_start(captured("engine_down")), EngineUnavailable)
    assert type(cannot_start(captured("port_of_a_process"))) is CannotStart
    port = cannot_start(captured("port_of_a_process"))
    assert "sport = :58013" in port.remedy


def test_too_long_says_how_long() -> None:
    error = cannot_start(" Container x  Creating\n", too_long=30.0, evidence="--- a is created")
    assert error.message == "the containers were not created and started within 30 s"
    assert error.evidence == "Container x  Creating\n--- a is created"


NOT_HEALTHY = "dependency failed to start: container lab-x-1-db-1 is unhealthy\n"
NO_CHECK = "dependency failed to start: container lab-x-1-db-1 has no healthcheck configured\n"


def test_a_dependency_without_a_health_check() -> None:
    failed = cannot_start(NO_CHECK)
    assert failed.message == ("lab-x-1-db-1 has no health check, and another service waits for it to be healthy")
    assert "condition: service_started" in failed.remedy
    assert failed.evidence == NO_CHECK.strip()


def test_an_unhealthy_dependency_tells_the_output_of_its_check_first() -> None:
    checks = ["the health check of db fails with exit code 127: /bin/sh: 1: pg_isready: not found"]
    failed = cannot_start(NOT_HEALTHY, checks=checks, evidence="--- db is running (unhealthy)")
    assert failed.message == (
        "lab-x-1-db-1, which another service waits for, is unhealthy: the health check of db fails with exit code 127: "
        "/bin/sh: 1: pg_isready: not found"
    )
    assert failed.evidence == f"{NOT_HEALTHY}--- db is running (unhealthy)"


def test_a_start_that_takes_too_long_tells_the_health_checks_that_fail() -> None:
    failed = cannot_start("", too_long=120.0, checks=["the health check of db fails with exit code 1, without output"])
    assert failed.message.endswith("within 120 s: the health check of db fails with exit code 1, without output")
