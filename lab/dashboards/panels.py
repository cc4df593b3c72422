"""The panels of a dashboard, as Grafana shows them: rows of old schemas, collapsed rows and library panels unfolded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lab.dashboards.data_sources import EXPRESSION
from lab.dashboards.files import read_dashboards
from lab.errors import Problems
from lab.language.json_values import mapping, mappings

WITHOUT_QUERIES = (
    "row",
    "text",
    "news",
    "dashlist",
    "welcome",
    "gettingstarted",
    "pluginlist",
    "annolist",
    "alertlist",
)
_MAX_DEPTH = 4  # of panels inside panels


@dataclass(frozen=True, slots=True)
class Panel:
    """`name`: its title, with the id where another panel has the same title. `targets`: its queries as in the file,
    without those that are hidden. `repeats`: the variables for whose values it is drawn, its row's first. `flaw`: why
    its queries are not known."""

    id: str
    title: str
    name: str
    type: str
    unit: str = ""
    datasource: Any = None
    targets: tuple[Mapping[str, Any], ...] = ()
    hidden: int = 0
    repeats: tuple[str, ...] = ()
    flaw: str = ""
    interval: str = ""  # at least, between two points
    reduces: bool = field(default=False)  # shows one value for each series, not its course

    @property
    def has_queries(self) -> bool:
        """Whether a panel of this type has queries: a row or a text panel has none."""
        return self.type not in WITHOUT_QUERIES

    def is_called(self, name: str) -> bool:
        """Whether a scenario means this panel by `name`: its title, or `title (panel 7)`."""
        return name in (self.title, self.name)


def panels_of(dashboard: Mapping[str, Any]) -> tuple[Panel, ...]:
    """The panels of a dashboard in Grafana's classic JSON, without its rows, in reading order."""
    library = _library(dashboard)
    drawn = [item for item in _flat(dashboard) if not _is_copy(item[0])]
    raw = [(_with_library(panel, library), repeats) for panel, repeats in drawn]
    titles = Counter(_title(panel) for panel, _ in raw)
    return tuple(_panel(panel, repeats, titles[_title(panel)] > 1) for panel, repeats in raw)


def _flat(dashboard: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], tuple[str, ...]]]:
    """The panels as in the file, with what their row is repeated for."""
    for row in mappings(dashboard.get("rows")):  # schema versions before 16
        if not _is_copy(row):
            yield from ((panel, _repeat(row)) for panel in mappings(row.get("panels")))
    of_row: tuple[str, ...] = ()
    for panel in mappings(dashboard.get("panels")):
        if panel.get("type") == "row":
            of_row = _repeat(panel)
            yield from ((inner, of_row) for inner in _inner(panel, 0))
            if panel.get("collapsed"):
                of_row = ()
        else:
            yield panel, of_row
            yield from ((inner, of_row) for inner in _inner(panel, 0))


def _inner(panel: Mapping[str, Any], depth: int) -> Iterator[Mapping[str, Any]]:
    for inner in mappings(panel.get("panels")) if depth < _MAX_DEPTH else ():
        if inner.get("type") != "row":
            yield inner
        yield from _inner(inner, depth + 1)


def _is_copy(item: Mapping[str, Any]) -> bool:
    """Whether a row or panel was saved as the copy of a repeated one: Grafana removes it and repeats anew."""
    return bool(item.get("repeatPanelId") or item.get("repeatRowId")) and not _repeat(item)


def _repeat(panel: Mapping[str, Any]) -> tuple[str, ...]:
    repeat = panel.get("repeat")
    return (repeat,) if isinstance(repeat, str) and repeat else ()


def _library(dashboard: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """uid -> the library panels in `__elements`, which an export for sharing has."""
    elements = dashboard.get("__elements")
    listed = elements.values() if isinstance(elements, dict) else elements if isinstance(elements, list) else ()
    return {str(element.get("uid")): mapping(element.get("model")) for element in listed if isinstance(element, dict)}


def _with_library(panel: Mapping[str, Any], library: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    reference = mapping(panel.get("libraryPanel"))
    if not reference or panel.get("targets"):
        return panel
    model = library.get(str(reference.get("uid"))) or mapping(reference.get("model"))
    if not model:
        name = reference.get("name") or panel.get("title") or reference.get("uid")
        flaw = f"it is the library panel {str(name)!r}, which is not in the file; export it for sharing with others"
        return {**panel, "title": panel.get("title") or name, "flaw": flaw}
    own = {key: panel[key] for key in ("id", "repeat", "repeats") if key in panel}
    return {**model, **own, "title": panel.get("title") or model.get("title") or reference.get("name")}


def _panel(panel: Mapping[str, Any], of_row: tuple[str, ...], ambiguous: bool) -> Panel:
    title, id_ = _title(panel), str(panel.get("id", "?"))
    targets = mappings(panel.get("targets"))
    shown = tuple(target for target in targets if not target.get("hide"))
    if any(_is_expression(target.get("datasource")) for target in shown):
        shown = tuple(targets)  # hidden queries are asked for the expressions over them
    options = mapping(panel.get("options"))
    repeats = panel.get("repeats")  # of schema v2
    own = tuple(map(str, repeats)) if isinstance(repeats, list) else _repeat(panel)
    return Panel(
        id=id_,
        title=title,
        name=f"{title} (panel {id_})" if ambiguous else title,
        type=str(panel.get("type") or ""),
        unit=_unit(panel),
        datasource=panel.get("datasource"),
        targets=shown,
        hidden=len(targets) - len(shown),
        repeats=tuple(dict.fromkeys((*of_row, *own))),
        flaw=str(panel.get("flaw") or ""),
        interval=str(panel.get("interval") or ""),
        reduces=panel.get("type") in ("stat", "singlestat", "gauge", "bargauge", "piechart")
        and not mapping(options.get("reduceOptions")).get("values"),
    )


def _is_expression(reference: Any) -> bool:
    fields = reference if isinstance(reference, dict) else {"uid": reference}
    return EXPRESSION in (fields.get("type"), fields.get("uid"))


def _title(panel: Mapping[str, Any]) -> str:
    title = panel.get("title")
    return title.strip() if isinstance(title, str) and title.strip() else f"panel {panel.get('id', '?')}"


def _unit(panel: Mapping[str, Any]) -> str:
    """In Grafana's notation: of a current panel, or of a graph or singlestat of before Grafana 8."""
    unit = mapping(mapping(panel.get("fieldConfig")).get("defaults")).get("unit") or panel.get("format")
    axes = mappings(panel.get("yaxes"))
    return str(unit or (axes[0].get("format") if axes else "") or "")


def panel_names(text: str, file: str) -> tuple[str, ...]:
    """The titles and names of the panels that can have a query; none when the text is not a dashboard."""
    try:
        dashboards = read_dashboards(text, file)
    except Problems:
        return ()
    panels = [panel for dashboard in dashboards for panel in panels_of(dashboard) if panel.has_queries]
    return tuple(dict.fromkeys(name for panel in panels for name in (panel.title, panel.name)))
