"""Reads rule files of Prometheus and Loki, also when they are wrapped in a PrometheusRule of Kubernetes.

What Prometheus would refuse (model/rulefmt) is a problem with its place: unknown keys, a rule without an expression,
PromQL that does not parse, group names that occur twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from lab.configs.alert_templates import template_error
from lab.configs.shapes import DURATION, INTEGER, TEXT, TEXT_MAP, Keys, ListOf, keys
from lab.configs.shapes import mismatches as shape_mismatches
from lab.configs.yaml_file import read_documents
from lab.errors import MAX_PROBLEMS, Place, Problem, Problems
from lab.language.alert_rules import AlertRule
from lab.language.json_values import mapping
from lab.language.promql_syntax.correction import with_correction
from lab.language.strict_yaml import Document, Path, Value

_RULE = Keys(
    "a rule",
    {
        **keys("alert record expr"),
        **keys("for keep_firing_for", DURATION),
        "labels": TEXT_MAP,
        "annotations": TEXT_MAP,
    },
    required=("expr",),
)
_GROUP = Keys(
    "a group of rules",
    {
        "name": TEXT,
        **keys("interval query_offset", DURATION),
        "limit": INTEGER,
        "labels": TEXT_MAP,
        "rules": ListOf(_RULE),
    },
    required=("name",),
)
RULE_FILE = Keys("a rule file", {"groups": ListOf(_GROUP)})
# Loki's rules are in Prometheus' format, and the files of Mimir's and Loki's tools name their tenant's namespace.
_LOKI_FILE = Keys("a rule file", {"groups": ListOf(_GROUP), "namespace": TEXT})
# Of the Prometheus operator, and of the Loki operator.
_WRAPPED = ("PrometheusRule", "AlertingRule", "RecordingRule")
_SPEC = Keys("'spec'", {"groups": ListOf(_GROUP), "tenantID": TEXT})


@dataclass(frozen=True, slots=True)
class RuleFile:
    """The alerting rules of a file and its problems. `groups`: the paths of its groups, with the document of each."""

    alerts: tuple[AlertRule, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class WrittenRule:
    """A rule as a file has it. `alert`: it is an alerting rule, else a recording one. `labels`: those of its group too.
    `place` is that of its name."""

    alert: bool
    name: str
    group: str
    query: str
    place: Place
    labels: Mapping[str, str]


QueryError = Callable[[str], str | None]


def read_rule_file(text: str, file: str, query_error: QueryError | None) -> RuleFile:
    """`query_error` says why a query does not parse; None for LogQL, which is left to Loki."""
    try:
        documents = read_documents(text, file)
    except Problems as error:
        return RuleFile((), error.problems)
    alerts: list[AlertRule] = []
    problems: list[Problem] = []
    program = "Prometheus" if query_error else "Loki"
    # Among the manifests of a chart, those of other kinds have no rules.
    manifests = tuple(document for document in documents if _is_manifest(document))
    for document in manifests or documents[:1]:
        if other := _other_kind(document):
            problems.append(Problem(document.place(()), other))
            continue
        root: Path = ("spec",) if _is_manifest(document) else ()
        shape = _SPEC if manifests else RULE_FILE if query_error else _LOKI_FILE
        problems += islice(shape_mismatches(document, root, shape, program), MAX_PROBLEMS)
        problems += _group_problems(document, root)
        for path, rule in _rules(document, root):
            if len(problems) < MAX_PROBLEMS:
                problems += _rule_problems(document, path, rule, query_error)
            if isinstance(name := rule.get("alert"), str):
                for_, group = rule.get("for"), _group_of(document, root, path)
                labels = {**mapping(group.get("labels")), **mapping(rule.get("labels"))}
                static = {key: str(value) for key, value in labels.items() if "{{" not in str(value)}
                place = document.place((*path, "alert"))
                alerts.append(AlertRule(name, _text(for_) or "0s", place, _text(group.get("interval")), static))
    return RuleFile(tuple(alerts), tuple(dict.fromkeys(problems)))


def written_rules(text: str, file: str) -> Iterator[WrittenRule]:
    """The rules of a file that have a name and a query, whatever else is wrong with it. Raises `Problems` for one that
    is not YAML, or no rule file."""
    documents = read_documents(text, file)
    manifests = tuple(document for document in documents if _is_manifest(document))
    for document in manifests or documents[:1]:
        if other := _other_kind(document):
            raise Problems((Problem(document.place(()), other),))
        root: Path = ("spec",) if _is_manifest(document) else ()
        for path, rule in _rules(document, root):
            key = "alert" if isinstance(rule.get("alert"), str) else "record"
            name, query, group = rule.get(key), rule.get("expr"), _group_of(document, root, path)
            if isinstance(name, str) and isinstance(query, str):
                labels = {**mapping(group.get("labels")), **mapping(rule.get("labels"))}
                texts = {label: str(value) for label, value in labels.items()}
                place = document.place((*path, key))
                yield WrittenRule(key == "alert", name, _text(group.get("name")), query, place, texts)


def as_rule_file(text: str, file: str) -> str:
    """The text that Prometheus can read: that of a PrometheusRule without its wrapping, any other unchanged."""
    try:
        documents = [document for document in read_documents(text, file) if _is_manifest(document)]
    except Problems:
        return text
    groups = [group for document in documents for group in _list(_root(document, ("spec",)).get("groups"))]
    if not documents:
        return text
    import yaml

    return yaml.safe_dump({"groups": groups}, sort_keys=False, allow_unicode=True, width=120)


def _is_manifest(document: Document) -> bool:
    return mapping(document.data).get("kind") in _WRAPPED


def _other_kind(document: Document) -> str | None:
    """What a file is that is not for Prometheus to read, and what to do with it."""
    data = mapping(document.data)
    kind = data.get("kind")
    if isinstance(kind, str) and "apiVersion" in data and kind not in _WRAPPED:
        return _MANIFESTS.get(kind, f"this is a Kubernetes manifest of the kind {kind}, not a rule file") + _GIVE
    if "groups" not in data:
        for key, message in _OTHER_FILES.items():
            if key in data:
                return message + _GIVE
    elif data.get("apiVersion") in ("1", 1):
        return "these are alert rules that Grafana provisions, which Prometheus cannot read" + _GIVE
    return None


_GIVE = "; give a file with 'groups' of Prometheus rules"
_MANIFESTS = {
    "ConfigMap": "this is a ConfigMap, whose values are the files; save the rule file in its 'data' on its own",
    "PrometheusServiceLevel": "this is an SLO for Sloth; generate the rules with 'sloth generate'",
    "ServiceLevelObjective": "this is an SLO for Pyrra; generate the rules with 'pyrra generate'",
    "GrafanaAlertRuleGroup": "these are alert rules for Grafana, which Prometheus cannot read",
    "List": "this is a List of manifests; save each PrometheusRule as a document of its own ('---')",
}
_OTHER_FILES = {
    "scrape_configs": "this is a configuration of Prometheus, which goes into the slot 'config'",
    "receivers": "this is a configuration, not a rule file",
    "slos": "this is an SLO for Sloth; generate the rules with 'sloth generate'",
    "tests": "these are unit tests of promtool, which Prometheus does not load",
    "services": "this is a Compose file",
}


def _group_problems(document: Document, root: Path) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for index, group in enumerate(_list(_root(document, root).get("groups"))):
        name = mapping(group).get("name")
        place = document.place((*root, "groups", index, "name"))
        if isinstance(name, str) and name in seen:
            yield Problem(place, f"there is already a group {name!r} in this file, on line {seen[name]}; rename one")
        elif isinstance(name, str):
            seen[name] = place.line


def _rules(document: Document, root: Path) -> Iterator[tuple[Path, Mapping[str, Value]]]:
    for group_index, group in enumerate(_list(_root(document, root).get("groups"))):
        for index, rule in enumerate(_list(mapping(group).get("rules"))):
            if isinstance(rule, dict):
                yield (*root, "groups", group_index, "rules", index), rule


def _group_of(document: Document, root: Path, rule: Path) -> Mapping[str, Value]:
    groups = _list(_root(document, root).get("groups"))
    return mapping(groups[int(rule[-3])])


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _rule_problems(
    document: Document, path: Path, rule: Mapping[str, Value], query_error: QueryError | None
) -> Iterator[Problem]:
    def problem(key: str, message: str) -> Problem:
        return Problem(document.place((*path, key)), message)

    if rule.get("alert") and rule.get("record"):
        yield problem("record", "a rule is an alert or a recording rule: give 'alert' or 'record', not both")
    if not rule.get("alert") and not rule.get("record"):
        yield problem("expr", "a rule needs its name: 'alert' for an alert, 'record' for a recorded metric")
    expr = rule.get("expr")
    if isinstance(expr, str) and expr and query_error and (error := query_error(expr)):
        yield problem("expr", f"PromQL does not parse: {with_correction(expr, error)}")
    if record := rule.get("record"):
        for key in ("for", "keep_firing_for", "annotations"):
            if rule.get(key) not in (None, {}, "0", "0s"):
                yield problem(key, f"a recording rule cannot have {key!r}; remove it, or make the rule an alert")
        if re.search(r"[{}]", str(record)):
            yield problem("record", f"a recorded metric's name has no braces: {record!r}; labels go into 'labels'")
    if "__name__" in mapping(rule.get("labels")):
        yield problem("labels", "a rule cannot set the label '__name__'; the metric's name is in 'record'")
    for part in ("labels", "annotations") if rule.get("alert") else ():
        for key, text in mapping(rule.get(part)).items():
            if isinstance(text, str) and (error := template_error(text)):
                place = document.place((*path, part, key))
                yield Problem(place, f"the template of {key!r} does not parse: {error}")


def _root(document: Document, root: Path) -> Mapping[str, Value]:
    data = mapping(document.data)
    for segment in root:
        data = mapping(data.get(str(segment)))
    return data


def _list(value: object) -> list[Value]:
    return value if isinstance(value, list) else []
