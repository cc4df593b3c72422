"""The JSON Schema that editors use."""

from __future__ import annotations

from typing import Any

import pytest

from lab.language.dialect import Dialect
from lab.scenario.editor_schema import editor_schema
from lab.scenario.model import Scenario
from lab.stack.model import Component


def test_editor_schema_has_no_generated_titles_and_no_null() -> None:
    step = editor_schema(Scenario)["$defs"]["Step"]["properties"]

    assert "title" not in step["load"]
    assert "anyOf" not in step["load"]
    assert step["within"]["default"] == "15s"
    assert editor_schema(Component)["properties"]["memory"]["default"] == "128MiB"


@pytest.mark.parametrize("model", [Component, Dialect])
def test_editor_schema_describes_every_model(model: Any) -> None:
    schema = editor_schema(model)

    models = [schema, *(value for value in schema.get("$defs", {}).values() if "properties" in value)]
    assert [value for value in models if not value.get("description")] == []
