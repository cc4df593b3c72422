"""Translates rule files of Prometheus, also those wrapped in a PrometheusRule of Kubernetes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from lab.configs.rule_files import read_rule_file
from lab.errors import Place, Problem
from lab.language.promql import promql_error
from lab.translate.edits import Edit, applied
from lab.translate.query import Translation, translate_query
from lab.translate.report import Entry, TranslatedFile
from lab.translate.scalars import Unplaceable, quoted_scalar, value_start, yaml_edits
from lab.translate.selectors import Context
from lab.translate.templates import annotation_edits, uses_value
from lab.translate.values import Untranslatable
from lab.translate.vectors import FOREIGN, Recorded, Vector

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Rule:
    """`texts`: the templates of its labels and annotations. `name`: of the alert or the recorded metric."""

    expr: ScalarNode
    name: str
    records: bool
    texts: tuple[ScalarNode, ...]
    labels: frozenset[str]


def recorded_metrics(texts: Iterable[str], context: Context) -> dict[str, Recorded]:
    """What the rules of all files record of translated metrics, also of each other."""
    rules = [rule for text in texts for rule in rules_in(text) if rule.records]
    recorded: dict[str, Recorded] = {}
    for _ in range(len(rules) + 1):
        found = dict(recorded)
        for rule in rules:
            translation = translate_query(str(rule.expr.value), replace(context, recorded=recorded))
            if translation.refused:
                found[rule.name] = Recorded(Vector(), translation.refused)
            elif translation.changed or not translation.vector.foreign:
                found[rule.name] = Recorded(_as_recorded(translation, rule))
            elif rule.name not in context.vocabulary.source.metrics():
                found[rule.name] = Recorded(FOREIGN)
        if found == recorded:
            break
        recorded = found
    return recorded


def _as_recorded(translation: Translation, rule: Rule) -> Vector:
    labels = {name: new for name, new in translation.labels.items() if name not in rule.labels}
    return replace(translation.vector, labels=labels, exponent=0, scalar=False, foreign=False, adds_up=True)


def rule_problems(text: str, file: str) -> tuple[Problem, ...]:
    """Why a file is no rule file that Prometheus would load."""
    return read_rule_file(text, file, promql_error).problems


def translate_rules(text: str, file: str, context: Context) -> TranslatedFile:
    """A rule file without problems."""
    edits: list[Edit] = []
    entries: list[Entry] = []
    for rule in rules_in(text):
        entry, changes = _rule(text, file, rule, context)
        entries.append(entry)
        edits += changes
    return TranslatedFile(file, applied(text, dict.fromkeys(edits)), tuple(entries))


def rules_in(text: str) -> Iterator[Rule]:
    seen: set[int] = set()
    for document in yaml.compose_all(text, Loader=_LOADER):
        for group in _items(_groups(document)):
            for rule in _items(_value(group, "rules")):
                expr = _value(rule, "expr")
                if not isinstance(expr, ScalarNode) or id(expr) in seen:
                    continue
                seen.add(id(expr))
                yield _read(rule, expr)


def _read(rule: Node, expr: ScalarNode) -> Rule:
    record, alert = _value(rule, "record"), _value(rule, "alert")
    named = record or alert
    labels = _value(rule, "labels")
    texts = [value for key in ("labels", "annotations") for _, value in _pairs(_value(rule, key))]
    return Rule(
        expr,
        str(named.value) if isinstance(named, ScalarNode) else "",
        record is not None,
        tuple(value for value in texts if isinstance(value, ScalarNode)),
        frozenset(str(key.value) for key, _ in _pairs(labels)),
    )


def _groups(document: Node | None) -> Node | None:
    return _value(_value(document, "spec"), "groups") if _value(document, "spec") else _value(document, "groups")


def _value(node: Node | None, name: str) -> Node | None:
    return next((value for key, value in _pairs(node) if key.value == name), None)


def _pairs(node: Node | None) -> list[tuple[Node, Node]]:
    return list(node.value) if isinstance(node, MappingNode) else []


def _items(node: Node | None) -> list[Node]:
    return list(node.value) if isinstance(node, SequenceNode) else []


def _rule(text: str, file: str, rule: Rule, context: Context) -> tuple[Entry, list[Edit]]:
    query = str(rule.expr.value)
    place = Place(file, rule.expr.start_mark.line + 1, rule.expr.start_mark.column + 1)
    kind = "record" if rule.records else "alert"
    entry = Entry(place, f"{kind} {rule.name}", "left", query.strip())
    if rule.records and rule.name in context.vocabulary.source.metrics():
        why = f"{rule.name} is a metric of {context.vocabulary.source.world.name} itself: record another name"
        return replace(entry, outcome="refused", detail=why), []
    shows_value = any(uses_value(str(node.value)) for node in rule.texts)
    converts = not rule.records and not shows_value
    found = translate_query(query, context, keeps_unit=converts, converts_thresholds=converts)
    if converts and not found.refused and not _is_condition(found):
        found = translate_query(query, context)
    if found.refused:
        return replace(entry, outcome="refused", detail=found.refused), []
    if not found.changed:
        return replace(entry, detail=_left(found)), []
    try:
        changes = [*_file_edits(text, rule.expr, found.edits), *_text_changes(text, rule, found.labels, context)]
    except Untranslatable as error:
        return replace(entry, outcome="refused", detail=str(error)), []
    notes = found.notes + ((_left(found),) if found.left else ())
    return replace(entry, outcome="translated", after=found.text.strip(), notes=notes), changes


def _is_condition(found: Translation) -> bool:
    """Whether an alert may keep values of the target's unit: where they have been compared."""
    return found.multiplier == 1.0 or found.has_converted_threshold


def _left(found: Translation) -> str:
    return f"not of this dialect, left as it is: {', '.join(found.left)}" if found.left else "nothing of this dialect"


def _text_changes(text: str, rule: Rule, labels: Mapping[str, str | None], context: Context) -> Iterator[Edit]:
    metrics = context.vocabulary.source.metrics()
    for node in rule.texts:
        if edits := annotation_edits(str(node.value), labels, metrics):
            yield from _file_edits(text, node, edits)


def _file_edits(text: str, node: ScalarNode, edits: Iterable[Edit]) -> list[Edit]:
    """Edits of the file for edits of a value; the whole value in quotes where it could not be written without."""
    edits = tuple(edits)
    start, end = value_start(text, node), node.end_mark.index
    try:
        placed = yaml_edits(text, node, edits)
        new = applied(text, placed)
        moved = len(new) - len(text)
        if node.style in (None, "") and not _reads(new[start : end + moved], applied(str(node.value), edits)):
            raise Unplaceable("it needs quotes")
    except Unplaceable:
        return [Edit(start, end, quoted_scalar(str(node.value), edits))]
    return placed


def _reads(scalar: str, value: str) -> bool:
    """Whether a plain scalar has this value."""
    try:
        return bool(yaml.load(f"- {scalar}", Loader=_LOADER) == [value])  # noqa: S506 - a safe loader
    except yaml.YAMLError:
        return False
