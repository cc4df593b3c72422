"""A lab with a Kubernetes API, and requests to it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests

_PLURALS = {"Prometheus": "prometheuses"}
_OF_THE_CLUSTER = ("Namespace", "ClusterRole", "ClusterRoleBinding")


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the API server has against an object: an error, or a warning."""

    item: str
    text: str


@dataclass(frozen=True, slots=True)
class KubernetesApi:
    """`url`: of `kubectl proxy` in the lab."""

    url: str
    session: requests.Session

    def check(self, content: Mapping[str, Any], namespace: str) -> list[Refusal]:
        """Sends the object, strictly validated, without storing it."""
        response = self._post(content, namespace, {"dryRun": "All", "fieldValidation": "Strict"})
        return self._refusals(content, response)

    def create(self, content: Mapping[str, Any], namespace: str) -> list[Refusal]:
        return self._refusals(content, self._post(content, namespace, {"fieldValidation": "Strict"}))

    def get(self, path: str) -> Any:
        response = self.session.get(f"{self.url}/{path}", timeout=30)
        return response.json() if response.status_code == 200 else None

    def _post(self, content: Mapping[str, Any], namespace: str, params: dict[str, str]) -> requests.Response:
        version, kind = str(content["apiVersion"]), str(content["kind"])
        group = f"apis/{version}" if "/" in version else f"api/{version}"
        plural = _PLURALS.get(kind, f"{kind.lower()}s")
        scope = "" if kind in _OF_THE_CLUSTER else f"namespaces/{namespace}/"
        return self.session.post(
            f"{self.url}/{group}/{scope}{plural}",
            params=params,
            data=json.dumps(content),
            headers={"Content-Type": "application/json"},
            timeout=60,
        )

    def _refusals(self, content: Mapping[str, Any], response: requests.Response) -> list[Refusal]:
        item = f"{content['kind']} {content['metadata']['name']}"
        texts = [response.headers["Warning"]] if "Warning" in response.headers else []
        if response.status_code != 201:
            texts.append(f"{response.status_code} {response.text[:500]}")
        return [Refusal(item, text) for text in texts]


def api_of(project: str) -> KubernetesApi:
    """Of a running lab."""
    published = subprocess.run(
        ["docker", "port", f"{project}-kubectl-1", "8001"], capture_output=True, text=True, check=True
    ).stdout
    return KubernetesApi(f"http://{published.split()[0]}", requests.Session())
