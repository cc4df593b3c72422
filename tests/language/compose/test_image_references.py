"""The grammar of image references."""

from __future__ import annotations

import pytest

from lab.language.compose.image_references import invalid_reference

DIGEST = "sha256:" + "0123456789abcdef" * 4


@pytest.mark.parametrize(
    "reference",
    ["redis:8.2.1", "prom/prometheus:v3", "localhost:5000/a/b_c:1", f"redis@{DIGEST}", f"ghcr.io/a/b:1@{DIGEST}"],
)
def test_reference_valid(reference: str) -> None:
    assert invalid_reference(reference) is None


@pytest.mark.parametrize(
    "reference", ["--help:1", "Redis:1", "a b:1", "a:", "a:-x", "a/:1", "a:1@sha256:12", ":1", "a::1"]
)
def test_reference_outside_of_the_grammar(reference: str) -> None:
    assert str(invalid_reference(reference)).startswith("is not an image reference")


@pytest.mark.parametrize("reference", ["redis", "redis:latest", "localhost:5000/redis"])
def test_reference_not_pinned(reference: str) -> None:
    assert str(invalid_reference(reference)).startswith("must be pinned to a version")
