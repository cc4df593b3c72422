"""A lab with a Kubernetes API and the Prometheus Operator, for the tests that need an engine."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.acceptance.driving import lab
from tests.export.kubernetes_api import KubernetesApi, api_of

NAMESPACE = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "lab-check"}}


@pytest.fixture(scope="session")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KubernetesApi]:
    folder = tmp_path_factory.mktemp("cluster")
    env = {**os.environ, "LAB_STATE": str(folder / "state"), "LAB_RUNS": str(folder / "runs"), "COLUMNS": "120"}
    started = lab("up", "tests/export/cluster/scenario.yaml", env=env, within=600)
    assert started.code == 0, started.said
    try:
        started_api = api_of(started.project)
        assert started_api.create(NAMESPACE, "") == []
        yield started_api
    finally:
        lab("down", started.project, env=env)
