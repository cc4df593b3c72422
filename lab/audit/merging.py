"""One finding for each subject: the most harmful, with what the others say as its details."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lab.audit.model import HARM, Finding, FindingClass, Subject

_MOST_DETAILS = 12


def one_for_each_subject(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """In the order in which the subjects first occur. Of equally harmful findings, the first is kept."""
    by_subject: dict[tuple[str, str, str, str], list[Finding]] = {}
    for finding in findings:
        by_subject.setdefault(_key(finding.subject), []).append(finding)
    return tuple(_merged(several) for several in by_subject.values())


def _key(subject: Subject) -> tuple[str, str, str, str]:
    """Two dashboards of one title differ by their files; the lines of a panel's queries are no difference."""
    return subject.kind, subject.within, subject.name, subject.place.file if subject.place else ""


def _merged(findings: list[Finding]) -> Finding:
    worst = min(findings, key=lambda finding: HARM[finding.class_])
    details = dict.fromkeys(worst.details)
    for other in findings:
        if other is not worst and other.class_ is not FindingClass.WORKING and other.message != worst.message:
            details[other.message] = None
            details |= dict.fromkeys(other.details)
    return replace(worst, details=tuple(details)[:_MOST_DETAILS], fix=worst.fix or _first_fix(findings))


def _first_fix(findings: list[Finding]) -> str:
    return next((finding.fix for finding in findings if finding.fix), "")
