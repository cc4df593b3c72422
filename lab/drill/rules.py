"""The alerting rules of rule files, each with all that a drill needs of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lab.configs.rule_files import read_rule_file
from lab.configs.yaml_file import read_documents
from lab.errors import Place, Problem, Problems
from lab.language.json_values import mapping
from lab.language.promql import promql_error
from lab.language.strict_yaml import Document, Path
from lab.why.expression import Expression
from lab.why.parser import parse

_USED_LABEL = re.compile(r"\$labels\.([a-zA-Z_][a-zA-Z0-9_]*)|\.Labels\.([a-zA-Z_][a-zA-Z0-9_]*)")


@dataclass(frozen=True, slots=True)
class DrillRule:
    """An alerting rule. `number` counts all rules of a drill from 1. `group` is its group's name, `place` that of its
    name; `labels` and `annotations` as written, with those of its group."""

    number: int
    alert: str
    expr: str
    parsed: Expression
    place: Place
    group: str
    for_: str = "0s"
    keep_firing_for: str = "0s"
    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)

    @property
    def used_labels(self) -> tuple[str, ...]:
        """Labels of the alert that its templates name: its series should have them."""
        texts = (*self.labels.values(), *self.annotations.values())
        found = (match[1] or match[2] for text in texts for match in _USED_LABEL.finditer(text))
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class RuleSet:
    """`recorded`: names of the metrics that recording rules of the files make."""

    rules: tuple[DrillRule, ...]
    recorded: frozenset[str]
    files: tuple[str, ...]


def read_rules(texts: Mapping[str, str]) -> RuleSet:
    """`texts`: file -> its text. Raises `Problems` with what Prometheus would refuse in any of them."""
    problems: list[Problem] = []
    rules: list[DrillRule] = []
    recorded: set[str] = set()
    for file, text in texts.items():
        problems += read_rule_file(text, file, promql_error).problems
        if problems:
            continue
        for document in read_documents(text, file):
            for path, group, rule in _rules_of(document):
                if name := rule.get("record"):
                    recorded.add(str(name))
                elif rule.get("alert"):
                    rules.append(_rule(len(rules) + 1, document, path, group, rule))
    if problems:
        raise Problems(tuple(problems))
    return RuleSet(tuple(rules), frozenset(recorded), tuple(texts))


def _rules_of(document: Document) -> Iterator[tuple[Path, Mapping[str, object], Mapping[str, object]]]:
    data, root = mapping(document.data), ()
    groups_path: Path = ("groups",)
    if "groups" not in data and "spec" in data:
        data, groups_path = mapping(data.get("spec")), ("spec", "groups")
    del root
    for index, group in enumerate(_list(data.get("groups"))):
        for number, rule in enumerate(_list(mapping(group).get("rules"))):
            yield (*groups_path, index, "rules", number), mapping(group), mapping(rule)


def _rule(
    number: int, document: Document, path: Path, group: Mapping[str, object], rule: Mapping[str, object]
) -> DrillRule:
    expr = str(rule.get("expr"))
    return DrillRule(
        number,
        str(rule["alert"]),
        expr,
        parse(expr),
        document.place((*path, "alert")),
        str(group.get("name")),
        str(rule.get("for") or "0s"),
        str(rule.get("keep_firing_for") or "0s"),
        {**_texts(group.get("labels")), **_texts(rule.get("labels"))},
        _texts(rule.get("annotations")),
    )


def _texts(value: object) -> dict[str, str]:
    return {name: str(text) for name, text in mapping(value).items()}


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else []
