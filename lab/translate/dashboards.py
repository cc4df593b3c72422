"""Translates dashboards of Grafana in its classic JSON: queries, legends, units and thresholds of panels, variables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lab.dashboards.schema_v2 import is_v2
from lab.errors import Place, Problem, Problems
from lab.language.json_values import mapping
from lab.translate.edits import Edit, applied
from lab.translate.json_text import JsonText, Path, read_json
from lab.translate.panel_units import PanelUnit, panel_unit
from lab.translate.query import Translation, translate_query
from lab.translate.report import Entry, Outcome, TranslatedFile
from lab.translate.scalars import json_edits
from lab.translate.selectors import Context
from lab.translate.templates import legend_edits, link_edits
from lab.translate.values import Untranslatable
from lab.translate.variable_queries import translate_variable_query

_LABEL_PLACES = ("transformations", "fieldConfig", "options")  # where a panel may name labels as columns


@dataclass
class _File:
    text: str
    file: str
    json: JsonText
    context: Context
    edits: list[Edit] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    def place(self, path: Path) -> Place:
        start = self.json.spans[path].start
        return Place(self.file, self.text.count("\n", 0, start) + 1, start - self.text.rfind("\n", 0, start))

    def change(self, path: Path, value: str, edits: Iterable[Edit]) -> None:
        edits = tuple(edits)
        if edits:
            self.edits += json_edits(self.text, self.json.spans[path], value, edits)

    def write(self, path: Path, new: str) -> None:
        span = self.json.spans[path]
        self.edits.append(Edit(span.start, span.end, new))

    def add(
        self, path: Path, what: str, outcome: Outcome, before: str, after: str = "", *notes: str, detail: str = ""
    ) -> None:
        self.entries.append(Entry(self.place(path), what, outcome, before, after, detail, notes))


def translate_dashboard(text: str, file: str, context: Context) -> TranslatedFile:
    """Raises Problems for a file that is no dashboard."""
    body = text.removeprefix("\ufeff")
    json = read_json(body, file)
    root, dashboard = _dashboard(json.data, file)
    translated = _File(body, file, json, context)
    _variables(translated, root, dashboard)
    for path, annotation in _listed(dashboard, root, "annotations"):
        _annotation(translated, path, annotation)
    for path, panel in _panels(dashboard, root):
        _panel(translated, path, panel)
    translated.entries.sort(key=lambda entry: entry.place)
    return TranslatedFile(
        file, text[: len(text) - len(body)] + applied(body, translated.edits), tuple(translated.entries)
    )


def _dashboard(data: Any, file: str) -> tuple[Path, dict[str, Any]]:
    """The dashboard in a file, and its path: it may be in an answer of the API or in a resource."""
    root: Path = ()
    while isinstance(data, dict) and not {"panels", "rows", "templating"} & set(data):
        key = next((key for key in ("dashboard", "spec") if isinstance(data.get(key), dict)), None)
        if key is None or is_v2(data):
            break
        root, data = (*root, key), data[key]
    if not isinstance(data, dict) or is_v2(data) or not {"panels", "rows"} & set(data):
        message = "no dashboard in Grafana's classic JSON: export it from Grafana with the schema of version 1"
        raise Problems((Problem(Place(file, 1, 1), message),))
    return root, data


def _listed(dashboard: dict[str, Any], root: Path, key: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    for index, entry in enumerate(mapping(dashboard.get(key)).get("list") or ()):
        if isinstance(entry, dict):
            yield (*root, key, "list", index), entry


def _panels(value: Any, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Panels, those in rows too: whatever has targets."""
    if isinstance(value, dict):
        if isinstance(value.get("targets"), list):
            yield path, value
        for key, below in value.items():
            if key != "targets":
                yield from _panels(below, (*path, key))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _panels(below, (*path, index))


def _is_prometheus(*sources: Any) -> bool:
    """By the first that says what it is."""
    for source in sources:
        named = mapping(source).get("type") if isinstance(source, dict) else source
        if isinstance(named, str) and named and not named.startswith("$"):
            return isinstance(source, str) or named == "prometheus"
    return True


def _variables(file: _File, root: Path, dashboard: dict[str, Any]) -> None:
    translated = set()
    for path, variable in _listed(dashboard, root, "templating"):
        if variable.get("type", "query") != "query" or not _is_prometheus(variable.get("datasource")):
            continue
        query = variable.get("query")
        at = (*path, "query")
        if isinstance(query, dict):
            query, at = query.get("query"), (*at, "query")
        if not isinstance(query, str):
            continue
        name = str(variable.get("name"))
        found = translate_variable_query(query, str(variable.get("regex") or ""), file.context)
        if _report(file, at, f"variable ${name}", query, found):
            translated.add(name)
            file.change(at, query, found.edits)
            if variable.get("definition") == query:
                file.change((*path, "definition"), query, found.edits)
    file.context = replace(file.context, variables=file.context.variables | translated)


def _annotation(file: _File, path: Path, annotation: dict[str, Any]) -> None:
    query, at = annotation.get("expr"), (*path, "expr")
    if not isinstance(query, str):
        target = mapping(annotation.get("target"))
        query, at = target.get("expr"), (*path, "target", "expr")
    if not isinstance(query, str) or not _is_prometheus(annotation.get("datasource")):
        return
    found = translate_query(query, file.context)
    if _report(file, at, f"annotation {annotation.get('name')}", query, found):
        file.change(at, query, found.edits)
        for key in ("titleFormat", "textFormat"):
            if isinstance(text := annotation.get(key), str):
                file.change((*path, key), text, legend_edits(text, found.labels))


def _panel(file: _File, path: Path, panel: dict[str, Any]) -> None:
    targets = {
        index: target
        for index, target in enumerate(panel["targets"])
        if isinstance(target, dict)
        and isinstance(target.get("expr"), str)
        and _is_prometheus(target.get("datasource"), panel.get("datasource"))
    }
    found, unit = _in_one_unit(targets, panel, file.context)
    labels = {old: new for one in found.values() for old, new in one.labels.items() if new != old and one.changed}
    named = _named_as_column(panel, labels)
    for index, translation in found.items():
        target, at = targets[index], (*path, "targets", index)
        what = f"panel {panel.get('title') or panel.get('id')} ({target.get('refId', index)})"
        query = target["expr"]
        if named and translation.changed and not translation.refused:
            translation = replace(translation, refused=f"the panel names the label {named!r} as a column")
        legend = target.get("legendFormat")
        try:
            legend_changes = legend_edits(legend, translation.labels) if isinstance(legend, str) else ()
        except Untranslatable as error:
            translation, legend_changes = replace(translation, refused=str(error)), ()
        notes = (unit.note,) if unit and translation.multiplier != 1.0 else ()
        if _report(file, (*at, "expr"), what, query, translation, *notes):
            file.change((*at, "expr"), query, translation.edits)
            if isinstance(legend, str):
                file.change((*at, "legendFormat"), legend, legend_changes)
    if named:
        return
    if unit:
        for number_path, new in unit.changes.items():
            file.write((*path, *number_path), new)
    if labels:
        for text_path, text in _texts(panel, path):
            if "__field.labels" in text:
                file.change(text_path, text, link_edits(text, labels))


def _in_one_unit(
    targets: Mapping[int, dict[str, Any]], panel: dict[str, Any], context: Context
) -> tuple[dict[int, Translation], PanelUnit | None]:
    """The translations, in the unit of the target where the whole panel can be in it."""
    kept = {index: translate_query(target["expr"], context, keeps_unit=True) for index, target in targets.items()}
    if all(one.multiplier == 1.0 for one in kept.values()):
        return kept, None
    texts = {index: target.get("legendFormat") for index, target in targets.items()}
    unit = None if any(one.refused for one in kept.values()) else panel_unit(panel, list(kept.values()), context)
    if unit and texts:
        return kept, unit
    return {index: translate_query(target["expr"], context) for index, target in targets.items()}, None


def _named_as_column(panel: dict[str, Any], labels: Mapping[str, str | None]) -> str:
    """A renamed label that the panel names elsewhere: a column of a table, say."""
    names = set()
    for key in _LABEL_PLACES:
        names |= set(_names(panel.get(key)))
    return next((label for label in labels if label in names), "")


def _names(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for key, below in value.items():
                if key.endswith("ByName") or key in ("transformations", "overrides", "options", "matcher", "fields"):
                    yield from below if isinstance(below, dict) else ()
                yield from _names(below)
        case list():
            for below in value:
                yield from _names(below)


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, below in value.items():
            yield from _texts(below, (*path, key))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _texts(below, (*path, index))


def _report(file: _File, path: Path, what: str, query: str, found: Translation, *notes: str) -> bool:
    """Whether it was translated."""
    left = f"not of this dialect, left as it is: {', '.join(found.left)}" if found.left else ""
    if found.refused:
        file.add(path, what, "refused", query, detail=found.refused)
    elif not found.changed:
        file.add(path, what, "left", query, detail=left or "nothing of this dialect")
    else:
        notes = (*found.notes, *notes, *([left] if left else []))
        file.add(path, what, "translated", query, found.text, *notes)
    return found.changed and not found.refused
