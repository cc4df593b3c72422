"""What an audit says: findings about the rules, panels, targets and metrics of a running system.

Every subject that is looked at ends in one class, working ones too, so that the counts of a report add up. A check that
finds several things wrong with one subject reports the most harmful, with the others as its details.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from lab.errors import Place


class FindingClass(StrEnum):
    """In the order of their harm."""

    BROKEN = "broken"  # can never work as it is: a query error, a name that nothing has, a route to nowhere
    MISSING = "missing"  # what it reads is not there: its exporter, its job, a target that is down
    MISLEADING = "misleading"  # it shows or does something, but not what its reader takes it for
    QUIET = "quiet"  # it has no data now, and had or can have: declared, seen before, a range that is too short
    COSTLY = "costly"  # it works, and costs more than it gives: metrics that nothing reads, targets scraped twice
    BY_DESIGN = "empty by design"  # it is empty while nothing is wrong, and its selectors have series
    WORKING = "working"


HARM = {of: rank for rank, of in enumerate(FindingClass)}  # 0 is the worst

SubjectKind = Literal[
    "panel", "variable", "alerting rule", "recording rule", "target", "scrape job", "metric", "label", "receiver"
]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a finding is about. `within` is the dashboard of a panel, the group of a rule, the job of a target. `place`:
    where it is written; None when no file is known, as for a rule that only the API lists."""

    kind: SubjectKind
    name: str
    within: str = ""
    place: Place | None = None

    def __str__(self) -> str:
        return f"{self.kind} {self.name!r}" + (f" of {self.within!r}" if self.within else "")


@dataclass(frozen=True, slots=True)
class Finding:
    """`check`: the name of the check, for example `never-fires`; a baseline and SARIF know findings by it. `message`
    says what is wrong in one sentence, `details` what is known about it, `fix` what to change. `query`: the PromQL or
    LogQL that it is about. `series`: how many it concerns, where that orders findings of one check."""

    check: str
    class_: FindingClass
    subject: Subject
    message: str
    details: tuple[str, ...] = ()
    fix: str = ""
    query: str = ""
    series: int | None = None

    @property
    def fingerprint(self) -> str:
        """The same for the same finding of a later audit, whatever its line and its numbers are then. The queries of
        dashboards are left out, because they have the values that variables have today."""
        subject = self.subject
        query = "" if subject.kind in ("panel", "variable") else self.query
        text = "\0".join((self.check, subject.kind, subject.within, subject.name, query))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Spent:
    """What an audit has asked of the system. `seconds` of wall clock; a limit of 0 is none."""

    queries: int
    seconds: float
    most_queries: int = 0
    most_seconds: float = 0.0

    @property
    def exhausted(self) -> bool:
        return bool(self.most_queries and self.queries >= self.most_queries) or bool(
            self.most_seconds and self.seconds >= self.most_seconds
        )


@dataclass(frozen=True, slots=True)
class NotAudited:
    """Something that an audit was to look at and did not, with the reason: it is said, never taken for well."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class KnownFinding:
    """A finding as a baseline keeps it: without line and numbers, which change by themselves. `note`: what people have
    written beside it."""

    fingerprint: str
    check: str
    class_: FindingClass
    subject: str
    message: str
    file: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class AuditReport:
    """`systems`: role -> the address that was asked, without credentials. `known`: fingerprints of the baseline, whose
    findings do not fail an audit. `at`: unix seconds. `gone`: findings of the baseline that are no longer found."""

    systems: Mapping[str, str]
    at: float
    findings: tuple[Finding, ...]
    spent: Spent
    not_audited: tuple[NotAudited, ...] = ()
    known: frozenset[str] = field(default_factory=frozenset)
    gone: tuple[KnownFinding, ...] = ()

    def sorted(self) -> tuple[Finding, ...]:
        """By harm, then by the place of the subject, by how many series it concerns, and by its name."""
        return tuple(sorted(self.findings, key=_order))

    def counts(self) -> Mapping[FindingClass, int]:
        return {of: sum(finding.class_ is of for finding in self.findings) for of in FindingClass}


def _order(finding: Finding) -> tuple[int, str, int, int, str, str]:
    subject = finding.subject
    file, line = (subject.place.file, subject.place.line) if subject.place else ("", 0)
    return HARM[finding.class_], file, line, -(finding.series or 0), subject.within, subject.name
