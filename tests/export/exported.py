"""Exports for tests: of small scenarios written on the spot, and of shipped ones."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

from lab.export.kubernetes import default_namespace, export
from lab.export.model import Export, ExportOptions, Inputs, KubernetesObject
from lab.plan.model import LabPlan, ServicePlan
from lab.plan.planning import plan
from tests.plan.planned import FOLDERS, written

REGISTRY = "registry.example/team"
OWN_IMAGE = "registry.example/shop:1.4.2"


def plan_of(folder: Path, components: str, files: Mapping[str, str] | None = None) -> LabPlan:
    """A scenario of these components; `files` lie beside it."""
    indented = "".join(f"  {line}\n" for line in dedent(components).strip().splitlines())
    text = f"title: small\nwhy: to look at one thing\ncomponents:\n{indented}steps: [{{name: look}}]\n"
    return plan(written(folder, text, files or {}), FOLDERS)


def service_of(folder: Path, service: str, **files: str) -> ServicePlan:
    """One component `app` of an image, with these keys of its Compose service in flow style."""
    planned = plan_of(folder, f"app: {{image: '{OWN_IMAGE}', ports: {{http: 8080}}, service: {service}}}", files)
    return planned.service("app")


def exported(planned: LabPlan, inputs: Inputs | None = None, **options: Any) -> Export:
    given = {"namespace": default_namespace(planned), "registry": REGISTRY, **options}
    return export(planned, ExportOptions(**given), inputs or Inputs())


def shipped(name: str, **options: Any) -> Export:
    return exported(plan(FOLDERS.scenario(name), FOLDERS), **options)


def found(result: Export, kind: str, name: str) -> KubernetesObject:
    return next(item for item in result.objects if (item.kind, item.name) == (kind, name))


def content(result: Export, kind: str, name: str) -> Any:
    return found(result, kind, name).content


def pod_spec(result: Export, name: str) -> Any:
    return content(result, "Deployment", name)["spec"]["template"]["spec"]


def kinds(result: Export) -> list[str]:
    return [f"{item.kind} {item.name}" for item in result.objects]
