"""Dashboards as JSON for tests, a value on each line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from lab.audit.model import Finding, NotAudited

PROMETHEUS = {"type": "prometheus", "uid": "prom"}


def panel(title: str, *exprs: str, **more: Any) -> dict[str, Any]:
    targets = [{"refId": chr(ord("A") + number), "expr": expr} for number, expr in enumerate(exprs)]
    return {"id": 1, "type": "timeseries", "title": title, "datasource": PROMETHEUS, "targets": targets, **more}


def variable(name: str, query: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": "query", "query": query, "datasource": PROMETHEUS, **more}


def dashboard(*panels: dict[str, Any], variables: Sequence[dict[str, Any]] = (), title: str = "Shop") -> str:
    numbered = [{**one, "id": number} for number, one in enumerate(panels, 1)]
    return json.dumps({"title": title, "panels": numbered, "templating": {"list": list(variables)}}, indent=1)


def line_of(text: str, part: str) -> int:
    """Of the JSON that has this text."""
    return text[: text.index(json.dumps(part)[1:-1])].count("\n") + 1


def findings(results: object) -> list[Finding]:
    return [one for one in results if isinstance(one, Finding)]  # type: ignore[attr-defined]


def not_audited(results: object) -> list[NotAudited]:
    return [one for one in results if isinstance(one, NotAudited)]  # type: ignore[attr-defined]
