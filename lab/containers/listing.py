"""Lists the objects of the engine that carry a label, in one exchange."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from lab.containers import labels
from lab.containers.engine import Engine


@dataclass(frozen=True, slots=True)
class LabelledObjects:
    """As the Engine API lists them."""

    containers: tuple[Mapping[str, Any], ...]
    networks: tuple[Mapping[str, Any], ...]
    volumes: tuple[Mapping[str, Any], ...]


def labelled_objects(engine: Engine, label: str) -> LabelledObjects:
    """`label` is a key, or key=value."""
    chosen = urlencode({"filters": json.dumps({"label": [label]})})
    paths = [f"/containers/json?all=true&{chosen}", f"/networks?{chosen}", f"/volumes?{chosen}"]
    containers, networks, volumes = engine.get_json("listing the objects of a lab", paths)
    return LabelledObjects(tuple(containers or ()), tuple(networks or ()), tuple((volumes or {}).get("Volumes") or ()))


def labelled_service_ids(engine: Engine, label: str) -> tuple[str, ...]:
    """The containers of services: not the one through which lab itself reaches a lab."""
    chosen = urlencode({"filters": json.dumps({"label": [label]})})
    (containers,) = engine.get_json("listing containers", [f"/containers/json?all=true&{chosen}"])
    return tuple(one["Id"] for one in containers or () if labels.RELAY not in (one.get("Labels") or {}))
