"""Every shipped scenario exports, or says what cannot be."""

from __future__ import annotations

import re

import pytest
import yaml

from lab.export.folder import folder_texts
from lab.export.model import Export
from tests.export.approve import APPROVED, exports, lost, text_to_approve
from tests.plan.planned import FOLDERS

SCENARIOS = FOLDERS.scenario_names()


def test_what_is_not_exported_is_approved() -> None:
    assert text_to_approve() == APPROVED.read_text(encoding="utf-8"), "to accept: python -m tests.export.approve"


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_scenario_exports(scenario: str) -> None:
    made = exports(scenario)
    assert lost(made["plain"]) == lost(made["operator"]) == lost(made["chart"])
    for export in made.values():
        check_names(export)
        check_references(export)
        for path, text in folder_texts(export).items():
            if path.endswith(".yaml"):
                yaml.safe_load(text)


def check_names(export: Export) -> None:
    """Names that the API server takes, each once."""
    paths = [item.path for item in export.objects]
    assert len(set(paths)) == len(paths)
    for item in export.objects:
        assert re.fullmatch(r"[a-z]([a-z0-9-]{0,61}[a-z0-9])?", item.name), item.name
        assert "namespace" not in item.content["metadata"]


def check_references(export: Export) -> None:
    """What pods mount or run as is in the export, or among what must exist."""
    made = {(item.kind, item.name) for item in export.objects}
    secrets = {key.secret for key in export.secrets}
    for item in export.objects:
        if item.kind not in ("Deployment", "Job"):
            continue
        spec = item.content["spec"]["template"]["spec"]
        assert "serviceAccountName" not in spec or ("ServiceAccount", spec["serviceAccountName"]) in made
        volumes = {volume["name"]: volume for volume in spec.get("volumes", ())}
        assert len(volumes) == len(spec.get("volumes", ()))
        for volume in volumes.values():
            if "configMap" in volume:
                assert ("ConfigMap", volume["configMap"]["name"]) in made
            if "persistentVolumeClaim" in volume:
                assert ("PersistentVolumeClaim", volume["persistentVolumeClaim"]["claimName"]) in made
            if "secret" in volume:
                assert volume["secret"]["secretName"] in secrets
        for container in spec["containers"]:
            mounts = [mount["mountPath"] for mount in container.get("volumeMounts", ())]
            assert len(set(mounts)) == len(mounts)
            assert {mount["name"] for mount in container.get("volumeMounts", ())} <= set(volumes)
