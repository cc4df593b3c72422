"""The options that say how a system of the user's own is reached, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from lab.backends.endpoint import Endpoint

_SOURCE = "@FILE or env:VARIABLE"
_FOR = "; for another system than Prometheus begin with its name: loki=..."
PrometheusUrl = Annotated[
    str | None,
    typer.Option(
        "--prometheus",
        metavar="URL",
        help="a running Prometheus, Thanos, Mimir, Cortex or VictoriaMetrics, with the path of its API: "
        "https://mimir.example.org/prometheus",
    ),
]
HttpConfigFile = Annotated[
    list[str],
    typer.Option(
        "--http-config-file",
        "--http.config.file",
        metavar="[SYSTEM=]FILE",
        help=f"credentials and TLS as promtool and amtool read them{_FOR}",
    ),
]
BearerToken = Annotated[
    list[str],
    typer.Option("--bearer-token", metavar="[SYSTEM=]SOURCE", help=f"a token: {_SOURCE}{_FOR}"),
]
BasicAuth = Annotated[
    list[str],
    typer.Option("--basic-auth", metavar="[SYSTEM=]SOURCE", help=f"USER:PASSWORD: {_SOURCE}{_FOR}"),
]
Tenant = Annotated[
    list[str],
    typer.Option("--tenant", metavar="[SYSTEM=]NAME", help=f"the tenant, sent as X-Scope-OrgID{_FOR}"),
]
Header = Annotated[
    list[str],
    typer.Option(
        "--header", metavar="[SYSTEM=]NAME=SOURCE", help=f"another header of every request: NAME={_SOURCE}{_FOR}"
    ),
]
CaFile = Annotated[
    list[str],
    typer.Option(
        "--ca-file",
        metavar="[SYSTEM=]FILE",
        help=f"trust the authorities in this file instead of those of the system{_FOR}",
    ),
]


def connected(
    urls: Mapping[str, str | None],
    http_config_file: list[str],
    bearer_token: list[str],
    basic_auth: list[str],
    tenant: list[str],
    header: list[str],
    ca_file: list[str],
) -> dict[str, Endpoint]:
    """System -> its endpoint, for those whose URL is given. Raises UsageError."""
    from lab.backends.connections import ConnectionOptions, endpoints
    from lab.settings import environment_variable

    given = {system: url for system, url in urls.items() if url is not None}
    options = ConnectionOptions(http_config_file, bearer_token, basic_auth, tenant, header, ca_file)
    return endpoints(given, options, environment_variable)
