"""The checks of an audit: what each finds, its classes and how to mend it, from what the checks say of themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping

from docs.generate.option_tables import cell
from lab.audit.model import FindingClass
from lab.audit.registry import CheckDescription
from lab.audit.report.view import MEANINGS


def checks_table(descriptions: Mapping[str, CheckDescription]) -> str:
    """In the order of their harm: a check stands with the worst class that it gives."""
    order = {of: rank for rank, of in enumerate(FindingClass)}
    rows = sorted(descriptions.values(), key=lambda one: (min(order[of] for of in one.classes), one.name))
    lines = [
        f"| `{one.name}` | {', '.join(one.classes)} | {_prose(one.finds)} | {_prose(one.mend)} |\n" for one in rows
    ]
    return "| Check | Class | What it finds | How to mend it |\n| --- | --- | --- | --- |\n" + "".join(lines)


def classes_table() -> str:
    rows = "".join(f"| **{of}** | {cell(MEANINGS[of])} |\n" for of in FindingClass)
    return f"| Class | Meaning |\n| --- | --- |\n{rows}"


def _prose(text: str) -> str:
    """A cell with code between backticks, in which Markdown knows no escapes."""
    return re.sub(r"`[^`]*`", lambda code: code[0].replace("\\_", "_"), cell(text))
