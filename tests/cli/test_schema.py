from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from lab.cli.schema import schemas
from lab.language.strict_yaml import read
from tests.plan.planned import CHECKOUT, SHOP
from tests.scenario.approving import CASES

SCENARIO, COMPARISON, DIALECT, COMPONENT = (
    "lab/scenario/scenario.schema.json",
    "lab/comparison/comparison.schema.json",
    "lab/scenario/dialect.schema.json",
    "lab/stack/component.schema.json",
)
WRITTEN = [
    *((path, SCENARIO) for path in sorted(CHECKOUT.glob("scenarios/*/scenario.yaml"))),
    *((path, COMPARISON) for path in sorted(CHECKOUT.glob("scenarios/*/comparison.yaml"))),
    *((path, DIALECT) for path in sorted(CHECKOUT.glob("scenarios/dialects/*.yaml"))),
    *((path, COMPONENT) for path in sorted(CHECKOUT.glob("stacks/*/component.yaml"))),
    *((path, COMPONENT) for path in sorted(CHECKOUT.glob("sample_apps/*/component.yaml"))),
]


@pytest.mark.parametrize("path", [SCENARIO, COMPARISON, DIALECT, COMPONENT])
def test_committed_schemas_are_current(path: str) -> None:
    assert (CHECKOUT / path).read_text(encoding="utf-8") == schemas()[path], "lab schema --write ."


def complaints(schema: str, data: Any) -> list[str]:
    validator = Draft202012Validator(json.loads(schemas()[schema]))
    return [f"{'.'.join(map(str, error.absolute_path))}: {error.message}" for error in validator.iter_errors(data)]


@pytest.mark.parametrize(
    ("file", "schema"), [pytest.param(file, kind, id=str(file.relative_to(CHECKOUT))) for file, kind in WRITTEN]
)
def test_files_name_their_schema_and_conform(file: Path, schema: str) -> None:
    text = file.read_text(encoding="utf-8")

    first, named = text.splitlines()[0].split("$schema=")
    assert first == "# yaml-language-server: "
    assert (file.parent / named).resolve() == CHECKOUT / schema
    assert complaints(schema, read(text, str(file)).data) == []


def test_schemas_are_valid_and_accept_a_full_scenario() -> None:
    for text in schemas().values():
        Draft202012Validator.check_schema(json.loads(text))
    assert complaints(SCENARIO, read((CHECKOUT / SHOP).read_text(), "s").data) == []


@pytest.mark.parametrize(
    "case",
    [
        "unknown_key_in_scenario",
        "unknown_keys_everywhere",
        "missing_keys",
        "wrong_types",
        "bad_quantities",
        "unknown_kind_of_expectation",
        "component_without_a_mapping",
    ],
)
def test_schema_refuses_what_lab_check_refuses(case: str) -> None:
    (file,) = (path for path in CASES if path.stem == case)

    assert complaints(SCENARIO, read(file.read_text(), "s").data) != []


def test_defaults_and_examples_are_written_as_in_files() -> None:
    scenario = json.loads(schemas()[SCENARIO])
    step, load = scenario["$defs"]["Step"]["properties"], scenario["$defs"]["Load"]["properties"]
    memory = json.loads(schemas()[COMPONENT])["properties"]["memory"]

    assert (step["within"]["type"], step["within"]["default"]) == ("string", "15s")
    assert load["rate"]["examples"] == ["50/s", "90/m"]
    assert load["mix"]["additionalProperties"] == {"anyOf": [{"type": "integer"}, {"$ref": "#/$defs/MixEntry"}]}
    assert (memory["type"], memory["default"]) == ("string", "128MiB")
    assert "null" not in json.dumps(scenario)
