"""How samples get from an application to Prometheus, told from a plan's own files: who asks whom, who sends to whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from lab.errors import Problems
from lab.language.json_values import mapping, mappings
from lab.language.strict_yaml import read
from lab.plan.model import LabPlan, ServicePlan

RunOptions = Literal["scraped", "pushed", "pushed, then scraped"]


@dataclass(frozen=True, slots=True)
class Way:
    """`links` as a comparison file would give them; `job` is the scrape job that asks the application itself."""

    path: RunOptions
    links: Mapping[str, tuple[str, str]]
    job: str = ""


def way_of(plan: LabPlan, app: str, prometheus: str) -> Way | None:
    """None when the files do not tell, for instance where targets are discovered."""
    jobs = dict(_scraped(plan.service(prometheus)))
    if app in jobs:
        return Way("scraped", {"metrics": (prometheus, app)}, jobs[app])
    sent_to = [name for name in _others(plan, app) if _names(plan.service(app), name)]
    for between in sent_to:
        if between in jobs:
            return Way("pushed, then scraped", {"push": (app, between), "metrics": (prometheus, between)})
        if between != prometheus and _names(plan.service(between), prometheus):
            return Way("pushed", {"push": (app, between), "write": (between, prometheus)})
    if prometheus in sent_to:
        return Way("pushed", {"metrics": (app, prometheus)})
    return None


def _others(plan: LabPlan, app: str) -> list[str]:
    return [service.name for service in plan.services if not service.on_demand and service.name != app]


def _scraped(prometheus: ServicePlan) -> Iterator[tuple[str, str]]:
    """Host -> job, of the targets that are written down; the first job that asks a host counts."""
    found: dict[str, str] = {}
    for job in mappings(config_of(prometheus).get("scrape_configs")):
        for group in mappings(job.get("static_configs")):
            targets = group.get("targets")
            for target in targets if isinstance(targets, list) else []:
                found.setdefault(str(target).rpartition(":")[0], str(job.get("job_name", "")))
    yield from found.items()


def config_of(prometheus: ServicePlan) -> Mapping[str, Any]:
    """What its configuration says; empty when that cannot be read."""
    file = next((file for file in prometheus.files if file.target.endswith("/prometheus.yml")), None)
    try:
        data = read(file.text, file.source).data if file else None
    except Problems:
        return {}
    return mapping(data)


def _names(service: ServicePlan, other: str) -> bool:
    """Whether a service's environment or files hold the address of another."""
    address = re.compile(rf"(//|[\s\"']){re.escape(other)}:\d")
    texts = [str(value) for value in service.compose.get("environment", {}).values()]
    return any(address.search(text) or address.match(f" {text}") for text in (*texts, *(f.text for f in service.files)))
