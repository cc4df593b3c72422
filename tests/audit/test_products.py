"""Products by the build that they name, as their APIs answered."""

from __future__ import annotations

import pytest

from lab.audit.products import product_of, unreachable
from lab.backends.endpoint import Endpoint

BUILDS = {
    "prometheus": {"version": "3.15.0", "revision": "a", "branch": "HEAD", "goVersion": "go1.26"},
    "thanos": {"version": "0.42.5", "revision": "a", "branch": "HEAD", "goVersion": "go1.26"},
    "victoria-metrics": {"version": "2.24.0"},
    "mimir": {"application": "Grafana Mimir", "version": "2.17.0", "goVersion": "go1.25"},
    "unknown": {},
}


@pytest.mark.parametrize("product", BUILDS)
def test_product_of(product: str) -> None:
    assert product_of(BUILDS[product]) == product


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        ("http://x answered 401: Unauthorized", "give credentials: --bearer-token"),
        ("http://x answered 404: 404 page not found", "Mimir: /prometheus"),
        ("no org id", "name one with --tenant"),
        ("http://x does not answer: its certificate is not trusted: self-signed certificate", "--ca-file"),
        ("http://x does not answer: timed out", ""),
    ],
)
def test_unreachable_says_what_helps(error: str, remedy: str) -> None:
    raised = unreachable(Endpoint("http://x", "/path"), error)
    assert raised.message == f"no Prometheus API at http://x/path: {error}"
    assert remedy in raised.remedy
    assert bool(remedy) == bool(raised.remedy)
