"""Recognizes files that are not scenarios, and says what can be done with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def other_file(data: Mapping[str, Any]) -> str | None:
    """What a file is instead of a scenario; None when it may be meant as one."""
    if "components" in data or "steps" in data:
        return None
    services = data.get("services")
    if isinstance(services, Mapping):
        return (
            "this is a Compose file; lab runs scenarios. Write a scenario.yaml beside it, with 'compose' that names "
            "this file, and steps that say what must become true; 'lab audit' takes the file itself"
        )
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
