"""The JSON Schema of a model as an editor should have it: what a file may say, without what only Python needs."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from lab.language.quantities import format_duration, format_size


def editor_schema(model: type[BaseModel]) -> dict[str, Any]:
    schema = _tidied(model.model_json_schema())
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _tidied(schema: dict[str, Any]) -> dict[str, Any]:
    """Without titles made from names and without null (what says nothing is left out), with units in defaults."""
    tidied: dict[str, Any] = {}
    for key, value in schema.items():
        match key, value:
            case (("properties" | "$defs"), dict()):
                tidied[key] = {name: _tidied(below) for name, below in value.items()}
            case ("title", _) | ("default", None):
                pass
            case "anyOf", list():
                options = [_tidied(option) for option in value if option != {"type": "null"}]
                tidied.update(options[0] if len(options) == 1 else {"anyOf": options})
            case "default", int() | float() if schema.get("type") == "string":
                tidied[key] = format_size(int(value)) if "iB" in schema.get("pattern", "") else format_duration(value)
            case _, dict():
                tidied[key] = _tidied(value)
            case "oneOf", list():
                tidied[key] = [_tidied(option) for option in value]
            case _:
                tidied[key] = value
    return tidied
