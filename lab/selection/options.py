"""Values of repeatable options, `name=value` each, as what they mean: variants, ports, images and patches."""

from __future__ import annotations

from typing import Any

from lab.errors import UsageError
from lab.language.patch.model import Patch
from lab.language.paths import PathError, parse_path
from lab.language.strict_yaml import read


def parse_variants(values: list[str]) -> dict[str, str]:
    """`axis=value` each."""
    return dict(_pair(value, "--variant", "axis=value") for value in values)


def parse_ports(values: list[str]) -> dict[str, int]:
    """`prometheus=9090` each."""
    ports = {}
    for value in values:
        service, number = _pair(value, "--port", "prometheus=9090")
        if not number.isdigit() or not 0 < int(number) < 65536:
            raise UsageError(f"--port {value}: {number!r} is not a port; expected for example prometheus=9090")
        ports[service] = int(number)
    return ports


def parse_images(values: list[str], flag: str = "--image") -> dict[str, str]:
    """`prometheus=prom/prometheus:v3.5.0` each."""
    return dict(_pair(value, flag, "prometheus=REFERENCE") for value in values)


def parse_sets(values: list[str], flag: str = "--set") -> tuple[Patch, ...]:
    """`path=value`, or `file:path=value`, each; the value is read as YAML."""
    patches = []
    for given in values:
        path, value = _pair(given, flag, "path=value or prometheus.yml:global.scrape_interval=5s")
        file, colon, inside = path.rpartition(":")
        try:
            parse_path(inside)
        except PathError as error:
            raise UsageError(f"{flag} {given}: {error}") from None
        data: Any = read(value, flag).data
        content = {"set": {inside: data}, **({"in": file} if colon else {})}
        patches.append(Patch.model_validate(content))
    return tuple(patches)


def _pair(given: str, flag: str, example: str) -> tuple[str, str]:
    name, equals, value = given.partition("=")
    if not (name and equals and value):
        raise UsageError(f"{flag} {given}: expected for example {example}")
    return name, value
