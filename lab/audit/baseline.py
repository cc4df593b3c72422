"""The baseline of an audit: a file of the findings that people know of, which are reported and do not fail it.

A finding is known by its fingerprint. Its message stands beside it, so that a review of the file makes sense, and
people may add a `note`, which stays when the file is written again. Lines are left out: they change by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from pydantic import Field

from lab.audit.model import HARM, AuditReport, Finding, FindingClass, KnownFinding
from lab.audit.outcome import WELL, Outcome
from lab.language.strict_model import Strict
from lab.language.yaml_dump import readable_yaml
from lab.report.formatting import one_line
from lab.scenario.reading import read_model

_HEAD = """\
# Findings of lab audit that are known: they are reported, and do not fail an audit. Add a `note` to say why one is
# accepted; remove it once it is mended. `lab audit --baseline FILE --write-baseline FILE` writes this file again.
"""


class _Entry(Strict):
    noun = "a finding"

    fingerprint: str = Field(pattern=r"^[0-9a-f]{16}$")
    check: str
    class_: Literal["broken", "missing", "misleading", "quiet", "costly"] = Field(alias="class")
    subject: str
    file: str = ""
    message: str = ""
    note: str = ""


class _Baseline(Strict):
    noun = "a baseline"

    version: Literal[1]
    findings: tuple[_Entry, ...] = ()


def read_baseline(text: str, file: str) -> tuple[KnownFinding, ...]:
    """Raises `Problems` for a text that is not a baseline."""
    baseline, _ = read_model(text, file, _Baseline)
    return tuple(
        KnownFinding(one.fingerprint, one.check, FindingClass(one.class_), one.subject, one.message, one.file, one.note)
        for one in baseline.findings
    )


def with_baseline(report: AuditReport, baseline: Iterable[KnownFinding]) -> AuditReport:
    """The report with what is known and what is gone. A finding that has become worse than the baseline says is new.
    Nothing is gone that an audit without budget may just not have looked at."""
    # the most harmful of those that share a fingerprint
    found = {finding.fingerprint: finding for finding in reversed(report.sorted())}
    entries = {entry.fingerprint: entry for entry in baseline}
    known = (
        fingerprint
        for fingerprint, entry in entries.items()
        if fingerprint in found and HARM[found[fingerprint].class_] >= HARM[entry.class_]
    )
    gone = () if report.spent.exhausted else tuple(entry for key, entry in entries.items() if _is_gone(key, found))
    return replace(report, known=frozenset(known), gone=gone)


def _is_gone(fingerprint: str, found: dict[str, Finding]) -> bool:
    """What is found to be well now is gone, too."""
    return fingerprint not in found or found[fingerprint].class_ in WELL


def baseline_text(outcome: Outcome, before: Iterable[KnownFinding] = ()) -> str:
    """A baseline of all findings of the classes that fail this audit, with the notes of the one before."""
    notes = {entry.fingerprint: entry.note for entry in before}
    findings = {
        finding.fingerprint: _entry(finding, notes.get(finding.fingerprint, ""))
        for finding in reversed(outcome.report.sorted())
        if finding.class_ in outcome.fail_on
    }
    return _HEAD + readable_yaml({"version": 1, "findings": list(reversed(findings.values()))})


def _entry(finding: Finding, note: str) -> dict[str, str]:
    place = finding.subject.place
    entry = {
        "fingerprint": finding.fingerprint,
        "check": finding.check,
        "class": finding.class_.value,
        "subject": str(finding.subject),
        "file": place.file if place else "",
        "message": finding.message,
        "note": note,
    }
    return {key: one_line(text) for key, text in entry.items() if text}
