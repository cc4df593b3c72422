"""Which component of lab a service of a Compose file is."""

from __future__ import annotations

from typing import Any

import pytest

from lab.plan.user_compose.compose_base import known_components
from lab.plan.user_compose.recognition import (
    container_ports,
    listening_port,
    path_prefix,
    recognised,
    repository,
)
from tests.plan.planned import FOLDERS

COMPONENTS = known_components(FOLDERS)


def component_of(name: str, service: dict[str, Any], roles: tuple[str, ...] = ()) -> tuple[str, bool] | None:
    found = recognised(name, service, COMPONENTS, roles)
    return found and (found.component.name, found.by_image)


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("prom/prometheus", "prom/prometheus"),
        ("docker.io/prom/prometheus:v2.45.0", "prom/prometheus"),
        ("localhost:5000/prom/prometheus:v2@sha256:abc", "prom/prometheus"),
        ("gcr.io/cadvisor/cadvisor:v0.47.0", "cadvisor/cadvisor"),
        ("library/redis:7", "redis"),
    ],
)
def test_repository(image: str, expected: str) -> None:
    assert repository(image) == expected


@pytest.mark.parametrize(
    ("image", "component"),
    [
        ("prom/prometheus:v2.45.0", "prometheus"),
        ("quay.io/prometheus/prometheus:latest", "prometheus"),
        ("prom/alertmanager", "alertmanager"),
        ("grafana/grafana-oss:10.4.2", "grafana"),
        ("grafana/loki:2.9.0", "loki"),
        ("otel/opentelemetry-collector:0.90.0", "otel-collector"),
        ("gcr.io/cadvisor/cadvisor:v0.47.0", "cadvisor"),
        ("victoriametrics/victoria-metrics:v1.93.0", "victoria-metrics"),
    ],
)
def test_recognised_by_image(image: str, component: str) -> None:
    assert component_of("x", {"image": image}) == (component, True)


def test_recognised_by_image_and_command_where_components_share_an_image() -> None:
    service = {"image": "quay.io/thanos/thanos:v0.30.0", "command": ["store", "--x"]}
    assert component_of("x", service) == ("thanos-store", True)


def test_recognised_by_what_the_scenario_says() -> None:
    assert component_of("metrics", {"image": "corp/tsdb:1"}, ("prometheus",)) == ("prometheus", False)


def test_recognised_by_name_and_port() -> None:
    service = {"build": {"context": "."}, "ports": [{"target": 9090, "published": "9090", "protocol": "tcp"}]}
    assert component_of("prometheus", service) == ("prometheus", False)
    assert component_of("prometheus", {"build": {"context": "."}}) is None
    assert component_of("app", service) is None


def test_container_ports_are_published_ones_first_and_tcp_only() -> None:
    service = {
        "ports": [{"target": 8000, "protocol": "tcp"}, {"target": 8125, "protocol": "udp"}],
        "expose": ["9100", "8000/tcp", "53/udp"],
    }
    assert container_ports(service) == (8000, 9100)


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ({}, 9090),
        ({"command": ["--web.listen-address=0.0.0.0:9091"]}, 9091),
        ({"command": ["-web.listen-address", ":9092"]}, 9092),
        ({"environment": {"GF_SERVER_HTTP_PORT": "3001"}}, 3001),
        ({"ports": [{"target": 8080, "protocol": "tcp"}]}, 8080),
        ({"ports": [{"target": 8080}, {"target": 8081}]}, 9090),
    ],
)
def test_listening_port(service: dict[str, Any], expected: int) -> None:
    assert listening_port(service, 9090) == expected


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ({}, ""),
        ({"command": ["--web.external-url=https://example.com/prometheus/"]}, "/prometheus"),
        ({"command": ["--web.external-url=https://example.com/x", "--web.route-prefix=/"]}, ""),
        (
            {"environment": {"GF_SERVER_ROOT_URL": "http://x/grafana/", "GF_SERVER_SERVE_FROM_SUB_PATH": "true"}},
            "/grafana",
        ),
        ({"environment": {"GF_SERVER_ROOT_URL": "http://x/grafana/"}}, ""),
    ],
)
def test_path_prefix(service: dict[str, Any], expected: str) -> None:
    assert path_prefix(service) == expected
