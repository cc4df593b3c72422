"""The readiness probe of a container: the component's `ready`, else its Compose health check.

Compose restarts no container because it is unhealthy, so there is no liveness probe.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from lab.export.text import plain
from lab.language.compose.values import duration_s
from lab.plan.model import ServicePlan

_PERIOD_S = 5
_TIMEOUT_S = 5


def readiness_probe(service: ServicePlan) -> dict[str, Any] | None:
    check: Mapping[str, Any] = service.compose.get("healthcheck") or {}
    handler = _request(service) or _command(check)
    if handler is None:
        return None
    probe = {
        **handler,
        "periodSeconds": seconds(check.get("interval"), _PERIOD_S),
        "timeoutSeconds": seconds(check.get("timeout"), _TIMEOUT_S),
    }
    if "retries" in check:
        probe["failureThreshold"] = int(check["retries"])
    return probe


def _request(service: ServicePlan) -> dict[str, Any] | None:
    if service.ready is None:
        return None
    port = next((port.container for port in service.ports if port.name == service.ready.port), None)
    return None if port is None else {"httpGet": {"path": service.ready.path, "port": port}}


def _command(check: Mapping[str, Any]) -> dict[str, Any] | None:
    test = check.get("test")
    if not test or check.get("disable") or test[0] == "NONE":
        return None
    if isinstance(test, str):
        return {"exec": {"command": ["/bin/sh", "-c", plain(test)]}}
    if test[0] == "CMD-SHELL":
        return {"exec": {"command": ["/bin/sh", "-c", plain(" ".join(test[1:]))]}}
    return {"exec": {"command": [plain(word) for word in test[1:]]}}


def seconds(duration: Any, default: int) -> int:
    """Whole seconds of a duration of Compose, at least one."""
    return max(1, math.ceil(duration_s(duration))) if duration else default
