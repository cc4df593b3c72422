"""`lab schema`: the JSON Schemas of scenario, comparison, dialect and component files, and of what an audit writes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

SCENARIO_SCHEMA = "lab/scenario/scenario.schema.json"


def schema(
    write: Annotated[
        Path | None, typer.Option(metavar="DIR", help="write the schemas of all files into this checkout of lab")
    ] = None,
) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    texts = schemas()
    if write is None:
        typer.echo(texts[SCENARIO_SCHEMA], nl=False)
    else:
        for path, text in texts.items():
            (write / path).write_text(text, encoding="utf-8")


def schemas() -> dict[str, str]:
    """JSON Schemas by the path under which they are committed."""
    import json

    from pydantic import BaseModel

    from lab.audit.report.document import AuditDocument
    from lab.comparison.config import Comparison
    from lab.language.dialect import Dialect
    from lab.scenario.editor_schema import editor_schema
    from lab.scenario.model import Scenario
    from lab.stack.model import Component

    models: dict[str, type[BaseModel]] = {
        SCENARIO_SCHEMA: Scenario,
        "lab/audit/report/audit.schema.json": AuditDocument,
        "lab/comparison/comparison.schema.json": Comparison,
        "lab/scenario/dialect.schema.json": Dialect,
        "lab/stack/component.schema.json": Component,
    }
    return {path: json.dumps(editor_schema(model), indent=2) + "\n" for path, model in models.items()}
