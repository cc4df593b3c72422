"""Answers of `kubectl get pods -o json`: pods as kubelets report them."""

from __future__ import annotations

import json
from typing import Any

RUNNING = {"running": {"startedAt": "2026-11-28T01:00:00Z"}}
CRASHED = {"terminated": {"exitCode": 2, "reason": "Error", "startedAt": "2026-11-28T01:00:00Z"}}


def pod(name: str, state: dict[str, Any], *, ready: bool = False, id: str = "containerd://1", **status: Any) -> Any:
    container = {"name": name, "ready": ready, "restartCount": 0, "state": state, "containerID": id, **status}
    return {
        "metadata": {"name": f"{name}-5d9", "creationTimestamp": "2026-11-28T01:00:00Z"},
        "spec": {"nodeName": "node-0", "containers": [{"name": name}]},
        "status": {"conditions": [], "containerStatuses": [container]},
    }


def unschedulable(name: str) -> Any:
    refused = {"type": "PodScheduled", "status": "False", "message": "0/1 nodes are available: Insufficient cpu."}
    return pod(name, {}) | {"status": {"conditions": [refused]}}


def listed(*pods: Any) -> str:
    return json.dumps({"items": pods})
