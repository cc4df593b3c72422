"""Which Prometheus the operator can run, and the objects that it then is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from lab.export import names
from lab.export.access import access_objects
from lab.export.left_out import kept_as_deployment
from lab.export.model import KubernetesObject, Limitation, Origin, SecretKey
from lab.export.ports import Mention, service_ports
from lab.export.prometheus_operator.helm_values import PROMETHEUS, helm_values
from lab.export.prometheus_operator.prometheus_spec import prometheus_spec
from lab.export.prometheus_operator.rule_objects import prometheus_rule
from lab.export.prometheus_operator.scrape_jobs import Targets, service_monitors
from lab.export.secret_values import secret_paths
from lab.export.workloads import Parts, Surroundings, service_object
from lab.export.yaml_text import yaml_text
from lab.plan.model import PlacedFile, ServicePlan, is_agent
from lab.plan.mounted_files import config_files, rule_files

_ADDITIONAL = "prometheus-additional.yaml"
_SEEN_BY_OPERATOR = ("endpoints", "endpointslice", "service", "pod")


@dataclass(frozen=True, slots=True)
class Replaced:
    """`objects`: a Prometheus -> what stands for it; `kept`: what is said of one that stays as it is."""

    objects: Mapping[str, Parts] = field(default_factory=dict)
    kept: tuple[Limitation, ...] = ()
    helm_values: Mapping[str, Any] | None = None


def replaced(services: Iterable[ServicePlan], mentions: Iterable[Mention], around: Surroundings) -> Replaced:
    services = tuple(services)
    reachable = {service.name: service for service in services if not service.on_demand}
    targets = Targets(reachable, tuple(mentions), around.part_of)
    objects: dict[str, Parts] = {}
    kept = []
    of_chart: dict[str, Any] | None = None
    for service in services:
        if "prometheus" not in service.roles:
            continue
        by_chart = around.options.helm_values and of_chart is None
        made = _operated(service, targets, around, by_chart)
        if isinstance(made, str):
            kept.append(kept_as_deployment(service, made))
            continue
        parts, spec = made
        objects[service.name] = parts
        of_chart = spec if by_chart else of_chart
    return Replaced(objects, tuple(kept), helm_values(of_chart))


def _operated(
    service: ServicePlan, targets: Targets, around: Surroundings, by_chart: bool
) -> tuple[Parts, dict[str, Any]] | str:
    """What stands for the Prometheus, and its spec; or why it stays a Deployment."""
    configs, rules = config_files(service), rule_files(service)
    others = [file for file in service.files if file.target and file not in configs and file not in rules]
    if reason := _why_not(service, configs, others) or _shared(service, around):
        return reason
    config = yaml.load(configs[0].text, Loader=yaml.CSafeLoader) or {}
    spec, unsaid = prometheus_spec(service, config, targets, around.options)
    if unsaid:
        return f"it has {', '.join(unsaid)}"
    own = names.object_name(service.name)
    labels = names.labels(own, around.part_of, service.component)
    parts = Parts()
    monitors, additional = _jobs(config, service, targets)
    if additional:
        spec["additionalScrapeConfigs"] = {"name": names.object_name(f"{own}-scrape-configs"), "key": _ADDITIONAL}
        _add_scrape_configs(parts, service, additional, labels, around)
    if not by_chart:
        content = {
            "apiVersion": "monitoring.coreos.com/v1",
            "kind": "Prometheus",
            "metadata": {"name": own, "labels": labels},
            "spec": spec,
        }
        parts.objects.append(KubernetesObject(Origin(own, configs[0].source), content))
        parts.objects += access_objects(
            own, service, _SEEN_BY_OPERATOR, False, around.options.namespace, around.part_of
        )
    selected = {"operator.prometheus.io/name": PROMETHEUS if by_chart else own}
    ports = service_ports(service, targets.mentions)
    parts.objects.append(service_object(own, own, labels, selected, ports))
    parts.objects += [*monitors, *(prometheus_rule(file, service, around.part_of) for file in rules)]
    return parts, spec


def _why_not(service: ServicePlan, configs: tuple[PlacedFile, ...], others: list[PlacedFile]) -> str:
    if is_agent(service.compose):
        return "it runs in agent mode"
    if service.compose.get("entrypoint"):
        return "it is started by a script, which backfills samples"
    if others:
        return f"it reads {others[0].target}"
    if len(configs) != 1:
        return "it has no configuration of its own" if not configs else "it has several configurations"
    return ""


def _shared(service: ServicePlan, around: Surroundings) -> str:
    volumes = sorted(
        volume for volume, users in around.volumes.users.items() if service.name in users and len(users) > 1
    )
    return f"it shares the volume {volumes[0]}" if volumes else ""


def _jobs(
    config: Mapping[str, Any], service: ServicePlan, targets: Targets
) -> tuple[list[KubernetesObject], list[Mapping[str, Any]]]:
    monitors: list[KubernetesObject] = []
    additional = []
    for job in config.get("scrape_configs") or ():
        made = service_monitors(job, service, targets)
        if made is None:
            additional.append(job)
        else:
            monitors += made
    return monitors, additional


def _add_scrape_configs(
    parts: Parts,
    service: ServicePlan,
    jobs: list[Mapping[str, Any]],
    labels: Mapping[str, str],
    around: Surroundings,
) -> None:
    """The operator takes them from a Secret. It is written, unless one of the jobs has a secret in it."""
    own = names.object_name(service.name)
    name = names.object_name(f"{own}-scrape-configs")
    text = yaml_text(jobs)
    if secret_paths(text, around.hosts):
        parts.secrets.append(SecretKey(name, _ADDITIONAL, service.name, file="the jobs of its scrape_configs"))
        return
    content = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": name, "labels": dict(labels)},
        "stringData": {_ADDITIONAL: text},
    }
    parts.objects.append(KubernetesObject(Origin(own), content))
