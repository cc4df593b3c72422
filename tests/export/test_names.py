from __future__ import annotations

import pytest

from lab.export import names


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("prometheus", "prometheus"),
        ("otel-direct[0.46b0]", "otel-direct-0-46b0"),
        ("My_Service.v2", "my-service-v2"),
        ("3scale", "x-3scale"),
        ("_", "x"),
    ],
)
def test_object_name(given: str, expected: str) -> None:
    assert names.object_name(given) == expected


def test_object_name_of_long_texts_differ() -> None:
    long, longer = names.object_name("a" * 80), names.object_name("a" * 81)
    assert len(long) == len(longer) == 63
    assert long != longer


@pytest.mark.parametrize(
    ("given", "expected"), [("otlp-http", "otlp-http"), ("8080", "p8080"), ("a_very_long_port_name", "a-very-long-por")]
)
def test_port_name(given: str, expected: str) -> None:
    assert names.port_name(given) == expected


def test_is_host_name() -> None:
    assert names.is_host_name("api-2")
    assert not any(map(names.is_host_name, ("API", "my_api", "hooks.slack.com", "2api", "")))


def test_label_value_has_only_what_labels_may_have() -> None:
    assert names.label_value("-fastapi @0.46b0-") == "fastapi-0.46b0"
    assert len(names.label_value("x" * 100)) == 63


def test_digest_tells_parts_apart() -> None:
    assert names.digest("ab", "c") != names.digest("a", "bc")


def test_is_annotation() -> None:
    assert names.is_annotation("prometheus.scrape")
    assert names.is_annotation("com.example/team")
    assert not names.is_annotation("a/b/c")
