"""Tables of the keys a file may have, from the same JSON Schema that editors read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from lab.language.reasons import declared
from lab.scenario.editor_schema import editor_schema

Schema = Mapping[str, Any]
_HEAD = "| Key | Type | Default | Meaning |\n| --- | --- | --- | --- |\n"


def option_tables(model: type[BaseModel], *, level: int, leave_out: str = "", common: tuple[str, ...] = ()) -> str:
    """The table of a model, then one below a heading of `level` for each model its keys refer to.

    Referred models whose names match `leave_out` get no table. `common`: keys that are listed last.
    """
    schema = editor_schema(model)
    defs: Mapping[str, Schema] = schema.get("$defs", {})
    parts = [_table(schema, defs, common)]
    for name in sorted(_referred(schema, defs, leave_out)):
        text = cell(defs[name].get("description", ""))
        intro = f"{text}\n\n" if text else ""
        parts.append(f"{'#' * level} {heading(name)}\n\n{intro}{_table(defs[name], defs, ())}")
    return "\n".join(parts)


def _referred(schema: Schema, defs: Mapping[str, Schema], leave_out: str) -> set[str]:
    """The names of models with keys of their own that are reachable from `schema`."""
    names: set[str] = set()
    pending = [schema.get("properties", {})]
    while pending:
        text = json.dumps(pending.pop())
        for name in re.findall(r'"#/\$defs/(\w+)"', text):
            if name in names or (leave_out and re.search(leave_out, name)):
                continue
            if "properties" in defs[name]:
                names.add(name)
                pending.append(defs[name]["properties"])
    return names


def _table(schema: Schema, defs: Mapping[str, Schema], common: tuple[str, ...]) -> str:
    required = schema.get("required", ())
    properties: Mapping[str, Schema] = schema.get("properties", {})
    order = sorted(properties, key=lambda key: (key in common, key not in required))
    return _HEAD + "".join(
        f"| `{key}` | {type_phrase(properties[key], defs)} | {_default(key in required, properties[key])} "
        f"| {cell(properties[key].get('description', ''))} |\n"
        for key in order
    )


def _default(required: bool, schema: Schema) -> str:
    if required:
        return "required"
    value = schema.get("default")
    if value is None or value in ([], {}):
        return ""
    return f"`{value if isinstance(value, str) else json.dumps(value)}`"


def type_phrase(schema: Schema, defs: Mapping[str, Schema]) -> str:
    """What a value is, as a person would say it: 'duration', 'list of text', '`up` or `down`'."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _referred_type(name, defs)
    if "const" in schema:
        return f"`{schema['const']}`"
    if set(schema.get("enum", ())) == set(declared()):
        return "[reason](../expectations/index.md#reasons)"
    if "enum" in schema:
        return _either([f"`{value}`" for value in schema["enum"]])
    if "anyOf" in schema or "oneOf" in schema:
        options = schema.get("anyOf") or schema["oneOf"]
        return _either(list(dict.fromkeys(type_phrase(option, defs) for option in options)))
    match schema.get("type"):
        case "string":
            return _text_type(schema)
        case "integer":
            return "whole number"
        case "number":
            return "number"
        case "boolean":
            return "`true` or `false`"
        case "array":
            items = type_phrase(schema.get("items") or {}, defs)
            return f"list of {items}s" if items.endswith("number") else f"list of {items}"
        case "object":
            keys = type_phrase({"type": "string", **schema.get("propertyNames", {})}, defs)
            return f"map of {keys} to {type_phrase(_values(schema), defs)}"
    return "any value"


def _referred_type(name: str, defs: Mapping[str, Schema]) -> str:
    if name.endswith("Expectation"):
        return "[expectation](../expectations/index.md)"
    if "properties" in defs[name]:
        return f"[{heading(name).lower()}](#{heading(name).lower().replace(' ', '-')})"
    return type_phrase(defs[name], defs)


def _values(schema: Schema) -> Schema:
    """The schema of a map's values; maps whose keys have a pattern keep theirs under that pattern."""
    values = schema.get("additionalProperties")
    if isinstance(values, dict):
        if any(str(option.get("$ref", "")).endswith("Expectation") for option in values.get("oneOf", ())):
            return {"$ref": "#/$defs/Expectation"}
        return values
    patterns: Mapping[str, Schema] = schema.get("patternProperties", {})
    return next(iter(patterns.values()), {})


def _text_type(schema: Schema) -> str:
    pattern = schema.get("pattern", "")
    if "ms|s|m" in pattern:
        return "duration"
    if "/(s|m)" in pattern:
        return "rate"
    if "KiB" in pattern:
        return "size"
    if "equals the load" in schema.get("examples", ()):
        return "condition"
    return "text"


def _either(options: list[str]) -> str:
    return options[0] if len(options) == 1 else f"{', '.join(options[:-1])} or {options[-1]}"


def heading(name: str) -> str:
    """`LabelCondition` -> `Label condition`."""
    parts = [part for part in re.findall(r"[A-Z][a-z]*", name.lstrip("_")) if part]
    return " ".join(parts).capitalize()


def cell(text: str) -> str:
    """A text in one line that means the same in a Markdown table: no bar ends the cell, no underscores make it bold."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;").replace("__", "\\_\\_")
