"""What the Kubernetes API says about the objects of the Prometheus operator."""

from __future__ import annotations

import json

import pytest

from lab.backends import operator_objects
from lab.backends.operator_objects import fetch_operator_objects
from lab.backends.service import Service
from lab.queries.answer import Answer
from lab.queries.query import Params

_LISTED = {
    "/apis/monitoring.coreos.com/v1/prometheuses": [{"metadata": {"name": "main"}}],
    "/apis/monitoring.coreos.com/v1/servicemonitors": [{"metadata": {"name": "api"}}],
    "/api/v1/services": [{"metadata": {"name": "api"}}],
    "/apis/events.k8s.io/v1/events": [{"type": "Normal", "note": "a"}, {"type": "Warning", "note": "b"}],
}


def _answering(monkeypatch: pytest.MonkeyPatch, listed: dict[str, list[object]]) -> list[str]:
    asked: list[str] = []

    def get(client: Service, path: str, params: Params | None = None) -> Answer:
        asked.append(path)
        return Answer(json=json.loads(json.dumps({"items": listed[path]}))) if path in listed else Answer(error="404")

    monkeypatch.setattr(operator_objects.Service, "get", get)
    return asked


def test_fetch_operator_objects(monkeypatch: pytest.MonkeyPatch) -> None:
    _answering(monkeypatch, dict(_LISTED))

    found = fetch_operator_objects("http://kubectl")
    assert [one["metadata"]["name"] for one in found.service_monitors] == ["api"]
    assert found.pod_monitors == ()
    assert [one["note"] for one in found.warnings] == ["b"]


def test_fetch_operator_objects_without_an_operator(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = _answering(monkeypatch, {})

    assert fetch_operator_objects("http://kubectl").services == ()
    assert asked == ["/apis/monitoring.coreos.com/v1/prometheuses"]
