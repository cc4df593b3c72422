"""Types of model fields that hold parts of a Compose service, with every problem at its own place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, ValidationError, WithJsonSchema
from pydantic_core import InitErrorDetails, PydanticCustomError

from lab.language.compose.service import ALLOWED, BEYOND, Flaw, service_of_component, service_of_scenario
from lab.language.compose.values import Refused
from lab.language.compose.volumes import volumes


def _raise(flaws: list[Flaw], value: Any) -> None:
    if flaws:
        details = [
            InitErrorDetails(
                type=PydanticCustomError("value_error", "{error}", {"error": flaw.message}), loc=flaw.path, input=value
            )
            for flaw in flaws
        ]
        raise ValidationError.from_exception_data("service", details)


def _scenario_service(value: Mapping[str, Any]) -> Mapping[str, Any]:
    service, flaws = service_of_scenario(value)
    _raise(flaws, value)
    return service


def _component_service(value: Mapping[str, Any]) -> Mapping[str, Any]:
    service, flaws = service_of_component(value)
    _raise(flaws, value)
    return service


def _named_volumes(value: Any) -> Mapping[str, Any]:
    try:
        return volumes(value)
    except Refused as refused:
        name = refused.path[-1] if refused.path else "volumes"
        _raise([Flaw(refused.path, f"{name!r} {refused.message}")], value)
        raise


def _port(value: Any) -> Any:
    """`"8080"` and `8080/tcp` are port 8080."""
    match = re.fullmatch(r"(\d{1,5})(/tcp)?", value) if isinstance(value, str) else None
    return int(match[1]) if match else value


def _in_range(port: int) -> int:
    if not 1 <= port <= 65_535:
        raise ValueError(f"{port} is not a port; ports are from 1 to 65535")
    return port


def _keys(*known: Mapping[str, Any]) -> WithJsonSchema:
    names = sorted({name for keys in known for name in keys})
    properties: dict[str, Any] = {name: {} for name in names}
    return WithJsonSchema({"type": "object", "properties": properties, "additionalProperties": False})


ScenarioService = Annotated[Mapping[str, Any], AfterValidator(_scenario_service), _keys(ALLOWED)]
ComponentService = Annotated[Mapping[str, Any], AfterValidator(_component_service), _keys(ALLOWED, BEYOND)]
NamedVolumes = Annotated[
    Mapping[str, Mapping[str, Any]],
    BeforeValidator(_named_volumes, json_schema_input_type=dict[str, dict[str, Any] | None]),
]
ContainerPort = Annotated[
    int,
    BeforeValidator(_port, json_schema_input_type=int | str),
    AfterValidator(_in_range),
]
