"""Finds out from a plan's files how samples get from an application to Prometheus: who scrapes, who pushes to whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lab.comparison.record import Transport
from lab.configs.yaml_file import read_config
from lab.errors import Problems
from lab.language.json_values import mapping, mappings
from lab.plan.model import LabPlan, ServicePlan
from lab.plan.mounted_files import config_files


@dataclass(frozen=True, slots=True)
class SamplePath:
    """`network_links` as a comparison file would give them; `job`: the scrape job of the application itself."""

    transport: Transport
    network_links: Mapping[str, tuple[str, str]]
    job: str = ""


def sample_path(plan: LabPlan, app: str, prometheus: str) -> SamplePath | None:
    """None when the files do not say, for example where targets are discovered."""
    jobs = dict(_static_targets(plan.service(prometheus)))
    if app in jobs:
        return SamplePath("pull", {"metrics": (prometheus, app)}, jobs[app])
    receivers = [name for name in _other_services(plan, app) if _has_address_of(plan.service(app), name)]
    for between in receivers:
        if between in jobs:
            return SamplePath("push, then pull", {"push": (app, between), "metrics": (prometheus, between)})
        if between != prometheus and _has_address_of(plan.service(between), prometheus):
            return SamplePath("push", {"push": (app, between), "write": (between, prometheus)})
    if prometheus in receivers:
        return SamplePath("push", {"metrics": (app, prometheus)})
    return None


def _other_services(plan: LabPlan, app: str) -> list[str]:
    return [service.name for service in plan.services if not service.on_demand and service.name != app]


def _static_targets(prometheus: ServicePlan) -> Iterator[tuple[str, str]]:
    """Host -> job; the first job that scrapes a host counts."""
    jobs: dict[str, str] = {}
    for job in mappings(prometheus_config(prometheus).get("scrape_configs")):
        for group in mappings(job.get("static_configs")):
            targets = group.get("targets")
            for target in targets if isinstance(targets, list) else []:
                jobs.setdefault(str(target).rpartition(":")[0], str(job.get("job_name", "")))
    yield from jobs.items()


def prometheus_config(prometheus: ServicePlan) -> Mapping[str, Any]:
    """Empty when it cannot be read."""
    file = next(iter(config_files(prometheus)), None)
    try:
        data = read_config(file.text, file.source).data if file else None
    except Problems:
        return {}
    return mapping(data)


def _has_address_of(service: ServicePlan, other: str) -> bool:
    """Whether a service's environment or files contain the address of another."""
    address = re.compile(rf"(//|[\s\"']){re.escape(other)}:\d")
    values = [str(value) for value in service.compose.get("environment", {}).values()]
    texts = (*values, *(file.text for file in service.files))
    return any(address.search(text) or address.match(f" {text}") for text in texts)
