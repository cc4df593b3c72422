"""Which product answers Prometheus' API, and where each has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lab.backends.endpoint import Endpoint
from lab.errors import CannotStart

_PATHS = "Mimir: /prometheus, Cortex: /prometheus or /api/prom, VictoriaMetrics cluster: /select/0/prometheus"


def product_of(build: Mapping[str, Any]) -> str:
    """`build`: the data of /api/v1/status/buildinfo."""
    application = str(build.get("application", "")).lower()
    for name in ("mimir", "cortex", "thanos"):
        if name in application:
            return name
    version = str(build.get("version", ""))
    if version and set(build) <= {"version"}:
        return "victoria-metrics"  # it names a version of Prometheus for Grafana, and nothing else
    if "goVersion" not in build:
        return "unknown"
    return "thanos" if version.startswith("0.") else "prometheus"


def unreachable(endpoint: Endpoint, error: str) -> CannotStart:
    """Why a system cannot be audited, with what usually helps."""
    return CannotStart(f"no Prometheus API at {endpoint.url}{endpoint.path}: {error}", remedy=_remedy(error))


def _remedy(error: str) -> str:
    for sign, remedy in _REMEDIES.items():
        if sign in error:
            return remedy
    return ""


_REMEDIES = {  # the first that fits
    "no org id": "it has tenants: name one with --tenant",
    "answered 401": "give credentials: --bearer-token, --basic-auth, --header or --http-config-file",
    "answered 403": "these credentials may not read here; a tenant is given with --tenant",
    "answered 404": f"the API has another path ({_PATHS}; or that of --web.external-url): add it to the URL",
    "not an answer of Prometheus": f"is it the web page of something else? Paths of the API: {_PATHS}",
    "certificate is not trusted": "give the authority that signed it with --ca-file",
    "client certificate": "name it in a file with tls_config, for --http-config-file",
    "redirects to": "give the URL that it redirects to",
}
