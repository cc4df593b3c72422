"""Parses repeatable `name=value` options: variants, ports, images and patches. All functions raise UsageError."""

from __future__ import annotations

from typing import Any

from lab.errors import UsageError
from lab.language.patch.model import Patch
from lab.language.paths import PathError, parse_path
from lab.language.strict_yaml import read


def parse_variants(values: list[str]) -> dict[str, str]:
    """Axis -> value, from `axis=value`."""
    return dict(_name_and_value(value, "--variant", "axis=value") for value in values)


def parse_ports(values: list[str]) -> dict[str, int]:
    """Service -> port, from `prometheus=9090`."""
    ports = {}
    for value in values:
        service, number = _name_and_value(value, "--port", "prometheus=9090")
        if not number.isdigit() or not 0 < int(number) < 65536:
            raise UsageError(f"--port {value}: {number!r} is not a port; expected for example prometheus=9090")
        ports[service] = int(number)
    return ports


def parse_images(values: list[str], flag: str = "--image") -> dict[str, str]:
    """Component or service -> reference, from `prometheus=prom/prometheus:v3.5.0`."""
    return dict(_name_and_value(value, flag, "prometheus=REFERENCE") for value in values)


def parse_sets(values: list[str], flag: str = "--set", key: str = "set") -> tuple[Patch, ...]:
    """A patch for each `path=value` (of the scenario) or `file:path=value`; the value is read as YAML."""
    patches = []
    for option in values:
        path, value = _name_and_value(option, flag, "path=value or prometheus.yml:global.scrape_interval=5s")
        file, colon, inner = path.rpartition(":")
        try:
            parse_path(inner)
        except PathError as error:
            raise UsageError(f"{flag} {option}: {error}") from None
        data: Any = read(value, flag).data
        content = {key: {inner: data}, **({"in": file} if colon else {})}
        patches.append(Patch.model_validate(content))
    return tuple(patches)


def _name_and_value(option: str, flag: str, example: str) -> tuple[str, str]:
    name, equals, value = option.partition("=")
    if not (name and equals and value):
        raise UsageError(f"{flag} {option}: expected for example {example}")
    return name, value
