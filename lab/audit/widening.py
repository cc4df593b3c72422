"""A dashboard as if its viewer had selected every value of its variables.

A panel that is empty for the first job of a list, and has data for the second, is not broken. So a variable that only
occurs in matchers stands for all of its values, also where its panels ask for one: `job="$job"` becomes `job=~"$job"`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lab.dashboards.dashboard import Dashboard
from lab.dashboards.interpolation import references
from lab.dashboards.panels import Panel
from lab.dashboards.variables import ALL, Variable
from lab.language.json_values import mapping

_MATCHER = re.compile(
    r'(?P<label>[\w.$\[\]{}:]+|"[^"\n]+")(?P<before>\s*)(?P<op>=~|!~|!=|=)(?P<after>\s*)'
    r"(?P<text>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`]*`)"
)
_FORMATS = ("regex", "pipe", "glob")  # in which several values are a pattern, or one is itself
_FORMATTED = re.compile(r"\$\{(?P<name>\w+)(?:\.\w+)?:(?P<format>[^}]+)\}|\[\[(?P<old>\w+):(?P<old_format>\w+)\]\]")
_WIDE = ("query", "custom")  # types of variables


def widened(dashboard: Dashboard) -> Dashboard:
    """Panels are not repeated: one query stands for all of them."""
    names = _wide_variables(dashboard)
    panels = tuple(_panel(panel, names) for panel in dashboard.panels)
    variables = {name: _variable(variable, names) for name, variable in dashboard.variables.items()}
    return replace(dashboard, panels=panels, variables=variables)


def _wide_variables(dashboard: Dashboard) -> frozenset[str]:
    wide = {name for name, variable in dashboard.variables.items() if variable.type in _WIDE}
    for text in _texts(dashboard):
        elsewhere = _MATCHER.sub("", text)
        wide -= set(references(elsewhere))
        for match in _FORMATTED.finditer(text):
            if (match["format"] or match["old_format"]) not in _FORMATS:
                wide.discard(match["name"] or match["old"])
    return frozenset(wide)


def _texts(dashboard: Dashboard) -> Iterator[str]:
    for panel in dashboard.panels:
        yield from (str(target.get("expr") or "") for target in panel.targets)
        yield from (str(target.get("interval") or "") for target in panel.targets)
        yield panel.interval
    for variable in dashboard.variables.values():
        yield from _of_query(variable.query)
        yield variable.regex
        yield variable.all_value


def _of_query(query: Any) -> Iterator[str]:
    if isinstance(query, str):
        yield query
    else:
        yield from (text for text in mapping(query).values() if isinstance(text, str))


def _panel(panel: Panel, names: frozenset[str]) -> Panel:
    targets = tuple(
        {**target, "expr": _wide(str(target["expr"]), names)} if isinstance(target.get("expr"), str) else target
        for target in panel.targets
    )
    return replace(panel, targets=targets, repeats=())


def _variable(variable: Variable, names: frozenset[str]) -> Variable:
    query = variable.query
    if isinstance(query, str):
        query = _wide(query, names)
    elif isinstance(query, dict):
        query = {key: _wide(text, names) if isinstance(text, str) else text for key, text in query.items()}
    variable = replace(variable, query=query)
    if variable.name not in names:
        return variable
    # Grafana takes the value for all only where all can be selected; Loki refuses a selector of nothing but `.*`.
    all_value = variable.all_value if variable.include_all else ""
    return replace(variable, multi=True, include_all=True, all_value=all_value, current=(ALL,))


def _wide(text: str, names: frozenset[str]) -> str:
    def matcher(match: re.Match[str]) -> str:
        if match["op"] != "=" or not names & set(references(match["text"])):
            return match[0]
        return f"{match['label']}{match['before']}=~{match['after']}{match['text']}"

    return _MATCHER.sub(matcher, text)
