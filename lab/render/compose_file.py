"""Renders the compose.yaml of a plan in a readable form that also works without lab."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lab.language.yaml_dump import readable_yaml
from lab.plan.model import LabPlan, ServicePlan
from lab.plan.naming import LABEL_FOLDER, LABEL_RUN, LABEL_SCENARIO, LABEL_SERVICE, LABEL_VARIANT, compose_name
from lab.plan.start_order import start_order


@dataclass(frozen=True, slots=True)
class Binding:
    """What is known only when a lab starts: images by service, project and folder. Empty for a folder that runs without
    lab."""

    images: Mapping[str, str] = field(default_factory=dict)
    project: str = ""
    folder: str = ""
    left_out: frozenset[str] = frozenset()


def compose_file(plan: LabPlan, binding: Binding) -> str:
    services = {
        service.name: _service(plan, service, binding)
        for service in plan.services
        if service.name not in binding.left_out
    }
    content: dict[str, Any] = {"services": services}
    if not binding.project:
        content = {"name": compose_name(plan.name), **content}
    labels = _labels(plan, binding, None)
    content["networks"] = _networks(plan, labels)
    volumes = _volumes(plan, binding, labels)
    if volumes:
        content["volumes"] = volumes
    return _header(plan) + readable_yaml(content).replace("networks:\n  default: null\n", "")


def _networks(plan: LabPlan, labels: Mapping[str, str]) -> dict[str, Any]:
    """The default network is listed to label it; Compose creates it only when a service uses it."""
    if not labels:
        return {name: _plain(definition) or None for name, definition in plan.networks.items()} or {"default": None}
    labelled = {"labels": dict(labels)}
    return {"default": labelled, **{name: {**_plain(own), **labelled} for name, own in plan.networks.items()}}


def _volumes(plan: LabPlan, binding: Binding, labels: Mapping[str, str]) -> dict[str, Any]:
    """The named volumes of all services, each once."""
    volumes: dict[str, Any] = {}
    for service in plan.services:
        if service.name not in binding.left_out:
            volumes.update({name: _plain(definition) for name, definition in service.volumes.items()})
    if not labels:
        return volumes
    return {name: {**definition, "labels": dict(labels)} for name, definition in volumes.items()}


def build_folder(service: ServicePlan) -> str:
    """The path of a component's build context in the tree."""
    return f"build/{service.component}"


def _header(plan: LabPlan) -> str:
    loads = [service.name for service in plan.services if service.on_demand]
    ports = [f"docker compose port {s.name} {p.container}" for s in plan.services for p in s.ports[:1]][:1]
    lines = [
        " ".join(plan.title.split()),
        "",
        *_applying(plan),
        "docker compose up -d --wait",
        *ports,
        *(f"docker compose run --rm {name}" for name in loads),
        "docker compose down",
        *(("", "The durations in the files beside this one are scaled down for a lab.") if plan.scaled else ()),
    ]
    return "".join(f"# {line}".rstrip() + "\n" for line in lines) + "\n"


def _applying(plan: LabPlan) -> tuple[str, ...]:
    """How the manifests are applied that lab applies itself: once the API is ready, before what needs them starts."""
    if plan.cluster is None:
        return ()
    first, _ = start_order(plan.services)
    names = " ".join(service.name for service in first if not service.on_demand)
    # In the order of their first objects: a namespace comes before what is in it.
    targets = {file.source: file.target for file in plan.service(plan.cluster.service).files}
    applied = dict.fromkeys(manifest.place.file for manifest in plan.cluster.objects)
    arguments = " ".join(f"--filename={targets[file]}" for file in applied if file in targets)
    return (
        f"docker compose up -d --wait {names}",
        f"docker compose exec {plan.cluster.service} /bin/kubectl apply --server-side {arguments}",
    )


def _labels(plan: LabPlan, binding: Binding, service: str | None) -> dict[str, str]:
    if not binding.project:
        return {}
    labels = {LABEL_RUN: binding.project, LABEL_SCENARIO: plan.scenario, LABEL_FOLDER: binding.folder}
    if plan.variant_name:
        labels[LABEL_VARIANT] = plan.variant_name
    labels = {name: value.replace("$", "$$") for name, value in labels.items()}  # Compose would replace a variable
    return {**labels, LABEL_SERVICE: service} if service else labels


def _service(plan: LabPlan, service: ServicePlan, binding: Binding) -> dict[str, Any]:
    content: dict[str, Any] = {}
    image = binding.images.get(service.name) or service.image.override or service.image.reference
    if image:
        content["image"] = image
    else:
        content["build"] = {"context": f"./{build_folder(service)}"}
        for key in ("dockerfile", "target"):
            if given := getattr(service.image, key):
                content["build"][key] = given
        if service.image.args:
            content["build"]["args"] = {name: text.replace("$", "$$") for name, text in service.image.args.items()}
    content.update({key: _plain(value) for key, value in service.compose.items()})
    if "depends_on" in content and binding.left_out:  # nothing waits for what is not there
        awaited = {name: how for name, how in content.pop("depends_on").items() if name not in binding.left_out}
        content |= {"depends_on": awaited} if awaited else {}
    if service.starts_after and not binding.project:  # in a lab, lab waits itself
        awaited = {name: {"condition": "service_healthy"} for name in service.starts_after}
        content["depends_on"] = {**content.get("depends_on", {}), **awaited}
    if service.ports:
        content["ports"] = [f"127.0.0.1:{port.host or ''}:{port.container}" for port in service.ports]
    mounts = [
        f"./{file.path}:{file.target}:ro".replace("$", "$$") for file in service.files if file.target and file.mounted
    ]
    if mounts:
        content["volumes"] = [*mounts, *content.get("volumes", ())]
    labels = {**content.get("labels", {}), **_labels(plan, binding, service.name)}
    if labels:
        content["labels"] = labels
    return content


def _plain(value: Any) -> Any:
    match value:
        case Mapping():
            return {key: _plain(item) for key, item in value.items()}
        case tuple() | list():
            return [_plain(item) for item in value]
    return value
