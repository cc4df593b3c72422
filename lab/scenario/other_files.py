"""Recognizes files that are not scenarios, and says what can be done with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# The end of an image's name -> the component that lab has for it.
_COMPONENTS = {
    "prometheus": "prometheus",
    "alertmanager": "alertmanager",
    "grafana": "grafana",
    "grafana-oss": "grafana",
    "loki": "loki",
    "promtail": "promtail",
    "opentelemetry-collector": "otel-collector",
    "opentelemetry-collector-contrib": "otel-collector",
    "node-exporter": "node-exporter",
    "cadvisor": "cadvisor",
    "blackbox-exporter": "blackbox-exporter",
    "pushgateway": "pushgateway",
    "all-in-one": "jaeger",
}
_MOST_LISTED = 8


def other_file(data: Mapping[str, Any]) -> str | None:
    """What a file is instead of a scenario; None when it may be meant as one."""
    if "components" in data or "steps" in data:
        return None
    services = data.get("services")
    if isinstance(services, Mapping):
        return _compose_message(services)
    for key, message in _BY_KEY.items():
        if key in data:
            return f"{message}, not a scenario; name it in the 'files' of a component of a scenario"
    return None


_BY_KEY = {
    "groups": "this is a rule file",
    "scrape_configs": "this is a configuration of Prometheus",
    "route": "this is a configuration of Alertmanager",
    "exporters": "this is a configuration of the Collector",
    "schema_config": "this is a configuration of Loki",
}


def _compose_message(services: Mapping[str, Any]) -> str:
    listed = [f"{name}: {{{_component(name, service)}}}" for name, service in services.items()]
    more = ", ..." if len(listed) > _MOST_LISTED else ""
    return (
        "this is a Compose file; lab runs scenarios. Write a scenario.yaml whose 'components' are its services, with "
        f"the files that they mount as 'files': {', '.join(listed[:_MOST_LISTED])}{more}; then add steps that say what "
        "must become true"
    )


def _component(name: str, service: Any) -> str:
    """How a scenario says the same service."""
    service = service if isinstance(service, Mapping) else {}
    image = str(service.get("image") or "")
    own = _COMPONENTS.get(image.rpartition("/")[2].partition(":")[0])
    if own:
        return "" if own == name else f"use: {own}"
    if service.get("build"):
        build = service["build"]
        context = build.get("context", ".") if isinstance(build, Mapping) else build
        return f"build: {context}"
    return f"image: '{image}'" if image else "image: ..."
