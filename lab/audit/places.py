"""Where a panel's query or a variable is written in the text of its dashboard."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lab.audit.context import AuditedDashboard
from lab.errors import Place, Problems
from lab.translate.json_text import JsonText, Path, read_json


@dataclass(frozen=True)
class DashboardPlaces:
    """A text that is no JSON, as that of a ConfigMap, is searched for the query as JSON writes it."""

    dashboard: AuditedDashboard

    def of_panel(self, panel_id: str, title: str, exprs: tuple[str, ...]) -> Place:
        """The first of the queries in the panel with this id or title; else the panel; else the file."""
        panels = [(path, panel) for path, panel in self._panels if panel.get("title", "") == title]
        of_id = [(path, panel) for path, panel in panels or self._panels if str(panel.get("id")) == panel_id]
        for path, _ in of_id or panels:
            for expr in exprs:
                below = (one for one, text in self._texts.items() if one[: len(path)] == path and text == expr)
                if (found := next(below, None)) is not None:
                    return self._place(found)
            return self._place(path)
        return self._searched(exprs)

    def of_variable(self, name: str) -> Place:
        """Its query; else the variable."""
        for path, variable in self._mappings:
            if "list" in path and variable.get("name") == name and "type" in variable:
                return self._place((*path, "query") if "query" in variable else path)
        for path, variable in self._mappings:
            if variable.get("name") == name:
                return self._place(path)
        return self._searched((name,))

    @cached_property
    def _json(self) -> JsonText | None:
        try:
            return read_json(self.dashboard.text.removeprefix("\ufeff"), self.dashboard.file)
        except (Problems, ValueError, RecursionError):
            return None

    @cached_property
    def _mappings(self) -> list[tuple[Path, Mapping[str, Any]]]:
        return list(_mappings(self._json.data, ())) if self._json is not None else []

    @cached_property
    def _panels(self) -> list[tuple[Path, Mapping[str, Any]]]:
        return [(path, one) for path, one in self._mappings if "targets" in one or {"vizConfig", "data"} <= set(one)]

    @cached_property
    def _texts(self) -> dict[Path, str]:
        """The queries."""
        return {(*path, "expr"): one["expr"] for path, one in self._mappings if isinstance(one.get("expr"), str)}

    def _place(self, path: Path) -> Place:
        assert self._json is not None
        return self._at(self._json.spans[path].start)

    def _searched(self, texts: tuple[str, ...]) -> Place:
        for text in texts:
            start = self.dashboard.text.find(json.dumps(text, ensure_ascii=False))
            if start >= 0:
                return self._at(start)
        return Place(self.dashboard.file, 0, 0)

    def _at(self, start: int) -> Place:
        text = self.dashboard.text.removeprefix("\ufeff")
        return Place(self.dashboard.file, text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start))


def _mappings(value: Any, path: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    if isinstance(value, dict):
        yield path, value
        for key, below in value.items():
            yield from _mappings(below, (*path, key))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _mappings(below, (*path, index))
