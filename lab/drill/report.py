"""The result of a drill: as lines for people, as JSON, and as JUnit."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any
from xml.etree import ElementTree

from lab.drill.result import GOOD, DrillResult, Outcome, RuleResult
from lab.language.counting import count
from lab.report.escapes import xml_characters

VERSION = 1


def text_lines(result: DrillResult, *, every: bool) -> Iterator[str]:
    """`every`: also the rules that did as they should, one line each."""
    for file, group in groupby(result.rules, key=lambda one: one.rule.place.file):
        rules = list(group)
        good = sum(one.outcome in GOOD for one in rules)
        receivers = dict.fromkeys(name for one in rules for name in one.delivered)
        told = f", delivered to {', '.join(receivers)}" if receivers else ""
        yield f"{file}: {good} of {count(len(rules), 'rule')} as they should{told}"
        for one in rules:
            if every or one.outcome not in GOOD or one.notes:
                yield from _rule_lines(one)
    yield ""
    yield from _summary(result)


def _rule_lines(one: RuleResult) -> Iterator[str]:
    mark = "ok  " if one.outcome in GOOD else "FAIL"
    life = [name for name, seen in (("pending", one.pending), ("firing", one.fired)) if seen]
    life += [f"delivered to {', '.join(one.delivered)}"] if one.delivered else []
    life += ["resolved"] if one.resolved else []
    life += [f"told {', '.join(one.told_resolved)}"] if one.told_resolved else []
    place = f"{one.rule.place.file}:{one.rule.place.line}"
    yield f"  {mark} {place} {one.rule.alert}: {one.outcome}" + (f": {one.reason}" if one.reason else "")
    if life:
        yield f"       {' -> '.join(life)}"
    for note in one.notes:
        yield f"       note: {note}"


def _summary(result: DrillResult) -> Iterator[str]:
    total = len(result.rules)
    delivered = sum(bool(one.delivered) for one in result.rules)
    resolved = sum(one.resolved for one in result.rules)
    yield (
        f"{count(total, 'rule')}: {result.fired} fired, {delivered} delivered, {resolved} resolved, "
        f"in {result.seconds:.0f} s"
    )
    for outcome in Outcome:
        rules = [one for one in result.rules if one.outcome is outcome]
        if rules and outcome is not Outcome.DELIVERED:
            yield f"  {outcome}: {len(rules)}"
    for receiver in result.idle:
        yield f"  no rule is routed to the receiver {receiver!r}"
    yield "changed for the drill:"
    for change in result.changed:
        yield f"  {change}"


def as_json(result: DrillResult) -> dict[str, Any]:
    return {
        "version": VERSION,
        "seconds": round(result.seconds, 1),
        "phases": [{"name": name, "seconds": round(seconds, 1)} for name, seconds in result.phases],
        "rules": [_rule_json(one) for one in result.rules],
        "idle_receivers": list(result.idle),
        "changed": list(result.changed),
    }


def _rule_json(one: RuleResult) -> dict[str, Any]:
    return {
        "file": one.rule.place.file,
        "line": one.rule.place.line,
        "group": one.rule.group,
        "alert": one.rule.alert,
        "outcome": str(one.outcome),
        "reason": one.reason,
        "pending": one.pending,
        "fired": one.fired,
        "resolved": one.resolved,
        "routed": list(one.routed),
        "delivered": list(one.delivered),
        "told_resolved": list(one.told_resolved),
        "notes": list(one.notes),
    }


def junit_xml(result: DrillResult) -> str:
    """One testsuite for each rule file, one testcase for each rule."""
    root = ElementTree.Element("testsuites")
    for file, group in groupby(result.rules, key=lambda one: one.rule.place.file):
        rules = list(group)
        failed = [one for one in rules if one.outcome not in GOOD]
        suite = ElementTree.SubElement(
            root, "testsuite", name=xml_characters(file), tests=str(len(rules)), failures=str(len(failed)), errors="0"
        )
        for one in rules:
            name = f"{one.rule.alert} (line {one.rule.place.line})"
            case = ElementTree.SubElement(
                suite,
                "testcase",
                classname=xml_characters(f"{file}.{one.rule.group}"),
                name=xml_characters(name),
                time="0",
            )
            if one.outcome not in GOOD:
                message = xml_characters(f"{one.outcome}: {one.reason}" if one.reason else str(one.outcome))
                failure = ElementTree.SubElement(case, "failure", message=message, type=str(one.outcome))
                failure.text = xml_characters("\n".join(_rule_lines(one)))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"
