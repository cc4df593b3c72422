"""Imports dashboards through Grafana's HTTP API (as of 12.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lab.backends.endpoint import Url
from lab.backends.service import Service
from lab.language.json_values import mappings
from lab.queries.answer import Answer
from lab.queries.grafana import has_key, refusal, request


def import_dashboard(url: Url, dashboard: Mapping[str, Any], inputs: Mapping[str, str]) -> Answer:
    """Imports a dashboard as Grafana's import page does; the answer is Grafana's description of it.

    `inputs` gives values for the file's `__inputs`; a constant without one keeps its own. `url` may contain a login.
    """
    declared = mappings(dashboard.get("__inputs"))
    names = [str(declaration.get("name")) for declaration in declared]
    if unknown := [name for name in inputs if name not in names]:
        error = f"the dashboard has no input {', '.join(unknown)}; it has: {', '.join(names) or 'none'}"
        return Answer(error=error, refused=True)
    values = [inputs.get(name, declaration.get("value")) for name, declaration in zip(names, declared, strict=True)]
    values_of_inputs = [
        {
            "name": declaration.get("name"),
            "type": declaration.get("type"),
            "pluginId": declaration.get("pluginId", ""),
            "value": value,
        }
        for declaration, value in zip(declared, values, strict=True)
        if value is not None
    ]
    # Grafana overwrites an imported dashboard all the same, but never a provisioned one.
    body = {"dashboard": dict(dashboard), "overwrite": False, "inputs": values_of_inputs}
    reply = request(Service(url), "POST", "/api/dashboards/import", body)
    if isinstance(reply, Answer):
        return reply
    return Answer(json=reply.json) if reply.status == 200 and has_key(reply, "uid") else refusal(reply)
