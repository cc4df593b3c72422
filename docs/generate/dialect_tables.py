"""The names of the shipped dialects, side by side and by path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lab.language.dialect import Dialect
from lab.translate.paths import PATHS, world
from lab.translate.vocabulary import COUNT, DURATION, Names

_LABELS = ("method", "route", "status")
_PARTS = {"counter": "", "gauge": "", "histogram": "_count", "summary": "_count"}
NONE = "none"


def dialects_table(dialects: Mapping[str, Dialect]) -> str:
    """Each meaning, label and value in each dialect, on the path that it usually takes."""
    worlds = sorted((world(name, dialects) for name in dialects), key=lambda one: (one.path.name != "scrape", one.name))
    meanings = dict.fromkeys(key for one in worlds for key in one.dialect.meanings)
    rows = [[key, *(_metric(Names(one), key) for one in worlds)] for key in meanings]
    rows += [[f"label: {label}", *(_label(Names(one), label) for one in worlds)] for label in _LABELS]
    rows += [
        ["a status", *("`5xx`" if one.dialect.status == "class" else "`500`" for one in worlds)],
        ["no route matched", *(f"`{value}`" if (value := one.dialect.unmatched) else "no label" for one in worlds)],
        ["usual path", *(one.path.name for one in worlds)],
    ]
    return table(["", *(f"`{one.name}`" for one in worlds)], rows)


def paths_table(dialects: Mapping[str, Dialect]) -> str:
    """What each path makes of the dialects that have instruments of OpenTelemetry."""
    rows = []
    for name, dialect in dialects.items():
        if dialect.meanings[COUNT].instrument is None:
            continue
        for path in PATHS:
            one = world(f"{name}/{path}", dialects)
            names = Names(one)
            counts, labels = names.metric(COUNT, "_count"), names.labels(COUNT)
            second = 1000.0 if dialect.meanings[DURATION].unit == "ms" else 1.0
            bound = f'le="{one.path.bound(second)}"'
            cells = [f"{name}/{path}", counts, labels["route"], labels["status"], labels["job"], bound]
            rows.append([f"`{cell}`" for cell in cells])
    return table(["dialect and path", "count of requests", "route", "status", "job", "bucket up to a second"], rows)


def _metric(names: Names, key: str) -> str:
    meaning = names.meaning(key)
    if meaning is None:
        return NONE
    part = _PARTS[meaning.type] if key == COUNT else ""
    unit = f" ({meaning.unit})" if meaning.unit else ""
    return f"`{names.metric(key, part)}`{unit}"


def _label(names: Names, label: str) -> str:
    name = names.labels(COUNT).get(label)
    return f"`{name}`" if name else NONE


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(head), *map(list, rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
