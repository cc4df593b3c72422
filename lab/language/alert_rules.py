"""Reads the alerting rules of a Prometheus or Loki rule file, and finds the problems of all its rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lab.errors import Place, Problem, Problems
from lab.language.promql import promql_error
from lab.language.promql_syntax.correction import with_correction
from lab.language.strict_yaml import Document, Path, read
from lab.language.time_scaling.durations import seconds_of


@dataclass(frozen=True, slots=True)
class AlertRule:
    """An alerting rule. `for_` is its duration in the lab, as written in the file; `place` is that of its name."""

    name: str
    for_: str
    place: Place


def rules_of(text: str, file: str, *, logql: bool = False) -> tuple[tuple[AlertRule, ...], tuple[Problem, ...]]:
    """The alerting rules, and the problems of all rules. `file` is the path in messages; LogQL is not checked."""
    try:
        document = read(text, file)
    except Problems as problems:
        return (), problems.problems
    alerts, invalid = [], []
    for path, rule in _rules(document):
        query = rule.get("expr")
        if not isinstance(query, str):
            invalid.append(Problem(document.place(path), "a rule needs 'expr'"))
        elif not logql and (error := promql_error(query)):
            message = f"PromQL does not parse: {with_correction(query, error)}"
            invalid.append(Problem(document.place((*path, "expr")), message))
        if seconds_of(rule.get("for", "0s")) is None:
            message = f"{rule['for']!r} is not a duration; write for example 2m"
            invalid.append(Problem(document.place((*path, "for")), message))
        elif "alert" in rule:
            place = document.place((*path, "alert"))
            alerts.append(AlertRule(str(rule["alert"]), str(rule.get("for", "0s")), place))
    return tuple(alerts), tuple(invalid)


def _rules(document: Document) -> Iterator[tuple[Path, dict[str, object]]]:
    groups = document.data.get("groups") if isinstance(document.data, dict) else None
    for group_index, group in enumerate(groups if isinstance(groups, list) else []):
        rules = group.get("rules") if isinstance(group, dict) else None
        for index, rule in enumerate(rules if isinstance(rules, list) else []):
            if isinstance(rule, dict):
                yield ("groups", group_index, "rules", index), dict(rule)
