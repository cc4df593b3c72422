"""The rules as the drill's Prometheus gets them: each sees only its own series.

Every selector of a rule gets one more matcher, on the label `lab_drill`, whose value names the rule and its case. The
label is dropped before alerts are sent. `for` and the interval of groups are short; all else is as written. The moment
at which a group is evaluated is moved by its `query_offset`, so ranges of days are full at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import yaml

from lab.drill.rules import DrillRule
from lab.language.time_scaling.durations import seconds_of
from lab.why.expression import Aggregate, Binary, Expression, Matcher, Matching, Selector, to_promql, transform

LABEL = "lab_drill"
INTERVAL_S = 1
GROUPED = 25  # rules in a group
FOR_S = 2  # instead of any longer 'for'
_LOADER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


@dataclass(frozen=True, slots=True)
class IsolatedRule:
    """A rule with the case that was chosen for it: `expr` sees only the series of this case."""

    rule: DrillRule
    case: int
    expr: str


def isolated(rule: DrillRule, case: int, *, kept: bool = True) -> IsolatedRule:
    """`kept`: as of `with_label`."""
    return IsolatedRule(rule, case, to_promql(with_label(rule.parsed, case_label(rule, case), kept=kept)))


def case_label(rule: DrillRule, case: int) -> str:
    return f"{rule.number}.{case}"


def with_label(expression: Expression, value: str, *, kept: bool = True) -> Expression:
    """With the matcher in every selector. `kept`: `by` and `on` keep the label, so that both sides of an operation
    have it whatever is made of their series; a side without series, such as `vector(0)`, never has it."""
    matcher = Matcher(LABEL, "=", value)

    def change(part: Expression) -> Expression:
        match part:
            case Selector():
                either = tuple((*group, matcher) for group in part.either)
                return replace(part, matchers=(*part.matchers, matcher), either=either)
            case Aggregate(by=None) if kept:
                return replace(part, by=True, labels=(LABEL,))
            case Aggregate(by=True) if kept:
                return replace(part, labels=(*part.labels, LABEL))
            case Binary(matching=Matching(on=True) as matching) if kept:
                return replace(part, matching=replace(matching, labels=(*matching.labels, LABEL)))
        return part

    return transform(expression, change)


def rule_file(rules: Sequence[IsolatedRule], offset_s: float) -> str:
    """The rules in their order, in groups of `GROUPED`, evaluated `offset_s` seconds in the past."""
    groups = [
        {
            "name": str(start // GROUPED),
            "interval": f"{INTERVAL_S}s",
            "query_offset": f"{round(offset_s * 1000)}ms",
            "rules": [_rule(isolated) for isolated in rules[start : start + GROUPED]],
        }
        for start in range(0, len(rules), GROUPED)
    ]
    return str(yaml.dump({"groups": groups}, Dumper=_LOADER, sort_keys=False, allow_unicode=True, width=10_000))


def _rule(isolated: IsolatedRule) -> dict[str, object]:
    rule = isolated.rule
    written: dict[str, object] = {"alert": rule.alert, "expr": isolated.expr}
    if (seconds_of(rule.for_) or 0) > 0:
        written["for"] = f"{min(seconds_of(rule.for_) or 0, FOR_S):g}s"
    if rule.labels:
        written["labels"] = dict(rule.labels)
    if rule.annotations:
        written["annotations"] = dict(rule.annotations)
    return written
