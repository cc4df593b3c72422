"""`kubernetes:` of a scenario: an API server with its controllers, and nodes that are simulated."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from lab.language.one_line import OneLine
from lab.language.strict_model import Strict

_NAME = r"[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?"
ServiceAccount: TypeAlias = Annotated[str, Field(pattern=rf"^{_NAME}/{_NAME}$")]

Manifests: TypeAlias = tuple[OneLine, ...]


class Kubernetes(Strict):
    """A Kubernetes API with etcd, the controllers, a scheduler and simulated nodes; `{}` is all it takes.

    Pods run, crash and restart as annotations say, but have no containers of their own.
    """

    nodes: int = Field(1, ge=0, le=100, description="number of nodes, which are called node-0, node-1... Default: 1")
    apply: Manifests = Field(
        (),
        description="manifests that are applied before services with a service account start: files, folders or "
        "patterns, for example manifests/. Default: none",
    )
