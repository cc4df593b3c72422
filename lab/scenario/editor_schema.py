"""The JSON Schema of a model, simplified for editors."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from lab.language.quantities import format_duration, format_size


def editor_schema(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of a model, as `lab schema` writes it."""
    schema = _simplify(model.model_json_schema())
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _simplify(schema: dict[str, Any]) -> dict[str, Any]:
    """Without generated titles, without null (an optional key may be left out), with units in defaults."""
    result: dict[str, Any] = {}
    for key, value in schema.items():
        match key, value:
            case (("properties" | "$defs"), dict()):
                result[key] = {name: _simplify(below) for name, below in value.items()}
            case ("title", _) | ("default", None):
                pass
            case "anyOf", list():
                options = [_simplify(option) for option in value if option != {"type": "null"}]
                result.update(options[0] if len(options) == 1 else {"anyOf": options})
            case "default", int() | float() if schema.get("type") == "string":
                result[key] = format_size(int(value)) if "iB" in schema.get("pattern", "") else format_duration(value)
            case _, dict():
                result[key] = _simplify(value)
            case "oneOf", list():
                result[key] = [_simplify(option) for option in value]
            case _:
                result[key] = value
    return result
