"""An audit as SARIF 2.1.0, for code scanning: a rule for each check, a result for each finding that is not well.

GitHub shows a result only at a place in the repository. What no file is known for, such as a target, is placed at a
path that does not exist, `prometheus/targets`, and named there.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, urlsplit

from lab import __version__
from lab.audit.model import HARM, Finding, FindingClass
from lab.audit.outcome import WELL, Outcome
from lab.audit.registry import CheckDescription
from lab.audit.report.view import MEANINGS, facts, spent_text
from lab.language.times import format_time
from lab.report.escapes import harmless_json, markdown, markdown_code
from lab.report.formatting import one_line, printable

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {
    FindingClass.BROKEN: "error",
    FindingClass.MISSING: "error",
    FindingClass.MISLEADING: "warning",
    FindingClass.QUIET: "note",
    FindingClass.COSTLY: "note",
}
_ROOT = "%SRCROOT%"
_ROLES = {"receiver": "alertmanager", "panel": "grafana", "variable": "grafana"}


def audit_sarif(outcome: Outcome, descriptions: Mapping[str, CheckDescription]) -> str:
    """`descriptions`: of all checks by name; a finding of a check without one has a rule of its name alone."""
    findings = [one for one in outcome.report.sorted() if one.class_ not in WELL]
    rules = sorted({*descriptions, *(one.check for one in findings)})
    repeated: Counter[str] = Counter()
    results = []
    for finding in findings:
        repeated[finding.fingerprint] += 1
        results.append(_result(finding, rules.index(finding.check), repeated[finding.fingerprint], outcome))
    run = {
        "tool": {
            "driver": {
                "name": "lab audit",
                "semanticVersion": _semantic(__version__),
                "rules": [_rule(name, descriptions.get(name)) for name in rules],
            }
        },
        "automationDetails": {"id": "lab-audit/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "the folder that lab audit was run in"}}},
        "invocations": [_invocation(outcome)],
        "results": results,
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return harmless_json(json.dumps(log, indent=2, ensure_ascii=False)) + "\n"


def _semantic(version: str) -> str:
    """0.2.0.dev1 is no semantic version, 0.2.0 is."""
    match = re.match(r"\d+\.\d+\.\d+", version)
    return match[0] if match else "0.0.0"


def _rule(name: str, description: CheckDescription | None) -> dict[str, Any]:
    if description is None:
        return {"id": name, "shortDescription": {"text": name}}
    worst = min(description.classes, key=HARM.__getitem__)
    classes = "".join(f"- **{of}**: {MEANINGS[of]}\n" for of in description.classes)
    return {
        "id": name,
        "name": name,
        "shortDescription": {"text": _plain(description.finds)},
        "fullDescription": {"text": _plain(f"{description.finds} {description.mend}")},
        "help": {
            "text": _plain(f"{description.finds}\n\n{description.mend}"),
            "markdown": f"{description.finds}\n\n{classes}\n{description.mend}\n",
        },
        "defaultConfiguration": {"level": _LEVELS.get(worst, "none")},
        "properties": {"tags": ["monitoring", *(of.value for of in description.classes)]},
    }


def _plain(text: str) -> str:
    return text.replace("`", "")


def _result(finding: Finding, rule: int, number: int, outcome: Outcome) -> dict[str, Any]:
    subject = finding.subject
    result: dict[str, Any] = {
        "ruleId": finding.check,
        "ruleIndex": rule,
        "level": _LEVELS[finding.class_],
        "message": _message(finding),
        "locations": [
            {
                "physicalLocation": _physical(finding),
                "logicalLocations": [
                    {
                        "name": one_line(subject.name),
                        "fullyQualifiedName": one_line(f"{subject.within}/{subject.name}"),
                        "kind": subject.kind,
                    }
                ],
            }
        ],
        "partialFingerprints": _fingerprints(finding, number),
        "properties": {"class": finding.class_.value},
    }
    if outcome.is_known(finding):
        result["suppressions"] = [{"kind": "external", "justification": "in the baseline"}]
    return result


def _fingerprints(finding: Finding, number: int) -> dict[str, str]:
    """Two findings may share one: a panel in two copies of a dashboard. GitHub goes by the hash of a line, which its
    upload action computes itself, and cannot where there is no file."""
    own = f"{finding.fingerprint}:{number}"
    hashed = {"primaryLocationLineHash": own} if finding.subject.place is None else {}
    return {"labAudit/v1": own, **hashed}


def _message(finding: Finding) -> dict[str, str]:
    rows = facts(finding)
    text = "\n".join([f"{finding.subject}: {finding.message}", *(f"{label}: {text}" for label, text in rows)])
    lines = [f"**{markdown(str(finding.subject))}**: {markdown(finding.message)}", ""]
    lines += [f"- {label}: {markdown_code(text) if label == 'query' else markdown(text)}" for label, text in rows]
    # in the text of a message a bracket begins a link, unless a backslash is before it
    return {"text": re.sub(r"([\\\[\]])", r"\\\1", printable(text)), "markdown": "\n".join(lines)}


def _physical(finding: Finding) -> dict[str, Any]:
    place = finding.subject.place
    if place is None:
        kind = finding.subject.kind
        uri = f"{_ROLES.get(kind, 'prometheus')}/{kind.replace(' ', '-')}s"
        return {"artifactLocation": {"uri": uri, "uriBaseId": _ROOT}, "region": {"startLine": 1}}
    region = {"startLine": max(place.line, 1)}
    if place.line and place.column:
        region["startColumn"] = place.column
    return {"artifactLocation": _artifact(one_line(place.file)), "region": region}


def _artifact(file: str) -> dict[str, str]:
    """A path below the root where it can be one: GitHub takes no other. An address loses its scheme and its query."""
    address = urlsplit(file) if file.startswith(("http://", "https://")) else None
    if address is not None:
        return {"uri": quote(f"{address.hostname}{address.path}"), "uriBaseId": _ROOT}
    path = PurePosixPath(file.replace("\\", "/"))
    if path.is_absolute():
        return {"uri": f"file://{quote(str(path))}"}
    return {"uri": quote(str(path)), "uriBaseId": _ROOT}


def _invocation(outcome: Outcome) -> dict[str, Any]:
    report = outcome.report
    notes = [f"{one.what} was not audited: {one.why}" for one in report.not_audited]
    notes += [f"{one.subject} is no longer found: {one.message}" for one in report.gone]
    return {
        "executionSuccessful": not outcome.incomplete,
        "exitCode": int(outcome.exit_code),
        "endTimeUtc": format_time(report.at + report.spent.seconds),
        "startTimeUtc": format_time(report.at),
        "toolExecutionNotifications": [
            {"level": "note", "message": {"text": one_line(text)}} for text in (*notes, f"asked {spent_text(report)}")
        ],
    }
