"""`lab export`: writes a scenario for another platform than Compose."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lab.cli.arguments import Adds, Images, Scenario, Sets, Variants, checked_namespace, checked_registry
from lab.cli.invocation import plan_named, request_from

if TYPE_CHECKING:
    from lab.export.model import Export

export = typer.Typer(
    help="Write a scenario for another platform than Compose.", no_args_is_help=True, rich_markup_mode=None
)


@export.callback()
def _platforms() -> None:
    """So that the platform is named though there is only one."""


@export.command("kubernetes")
def export_kubernetes(
    name: Scenario,
    to: Annotated[
        Path,
        typer.Option("--to", metavar="DIR", help="the folder to write; empty, missing, or one with an earlier export"),
    ],
    namespace: Annotated[
        str | None, typer.Option(metavar="NAME", help="the namespace of all objects  [default: lab-SCENARIO]")
    ] = None,
    registry: Annotated[
        str | None,
        typer.Option(metavar="PREFIX", help="the registry of the images that lab builds: registry.example/team"),
    ] = None,
    service_monitors: Annotated[
        bool,
        typer.Option(
            "--service-monitors",
            help="let the Prometheus Operator run Prometheus: ServiceMonitors instead of scrape jobs, PrometheusRules "
            "instead of rule files",
        ),
    ] = False,
    helm_values: Annotated[
        bool,
        typer.Option(
            "--helm-values",
            help="as --service-monitors, and write values for the Helm chart kube-prometheus-stack, which then runs "
            "Prometheus",
        ),
    ] = False,
    volume_size: Annotated[str, typer.Option(metavar="SIZE", help="the size of each PersistentVolumeClaim")] = "1Gi",
    mutant: Annotated[str | None, typer.Option(metavar="NAME", help="export this mutant of the scenario")] = None,
    set_: Sets = [],
    add: Adds = [],
    variant: Variants = [],
    image: Images = [],
) -> None:
    """Write a scenario as manifests with Kustomize."""
    from lab.errors import ExitCode
    from lab.export.folder import folder_texts
    from lab.export.folder_on_disk import write_folder
    from lab.export.kubernetes import default_namespace
    from lab.export.kubernetes import export as export_plan
    from lab.export.model import ExportOptions
    from lab.images.export_inputs import inputs_of

    plan = plan_named(name, request_from(mutant=mutant, variant=variant, sets=set_, adds=add, image=image))
    options = ExportOptions(
        namespace=checked_namespace(namespace) if namespace else default_namespace(plan),
        registry=checked_registry(registry or ""),
        operator=service_monitors or helm_values,
        helm_values=helm_values,
        volume_size=_checked_size(volume_size),
    )
    exported = export_plan(plan, options, inputs_of(plan))
    write_folder(folder_texts(exported), to)
    _print(exported, plan.label, to)
    if not exported.complete:
        raise typer.Exit(ExitCode.FAILED)


def _checked_size(size: str) -> str:
    from lab.errors import UsageError

    if not re.fullmatch(r"[1-9]\d*(Ki|Mi|Gi|Ti)", size):
        raise UsageError(f"--volume-size {size} is not a size of Kubernetes", remedy="write it as in: 500Mi, 10Gi")
    return size


def _print(exported: Export, label: str, folder: Path) -> None:
    from lab.export import folder as texts
    from lab.language.counting import count

    objects = count(len(exported.objects), "object")
    typer.echo(f"exported {label} to {folder}: {objects} in namespace {exported.namespace}")
    if commands := texts.image_commands(exported):
        _print_list("images to push, from where lab has built them:", commands)
    if exported.secrets:
        _print_list("secrets that must exist:", texts.secret_commands(exported))
    if exported.helm_values is not None:
        _print_list(f"for the Helm chart, in {folder}:", (texts.helm_command(exported),))
    for title, lost in (("not exported:", True), ("different from the lab:", False)):
        listed = [texts.limitation_text(item) for item in exported.limitations if item.lost == lost]
        if listed:
            _print_list(title, listed)
    typer.echo(texts.apply_command(exported, str(folder)))


def _print_list(title: str, lines: tuple[str, ...] | list[str]) -> None:
    from lab.report.escapes import without_commands
    from lab.report.formatting import printable

    typer.echo(title)
    for line in lines:
        typer.echo(f"  {without_commands(printable(line))}")
