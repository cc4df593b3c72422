"""Dashboards of schema v2 (`elements`, `layout`, `variables`) as Grafana's classic JSON, as far as queries need it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lab.language.json_values import mapping, mappings

_VARIABLE_TYPES = {
    "QueryVariable": "query",
    "CustomVariable": "custom",
    "DatasourceVariable": "datasource",
    "IntervalVariable": "interval",
    "TextVariable": "textbox",
    "ConstantVariable": "constant",
    "GroupByVariable": "groupby",
    "AdhocVariable": "adhoc",
    "SwitchVariable": "switch",
}
_SORTS = {
    "disabled": 0,
    "alphabeticalAsc": 1,
    "alphabeticalDesc": 2,
    "numericalAsc": 3,
    "numericalDesc": 4,
    "alphabeticalCaseInsensitiveAsc": 5,
    "alphabeticalCaseInsensitiveDesc": 6,
    "naturalAsc": 7,
    "naturalDesc": 8,
}
_MAX_DEPTH = 12  # of layouts inside each other


def is_v2(value: Mapping[str, Any]) -> bool:
    return isinstance(value.get("elements"), dict) and "panels" not in value and "rows" not in value


def classic_of_v2(spec: Mapping[str, Any]) -> dict[str, Any]:
    elements = mapping(spec.get("elements"))
    placed = list(_elements_in_order(mapping(spec.get("layout")), (), 0)) or [(name, ()) for name in elements]
    panels = [_panel(mapping(elements.get(name)), repeats) for name, repeats in placed if name in elements]
    listed = {name for name, _ in placed}
    panels += [_hidden_panel(mapping(element)) for name, element in elements.items() if name not in listed]
    return {
        "title": spec.get("title"),
        "uid": spec.get("uid"),
        "schemaVersion": 2,
        "time": mapping(spec.get("timeSettings")),
        "panels": panels,
        "templating": {"list": [_variable(variable) for variable in mappings(spec.get("variables"))]},
    }


def _elements_in_order(
    layout: Mapping[str, Any], repeats: tuple[str, ...], depth: int
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The names of the elements in reading order, with the variables that they or their rows are repeated for."""
    if depth > _MAX_DEPTH:
        return
    spec = mapping(layout.get("spec"))
    for item in (*mappings(spec.get("items")), *mappings(spec.get("rows")), *mappings(spec.get("tabs"))):
        inner = mapping(item.get("spec"))
        repeat = mapping(inner.get("repeat")).get("value") or mapping(spec.get("repeat")).get("value")
        own = (*repeats, str(repeat)) if repeat else repeats
        if name := mapping(inner.get("element")).get("name"):
            yield str(name), own
        if "layout" in inner:
            yield from _elements_in_order(mapping(inner["layout"]), own, depth + 1)
        for element in mappings(inner.get("elements")):  # rows of a grid, before v2beta1
            if name := mapping(mapping(mapping(element.get("spec")).get("element"))).get("name"):
                yield str(name), own


def _hidden_panel(element: Mapping[str, Any]) -> dict[str, Any]:
    return _panel(element, ()) | {"targets": [], "flaw": "the layout does not have it, so Grafana does not show it"}


def _panel(element: Mapping[str, Any], repeats: tuple[str, ...]) -> dict[str, Any]:
    spec = mapping(element.get("spec"))
    panel: dict[str, Any] = {"id": spec.get("id"), "title": spec.get("title"), "repeats": list(repeats)}
    if element.get("kind") == "LibraryPanel":
        return panel | {"libraryPanel": mapping(spec.get("libraryPanel"))}
    visual = mapping(spec.get("vizConfig"))
    kind = visual.get("kind")
    panel["type"] = visual.get("group") if kind == "VizConfig" else kind
    panel["fieldConfig"] = mapping(mapping(visual.get("spec")).get("fieldConfig"))
    group = mapping(mapping(spec.get("data")).get("spec"))
    panel["interval"] = mapping(group.get("queryOptions")).get("interval")
    panel["targets"] = [_target(mapping(query.get("spec"))) for query in mappings(group.get("queries"))]
    return panel


def _target(query: Mapping[str, Any]) -> dict[str, Any]:
    inner = mapping(query.get("query"))
    target = dict(mapping(inner.get("spec")))
    target["refId"] = query.get("refId", "A")
    target["hide"] = bool(query.get("hidden"))
    target["datasource"] = _data_source(query, inner)
    return target


def _data_source(query: Mapping[str, Any], inner: Mapping[str, Any]) -> dict[str, Any]:
    """`{type, uid}`; the type is the query's `group`, before v2beta1 its `kind`."""
    type_ = inner.get("group") if inner.get("kind") == "DataQuery" else inner.get("kind")
    named = mapping(inner.get("datasource")) or mapping(query.get("datasource"))
    return {"type": type_ or named.get("type") or "", "uid": named.get("name") or named.get("uid") or ""}


def _variable(variable: Mapping[str, Any]) -> dict[str, Any]:
    spec = dict(mapping(variable.get("spec")))
    kind = str(variable.get("kind", ""))
    spec["type"] = _VARIABLE_TYPES.get(kind, kind)
    if kind == "DatasourceVariable":
        spec["query"] = spec.get("pluginId")
    if kind == "QueryVariable":
        query = mapping(spec.get("query"))
        spec["datasource"] = _data_source(spec, query)
        inner = mapping(query.get("spec"))
        spec["query"] = inner.get("__legacyStringValue") or inner or spec.get("definition")
        spec["sort"] = _SORTS.get(str(spec.get("sort")), 0)
    if kind == "AdhocVariable":
        spec["datasource"] = {
            "type": variable.get("group") or "",
            "uid": mapping(variable.get("datasource")).get("name"),
        }
    return spec
