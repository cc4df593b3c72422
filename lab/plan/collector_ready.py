"""How to tell that a Collector is ready, from its configuration: its health check, else a page of its metrics.

Both listen on localhost unless the configuration says otherwise, where nothing outside of the container reaches them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from lab.configs.collector import Merged, merged
from lab.configs.yaml_file import read_config
from lab.errors import Problem, Problems
from lab.language.json_values import mapping, mappings
from lab.language.problem_collector import ProblemCollector
from lab.plan.model import PortPlan, ServicePlan
from lab.plan.mounted_files import config_files
from lab.scenario.component_use import Ready
from lab.scenario.model import Scenario

_ENDPOINT = re.compile(r"(?P<host>.*?):(?P<port>\d{1,5})")
_LOCAL = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True)
class _Page:
    """A page that answers with 200 once the Collector is ready. `why`: the part of the configuration that has it."""

    why: str
    endpoint: str
    path: str

    @property
    def port(self) -> int | None:
        """None when it cannot be reached from outside of the container, or cannot be told."""
        match = _ENDPOINT.fullmatch(self.endpoint)
        return int(match["port"]) if match and match["host"] not in _LOCAL else None


def ready_collectors(
    services: tuple[ServicePlan, ...], scenario: Scenario, problems: ProblemCollector
) -> tuple[ServicePlan, ...]:
    """The services, with Collectors asked where their configurations listen, unless the scenario says where."""
    result = []
    for service in services:
        use = scenario.components.get(service.name)
        if "collector" in service.roles and (use is None or use.ready is None):
            service, problem = with_readiness(service)
            if problem and use is None:  # a Compose file of the user's, which is not for lab to correct
                service = replace(service, ready=None)
            else:
                problems.extend([problem] if problem else [])
        result.append(service)
    return tuple(result)


def with_readiness(service: ServicePlan) -> tuple[ServicePlan, Problem | None]:
    """A Collector, asked where its configuration listens; a problem when it listens nowhere."""
    files = config_files(service)
    if service.ready is None or not any(file.place for file in files):
        return service, None  # the component's own configuration fits the component
    try:
        config = merged(tuple(read_config(file.text, file.source) for file in files))
    except Problems:
        return service, None
    pages = list(_pages(config))
    for page in pages:
        if page.port is not None:
            return _asked_at(service, service.ready, page.port, page.path), None
    local = [f"{page.why} listens on {page.endpoint}, which only its own container reaches" for page in pages]
    found = "; ".join(local[:1]) or "it has no health_check extension"
    message = (
        f"no endpoint shows when {service.name!r} is ready: {found}. Set extensions.health_check.endpoint to "
        "0.0.0.0:13133 and list health_check in service.extensions, or give 'ready:' of the component in the scenario"
    )
    path = ("service", "extensions")
    return service, Problem(config.place_document(path).place(path), message)


def _asked_at(service: ServicePlan, ready: Ready, port: int, path: str) -> ServicePlan:
    name = next((known.name for known in service.ports if known.container == port), None)
    ports = service.ports if name else (*service.ports, PortPlan("ready", port))
    return replace(service, ports=ports, ready=ready.model_copy(update={"path": path, "port": name or "ready"}))


def _pages(config: Merged) -> Iterator[_Page]:
    """The best one first: the health check fails while a pipeline cannot start."""
    service = mapping(config.data.get("service"))
    extensions = service.get("extensions")
    for name in extensions if isinstance(extensions, list) else []:
        settings = mapping(mapping(config.data.get("extensions")).get(str(name)))
        if str(name).partition("/")[0] == "health_check":
            yield _Page(str(name), str(settings.get("endpoint") or "localhost:13133"), str(settings.get("path") or "/"))
    for exporter in _own_metrics(service):
        endpoint = f"{exporter.get('host') or 'localhost'}:{exporter.get('port') or 8888}"
        yield _Page("service.telemetry.metrics", endpoint, "/metrics")
    lines = [mapping(line).get("exporters") for line in mapping(service.get("pipelines")).values()]
    used = [name for line in lines if isinstance(line, list) for name in line]
    for name, settings in mapping(config.data.get("exporters")).items():
        if name.partition("/")[0] == "prometheus" and name in used:
            yield _Page(f"the exporter {name}", str(mapping(settings).get("endpoint") or ""), "/metrics")


def _own_metrics(service: dict[str, Any]) -> Iterator[dict[str, Any]]:
    telemetry = mapping(mapping(service.get("telemetry")).get("metrics"))
    for reader in mappings(telemetry.get("readers")):
        exporter = mapping(mapping(mapping(reader.get("pull")).get("exporter")).get("prometheus"))
        if exporter:
            yield exporter
