"""Arguments and options that several commands take, with their help and what a shell completes them with."""

from __future__ import annotations

from typing import Annotated

import typer

from lab.cli.completion import component_names, lab_names, scenario_names

Scenario = Annotated[str, typer.Argument(help="a scenario, by name or path", autocompletion=scenario_names)]
Scenarios = Annotated[
    list[str] | None,
    typer.Argument(help="scenarios, by name or path; all when none is given", autocompletion=scenario_names),
]
RunningLab = Annotated[
    str, typer.Argument(help="a running lab, by its name or its scenario's", autocompletion=lab_names)
]
Components = Annotated[
    list[str] | None, typer.Argument(help="components; all when none is given", autocompletion=component_names)
]
Sets = Annotated[list[str], typer.Option("--set", help="change a value: path=value, or file:path=value; repeatable")]
Variants = Annotated[list[str], typer.Option("--variant", help="select a variant: axis=value; repeatable")]
Ports = Annotated[list[str], typer.Option("--port", help="use a fixed port on 127.0.0.1: prometheus=9090; repeatable")]
Images = Annotated[list[str], typer.Option("--image", help="use another image: prometheus=REFERENCE; repeatable")]
