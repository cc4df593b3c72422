"""Arguments and options that several commands share, with their help and shell completion."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from lab.cli.completion import component_names, lab_names, scenario_names

_BY_NAME = "by name, with its variant in brackets ('otel-direct[0.46b0]'), or by path"
Scenario = Annotated[
    str, typer.Argument(help=f"a scenario, {_BY_NAME}", metavar="SCENARIO", autocompletion=scenario_names)
]
Scenarios = Annotated[
    list[str] | None,
    typer.Argument(help=f"scenarios, {_BY_NAME}", metavar="[SCENARIO]...", autocompletion=scenario_names),
]
RunningLab = Annotated[
    str,
    typer.Argument(
        help="a running lab: its name, as lab ps prints it, or its scenario", metavar="LAB", autocompletion=lab_names
    ),
]
Components = Annotated[
    list[str] | None,
    typer.Argument(help="component names  [default: all]", metavar="[COMPONENT]...", autocompletion=component_names),
]
Sets = Annotated[
    list[str],
    typer.Option(
        "--set",
        metavar="[FILE:]PATH=VALUE",
        help="change a value of the scenario, or of one of its files: prometheus.yml:global.scrape_interval=5s; "
        "repeatable",
    ),
]
Adds = Annotated[
    list[str],
    typer.Option(
        "--add",
        metavar="[FILE:]PATH=VALUE",
        help="add a key that is not there yet, as --set does for one that is; repeatable",
    ),
]
Variants = Annotated[
    list[str],
    typer.Option("--variant", metavar="AXIS=VALUE", help="choose a variant, as SCENARIO[VALUE] does; repeatable"),
]
Ports = Annotated[
    list[str],
    typer.Option(
        "--port",
        metavar="SERVICE=PORT",
        help="publish a service on a fixed port of 127.0.0.1, instead of a free one: prometheus=9090; repeatable",
    ),
]
Images = Annotated[
    list[str],
    typer.Option(
        "--image",
        metavar="COMPONENT=REFERENCE",
        help="use another image: prometheus=prom/prometheus:v3.5.0; repeatable",
    ),
]
Trust = Annotated[
    bool,
    typer.Option(
        "--trust",
        help="let the services of a Compose project have what reaches beyond the lab: host networks, devices, the "
        "Docker socket, files of this machine",
    ),
]


def checked_namespace(name: str) -> str:
    from lab.errors import UsageError

    if name and not re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", name):
        remedy = "use at most 63 lower case letters, digits and '-', as in: shop-lab"
        raise UsageError(f"{name!r} cannot be the name of a namespace", remedy=remedy)
    return name


def checked_registry(prefix: str) -> str:
    from lab.errors import UsageError

    if prefix and not re.fullmatch(r"[a-z0-9.-]+(:\d+)?(/[a-z0-9._-]+)*/?", prefix):
        remedy = "write a host and a path without a scheme, as in: registry.example/team"
        raise UsageError(f"--registry {prefix} is not the beginning of an image's name", remedy=remedy)
    return prefix.rstrip("/")
