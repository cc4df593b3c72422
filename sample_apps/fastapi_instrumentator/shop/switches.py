"""Reads the environment switches of the application once, at the start, and rejects unknown values."""

import os
from collections.abc import Mapping
from dataclasses import dataclass


class UnknownSwitchValue(ValueError):
    """A switch has a value other than on and off."""


@dataclass(frozen=True, slots=True)
class Switches:
    heartbeat: bool
    service_instance_id: str | None


def _is_on(environment: Mapping[str, str], name: str) -> bool:
    value = environment.get(name, "").strip().lower()
    if value not in {"", "on", "off"}:
        raise UnknownSwitchValue(f"{name}={value!r}: expected on or off")
    return value == "on"


def read_switches(environment: Mapping[str, str] = os.environ) -> Switches:
    return Switches(
        heartbeat=_is_on(environment, "HEARTBEAT"),
        service_instance_id=environment.get("SERVICE_INSTANCE_ID", "").strip() or None,
    )
