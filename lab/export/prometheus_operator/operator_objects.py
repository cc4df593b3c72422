"""The objects by which the operator runs a Prometheus of the lab, and which Prometheus it cannot run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from lab.export import names
from lab.export.access import access_objects, discovery_roles
from lab.export.context import ExportContext, Parts
from lab.export.left_out import kept_as_deployment
from lab.export.model import KubernetesObject, Limitation, Origin, SecretKey
from lab.export.ports import Mention, service_ports
from lab.export.prometheus_operator.helm_values import PROMETHEUS, helm_values
from lab.export.prometheus_operator.prometheus_spec import PrometheusSpec, prometheus_spec
from lab.export.prometheus_operator.rule_objects import prometheus_rule
from lab.export.prometheus_operator.scrape_jobs import Targets, service_monitors
from lab.export.secret_values import secret_paths
from lab.export.workloads import service_object
from lab.export.yaml_text import yaml_text
from lab.plan.model import ServicePlan, is_agent
from lab.plan.mounted_files import config_files, rule_files

_ADDITIONAL = "prometheus-additional.yaml"
_SEEN_BY_PROMETHEUS = ("endpoints", "endpointslice", "service", "pod")


@dataclass(frozen=True, slots=True)
class OperatorObjects:
    """`objects`: each Prometheus that the operator runs -> what it consists of; `limitations`: of those that it does
    not run. `helm_values`: for the chart, which runs the first of them."""

    objects: Mapping[str, Parts] = field(default_factory=dict)
    limitations: tuple[Limitation, ...] = ()
    helm_values: Mapping[str, Any] | None = None


def operator_objects(
    services: Iterable[ServicePlan], mentions: Iterable[Mention], ctx: ExportContext
) -> OperatorObjects:
    services = tuple(services)
    targets = Targets({one.name: one for one in services if not one.on_demand}, tuple(mentions), ctx.part_of)
    objects: dict[str, Parts] = {}
    limitations = []
    of_chart: Mapping[str, Any] | None = None
    for service in services:
        if "prometheus" not in service.roles:
            continue
        config = _config(service)
        spec = prometheus_spec(service, config, targets, ctx.options)
        if reason := _why_not(service, spec, ctx):
            limitations.append(kept_as_deployment(service, reason))
            continue
        by_chart = ctx.options.helm_values and of_chart is None
        objects[service.name] = _objects(service, config, spec, targets, by_chart, ctx)
        of_chart = spec.content if by_chart else of_chart
    return OperatorObjects(objects, tuple(limitations), helm_values(of_chart))


def _config(service: ServicePlan) -> Mapping[str, Any]:
    """The first of its configurations; empty when it has none."""
    files = config_files(service)
    return (yaml.load(files[0].text, Loader=yaml.CSafeLoader) or {}) if files else {}


def _why_not(service: ServicePlan, spec: PrometheusSpec, ctx: ExportContext) -> str:
    """Why the operator cannot run it; empty when it can."""
    configs, rules = config_files(service), rule_files(service)
    others = [file for file in service.files if file.target and file not in configs and file not in rules]
    users = ctx.volumes.users
    shared = sorted(volume for volume in users if service.name in users[volume] and len(users[volume]) > 1)
    if is_agent(service.compose):
        return "it runs in agent mode"
    if service.name in ctx.accounts:
        return f"it acts as {ctx.accounts[service.name].name}, whose rights the scenario's manifests say"
    if service.compose.get("entrypoint"):
        return "it is started by a script, which backfills samples"
    if others:
        return f"it reads {others[0].target}"
    if shared:
        return f"it shares the volume {shared[0]}"
    if len(configs) != 1:
        return "it has several configurations" if configs else "it has no configuration"
    if spec.unsupported:
        return f"the operator has no counterpart of {', '.join(spec.unsupported)}"
    return ""


def _objects(
    service: ServicePlan,
    config: Mapping[str, Any],
    spec: PrometheusSpec,
    targets: Targets,
    by_chart: bool,
    ctx: ExportContext,
) -> Parts:
    """`by_chart`: the chart makes the Prometheus itself, and its ServiceAccount."""
    own = names.object_name(service.name)
    labels = names.labels(own, ctx.part_of, service.component)
    parts = Parts()
    monitors: list[KubernetesObject] = []
    additional = []
    for job in config.get("scrape_configs") or ():
        of_job = service_monitors(job, service, targets)
        if of_job is None:
            additional.append(job)
        else:
            monitors += of_job
    if additional:
        secret = names.object_name(f"{own}-scrape-configs")
        spec.content["additionalScrapeConfigs"] = {"name": secret, "key": _ADDITIONAL}
        _add_scrape_configs(parts, service, secret, additional, labels, ctx)
    if not by_chart:
        content = {
            "apiVersion": "monitoring.coreos.com/v1",
            "kind": "Prometheus",
            "metadata": {"name": own, "labels": labels},
            "spec": spec.content,
        }
        parts.objects.append(KubernetesObject(Origin(own, config_files(service)[0].source), content))
        namespace = ctx.options.namespace
        roles, wide = discovery_roles(service)
        roles = roles.union(_SEEN_BY_PROMETHEUS)
        parts.objects += access_objects(own, service, roles, wide, namespace, ctx.part_of)
    selected = {"operator.prometheus.io/name": PROMETHEUS if by_chart else own}
    parts.objects.append(service_object(own, own, labels, selected, service_ports(service, targets.mentions)))
    parts.objects += [*monitors, *(prometheus_rule(file, service, ctx.part_of) for file in rule_files(service))]
    return parts


def _add_scrape_configs(
    parts: Parts,
    service: ServicePlan,
    secret: str,
    jobs: list[Mapping[str, Any]],
    labels: Mapping[str, str],
    ctx: ExportContext,
) -> None:
    """The operator takes them from a Secret. It is written, unless one of the jobs has a secret in it."""
    text = yaml_text(jobs)
    if secret_paths(text, ctx.hosts):
        parts.secrets.append(SecretKey(secret, _ADDITIONAL, service.name, file="the jobs of its scrape_configs"))
        return
    content = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": secret, "labels": dict(labels)},
        "stringData": {_ADDITIONAL: text},
    }
    parts.objects.append(KubernetesObject(Origin(names.object_name(service.name)), content))
