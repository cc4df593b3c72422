from __future__ import annotations

import pytest

from lab.engine_facts import engine_facts
from lab.images.engine_images import EngineImage, has_name, is_pinned
from lab.images.references import (
    built_tag,
    digest_of,
    our_tags,
    registry_host,
    tag_of,
    through_mirror,
    version_of,
    without_digest,
)
from lab.images.registry import check_reachable, is_network_failure
from lab.images.storing import prunable

DIGEST = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("reference", "host", "tag", "mirrored"),
    [
        ("prom/prometheus:v3.15.0", "registry-1.docker.io", "v3.15.0", "m/prom/prometheus:v3.15.0"),
        ("python:3.13-slim-trixie", "registry-1.docker.io", "3.13-slim-trixie", "m/library/python:3.13-slim-trixie"),
        ("docker.io/grafana/k6:1.8.1", "registry-1.docker.io", "1.8.1", "m/docker.io/grafana/k6:1.8.1"),
        ("ghcr.io/google/cadvisor:v0.56.2", "ghcr.io", "v0.56.2", "m/ghcr.io/google/cadvisor:v0.56.2"),
        ("localhost/x:1", "localhost", "1", "m/localhost/x:1"),
        ("127.0.0.1:5000/x", "127.0.0.1:5000", "", "m/127.0.0.1:5000/x"),
        ("a/b:1@sha256:ff", "registry-1.docker.io", "1", "m/a/b:1@sha256:ff"),
        ("a/b@sha256:ff", "registry-1.docker.io", "sha256:ff", "m/a/b@sha256:ff"),
    ],
)
def test_what_a_reference_tells(reference: str, host: str, tag: str, mirrored: str) -> None:
    assert (registry_host(reference), tag_of(reference), through_mirror("m", reference)) == (host, tag, mirrored)


def test_our_builds_are_called_by_component_version_and_recipe() -> None:
    assert built_tag("prometheus", "prom/prometheus:v3.15.0", DIGEST) == "lab/prometheus:v3.15.0-0123456789ab"
    assert built_tag("fastapi_otel", None, DIGEST) == "lab/fastapi_otel:0123456789ab"
    assert built_tag("My App!", None, DIGEST) == "lab/my-app:0123456789ab"


@pytest.mark.parametrize(
    ("reference", "labels", "version"),
    [
        ("prom/prometheus:v3.15.0", {}, "v3.15.0"),
        ("prom/prometheus:v3.15.0", {"org.opencontainers.image.version": "3.15.0"}, "3.15.0"),
        ("lab/k6:1.8.1-0123456789ab", {"dev.lab.recipe": DIGEST}, "1.8.1"),
        ("lab/api:0123456789ab", {"dev.lab.recipe": DIGEST}, "0123456789ab"),
    ],
)
def test_version(reference: str, labels: dict[str, str], version: str) -> None:
    assert version_of(reference, labels) == version


LABELS = {"dev.lab.image": "base-python", "dev.lab.recipe": DIGEST}
OURS, THEIRS = "lab/base-python:0123456789ab", "shop/on-top-of-ours:1"


def test_an_image_built_on_ours_is_not_ours() -> None:
    assert our_tags((OURS, THEIRS), LABELS) == (OURS,)
    assert our_tags((THEIRS, "lab/base-python:3.13"), LABELS) == ()
    assert our_tags((OURS,), {}) == ()


def test_prunable() -> None:
    images = (EngineImage("sha256:1", (OURS, THEIRS), LABELS, 1), EngineImage("sha256:2", (THEIRS,), LABELS, 1))
    assert prunable(images, frozenset(), None) == (OURS,)
    assert prunable(images, frozenset({OURS}), None) == ()
    assert prunable(images, frozenset(), frozenset({"k6"})) == ()


@pytest.mark.parametrize(
    ("name", "yes"),
    [
        ("prom/prometheus:v3.15.0", True),
        ("docker.io/prom/prometheus:v3.15.0", True),
        ("prom/prometheus:v3.15.1", False),
        ("prom/prometheus", False),
        ("prom/prometheus@sha256:aa", True),
        ("prom/prometheus:v3.15.0@sha256:aa", True),
        ("prom/prometheus@sha256:bb", False),
        ("sha256:0011223344", True),
        ("0011223344", True),
    ],
)
def test_which_image_a_name_means(name: str, yes: bool) -> None:
    image = EngineImage("sha256:0011223344", ("prom/prometheus:v3.15.0",), {}, 1)
    assert has_name(image, {"RepoDigests": ["prom/prometheus@sha256:aa"]}, name) is yes


@pytest.mark.parametrize(
    ("words", "network"),
    [
        (  # Engine 26.1.5
            'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 192.0.2.53: no such host',
            True,
        ),
        (  # Engine 26.1.5
            'Get "http://127.0.0.1:9/v2/": dial tcp 127.0.0.1:9: connect: connection refused',
            True,
        ),
        ("Error response from daemon: manifest for prom/nothing:v1 not found: manifest unknown", False),
        ("Error response from daemon: pull access denied for x, repository does not exist or may require login", False),
    ],
)
def test_pull_failures(words: str, network: bool) -> None:
    assert is_network_failure(words) is network


def test_a_registry_that_is_not_there_is_known_in_under_a_second() -> None:
    closed, unknown = check_reachable(["127.0.0.1:9", "no-such-host.invalid"])
    assert (closed.reachable, closed.why) == (False, "connection refused")
    assert (unknown.reachable, bool(unknown.why)) == (False, True)


def test_an_engine_behind_a_proxy_is_left_to_find_out_itself() -> None:
    assert engine_facts({"HttpsProxy": "http://proxy:3128"}).own_route
    assert engine_facts({"RegistryConfig": {"Mirrors": ["https://mirror.example/"]}}).own_route
    assert not engine_facts({"HttpProxy": "", "RegistryConfig": {"Mirrors": None}}).own_route


@pytest.mark.parametrize(
    ("reference", "name", "digest"),
    [
        ("a/b:1@sha256:aa", "a/b:1", "sha256:aa"),
        ("a/b:1", "a/b:1", ""),
        ("a/b@sha256:aa", "a/b@sha256:aa", ""),
        ("host:5000/b@sha256:aa", "host:5000/b@sha256:aa", ""),
    ],
)
def test_digest_of_a_pinned_tag(reference: str, name: str, digest: str) -> None:
    assert (without_digest(reference), digest_of(reference)) == (name, digest)


@pytest.mark.parametrize(
    ("digests", "yes"),
    [(["x@sha256:aa"], True), (["mirror/x@sha256:bb"], True), (["x@sha256:bb"], False), ([], True)],
    ids=["pulled", "pulled through a mirror", "a tag that was moved", "put there by hand"],
)
def test_a_pinned_name_means_that_image(digests: list[str], yes: bool) -> None:
    assert is_pinned({"RepoDigests": digests}, "x:1", {"x:1": "sha256:aa"}) is yes
    assert is_pinned({"RepoDigests": digests}, "x:1", {})
