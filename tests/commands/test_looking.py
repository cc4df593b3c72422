from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from lab.commands.listing import comparison_table, print_scenarios, render_to, schemas
from lab.errors import UsageError
from lab.language.strict_yaml import read
from lab.render.tree import render
from tests.plan.planned import CHECKOUT, FOLDERS, SHOP, planned
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
def test_committed_schemas_are_those_of_the_models(path: str) -> None:
    assert (CHECKOUT / path).read_text(encoding="utf-8") == schemas()[path], "lab schema --write ."


def complaints(schema: str, data: Any) -> list[str]:
    validator = Draft202012Validator(json.loads(schemas()[schema]))
    return [f"{'.'.join(map(str, error.absolute_path))}: {error.message}" for error in validator.iter_errors(data)]


@pytest.mark.parametrize(
    ("file", "schema"), [pytest.param(file, kind, id=str(file.relative_to(CHECKOUT))) for file, kind in WRITTEN]
)
def test_every_file_names_its_schema_and_conforms(file: Path, schema: str) -> None:
    text = file.read_text(encoding="utf-8")

    first, named = text.splitlines()[0].split("$schema=")
    assert first == "# yaml-language-server: "
    assert (file.parent / named).resolve() == CHECKOUT / schema
    assert complaints(schema, read(text, str(file)).data) == []


def test_the_schema_is_valid_and_takes_what_has_something_of_everything() -> None:
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
def test_an_editor_sees_what_lab_check_would_say(case: str) -> None:
    (file,) = (path for path in CASES if path.stem == case)

    assert complaints(SCENARIO, read(file.read_text(), "s").data) != []


def test_defaults_and_examples_are_spelled_as_in_files() -> None:
    scenario = json.loads(schemas()[SCENARIO])
    step, load = scenario["$defs"]["Step"]["properties"], scenario["$defs"]["Load"]["properties"]
    memory = json.loads(schemas()[COMPONENT])["properties"]["memory"]

    assert (step["within"]["type"], step["within"]["default"]) == ("string", "15s")
    assert load["rate"]["examples"] == ["50/s", "90/m"]
    assert load["mix"]["additionalProperties"] == {"anyOf": [{"type": "integer"}, {"$ref": "#/$defs/MixEntry"}]}
    assert (memory["type"], memory["default"]) == ("string", "128MiB")
    assert "null" not in json.dumps(scenario)


def test_the_list_names_every_scenario(capsys: pytest.CaptureFixture[str]) -> None:
    print_scenarios(FOLDERS)

    said = capsys.readouterr().out
    assert said.splitlines()[0].split() == ["scenario", "what", "it", "shows", "components", "mutants", "expects"]
    assert all(name in said for name in (*FOLDERS.scenario_names(), *FOLDERS.comparison_names()))


def test_the_comparisons_as_a_markdown_table() -> None:
    lines = comparison_table(FOLDERS).splitlines()

    assert lines[:2] == ["| comparison | what it compares | sides | measures |", "|---|---|---|---|"]
    assert [line.split("]")[0].removeprefix("| [") for line in lines[2:]] == list(FOLDERS.comparison_names())
    assert (
        "| [pull-vs-push](scenarios/pull-vs-push/comparison.yaml) | Prometheus scrapes, or the application pushes OTLP "
        "| pull (prom-pull), push (otel-direct) | 5 steady, 3 with faults |"
    ) in lines


def test_a_folder_is_rendered_where_nothing_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "out"
    render_to(planned(), folder)

    for path, text in render(planned()).texts.items():
        assert (folder / path).read_text(encoding="utf-8") == text
        assert (folder / path).stat().st_mode & 0o777 == 0o644
    assert (folder / "build/fastapi_prometheus/Dockerfile").is_file()
    assert not list(folder.rglob("__pycache__"))
    assert capsys.readouterr().out.splitlines()[0] == (
        f"rendered shop to {folder}: docker compose --project-directory {folder} up -d --wait"
    )


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("x")

    with pytest.raises(UsageError) as caught:
        render_to(planned(), tmp_path)

    assert caught.value.message == f"{tmp_path} is not empty"
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
