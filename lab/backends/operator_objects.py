"""Fetches the objects of the Prometheus operator from the Kubernetes API of a lab, with those that they select."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lab.backends.bounds import UNBOUNDED, Bounds
from lab.backends.endpoint import Url
from lab.backends.service import Service
from lab.language.json_values import mapping, mappings
from lab.why.unselected import OperatorObjects

_GROUP = "/apis/monitoring.coreos.com/v1"
_MAX_OBJECTS = 500  # of each kind


def fetch_operator_objects(url: Url, bounds: Bounds = UNBOUNDED) -> OperatorObjects:
    """`url`: where the API answers without a login. What it does not have, or does not answer, is empty."""
    client = Service(url, bounds)
    prometheuses = _list(client, f"{_GROUP}/prometheuses")
    if not prometheuses:
        return OperatorObjects()
    return OperatorObjects(
        prometheuses,
        _list(client, f"{_GROUP}/servicemonitors"),
        _list(client, f"{_GROUP}/podmonitors"),
        _list(client, f"{_GROUP}/prometheusrules"),
        _list(client, "/api/v1/namespaces"),
        _list(client, "/api/v1/services"),
        _list(client, "/api/v1/pods"),
        tuple(one for one in _list(client, "/apis/events.k8s.io/v1/events") if one.get("type") == "Warning"),
    )


def _list(client: Service, path: str) -> tuple[Mapping[str, Any], ...]:
    answer = client.get(path, {"limit": _MAX_OBJECTS})
    return () if answer.error else tuple(mappings(mapping(answer.json).get("items")))
