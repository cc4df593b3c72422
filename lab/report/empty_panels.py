"""Why the panels of a dashboard are empty: the cause of each, and all of them grouped by cause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lab.errors import UsageError
from lab.language.counting import count
from lab.language.dialect import Dialect
from lab.record.verdict import Empty
from lab.report.formatting import one_line, shortened
from lab.why.explain import explain
from lab.why.expression import Binary, Call, Expression, Selector, parts
from lab.why.inventory import Inventory
from lab.why.parser import parse
from lab.why.text import summary

FEW = 12  # empty queries that are explained one by one
_LISTED = 3  # metrics; of more only what their names have in common
_QUERY_LENGTH = 100


def with_all_causes(
    empty: tuple[Empty, ...], inventory: Inventory, dialects: Mapping[str, Dialect]
) -> tuple[Empty, ...]:
    """Of a few, all that can be said about each; of many, metrics that were never sent are only named."""
    brief = len(empty) > FEW and not inventory.omitted
    return tuple(_with_cause(one, inventory, dialects, brief=brief) for one in empty)


def _with_cause(empty: Empty, inventory: Inventory, dialects: Mapping[str, Dialect], *, brief: bool) -> Empty:
    """What the answers themselves have shown stands."""
    if empty.cause or not (empty.promql or empty.kind == "variable"):
        return empty
    if empty.kind == "variable" and not empty.promql:
        return empty.model_copy(update={"cause": f"no series has the label {empty.label}"} if empty.label else {})
    try:
        if brief and (missing := _never_sent(parse(empty.promql), inventory)):
            return empty.model_copy(update={"missing": missing})
        explanation = explain(empty.promql, inventory, dialects, was_empty=empty.kind == "panel")
    except UsageError:  # a query that lab cannot parse may still be valid
        return empty
    if explanation.series and empty.label:
        return empty.model_copy(update={"cause": f"{empty.promql} has series, but none with the label {empty.label}"})
    return empty.model_copy(update={"cause": summary(explanation)})


def _never_sent(expression: Expression, inventory: Inventory) -> tuple[str, ...]:
    """The metrics without which the query is empty; none when a part of it does without them."""
    if any(isinstance(part, Binary) and part.op in ("or", "unless") for part in parts(expression)):
        return ()
    if any(isinstance(part, Call) and part.function.startswith("absent") for part in parts(expression)):
        return ()
    names = (part.name for part in parts(expression) if isinstance(part, Selector))
    return tuple(dict.fromkeys(name for name in names if name and name not in inventory.metrics))


def causes_text(empty: Iterable[Empty]) -> str:
    """A line for each cause, with the panels that it leaves without data; the shortest line first, variables before."""
    variables = [one for one in empty if one.kind == "variable"]
    panels = [one for one in empty if one.kind == "panel"]
    lines = [_variable_line(one) for one in variables if one.cause]
    for allowed in (False, True):
        of_causes: dict[str, list[Empty]] = {}
        for one in panels:
            if one.allowed is allowed:
                for cause in _causes(one, panels):
                    of_causes.setdefault(cause, []).append(one)
        prefix = "may be empty: " if allowed else ""
        of_panels = [f"{prefix}{cause}: {'; '.join(_titles(group))}" for cause, group in of_causes.items()]
        lines += sorted(of_panels, key=lambda line: (len(line), line))
    return "\n".join(lines)


def _variable_line(variable: Empty) -> str:
    return f"${variable.name}: {variable.cause}"


def _causes(one: Empty, panels: list[Empty]) -> list[str]:
    if not one.missing:
        return [one.cause or f"no data for {shortened(one_line(one.query), _QUERY_LENGTH)}"]
    families = dict.fromkeys(map(_family, one.missing))
    return [_family_line(family, panels) for family in families]


def _family_line(family: str, panels: list[Empty]) -> str:
    names = sorted({name for one in panels for name in one.missing if _family(name) == family})
    if len(names) <= _LISTED:
        return f"no target sends {', '.join(names)}"
    return f"no target sends {family}_* ({count(len(names), 'metric')})"


def _family(metric: str) -> str:
    """The first two words of a name: the exporter and its collector."""
    return "_".join(metric.split("_")[:2])


def _titles(panels: Iterable[Empty]) -> list[str]:
    """Shortest first, with the queries where only some of the panel's are empty."""
    refs: dict[str, list[str]] = {}
    for one in panels:
        refs.setdefault(one.name, [])
        if not one.whole and one.ref not in refs[one.name]:
            refs[one.name].append(one.ref)
    titles = [f"{name} ({', '.join(of_name)})" if of_name else name for name, of_name in refs.items()]
    return sorted(titles, key=lambda title: (len(title), title))
