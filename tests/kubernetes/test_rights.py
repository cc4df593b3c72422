from __future__ import annotations

import json
from pathlib import Path

from lab.kubernetes.rights import missing_rights
from tests.kubernetes.fake_kubectl import fake_kubectl

ALL = "cat > $folder/asked; echo >> $folder/asked; sed 's/.*/true/' $folder/asked"


def test_missing_rights_asks_for_each_in_one_call(tmp_path: Path) -> None:
    assert missing_rights(fake_kubectl(tmp_path, ALL), "ns", {"Deployment", "Namespace"}) == []
    asked = [json.loads(text)["spec"]["resourceAttributes"] for text in (tmp_path / "asked").read_text().splitlines()]
    assert asked[0] == {"verb": "create", "resource": "namespaces"}
    assert {"verb": "get", "resource": "pods", "subresource": "log", "namespace": "ns"} in asked
    assert asked[-1] == {"verb": "patch", "group": "apps", "resource": "deployments", "namespace": "ns"}


def test_missing_rights_names_them(tmp_path: Path) -> None:
    denied = f"({ALL}) | sed '1s/true/false/; 7s/true/false/'"
    assert missing_rights(fake_kubectl(tmp_path, denied), "ns", ()) == ["create namespaces", "create pods/portforward"]
