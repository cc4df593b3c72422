"""What all reports of an audit say: its sentence, its counts, and its findings by file or dashboard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from lab.audit.model import AuditReport, Finding, FindingClass, Subject, SubjectKind
from lab.audit.outcome import WELL, Outcome
from lab.language.counting import count
from lab.report.formatting import duration
from lab.report.tones import Tone

TONES: Mapping[FindingClass, Tone] = {
    FindingClass.BROKEN: "bad",
    FindingClass.MISSING: "bad",
    FindingClass.MISLEADING: "doubt",
    FindingClass.QUIET: "doubt",
    FindingClass.COSTLY: "doubt",
    FindingClass.BY_DESIGN: "quiet",
    FindingClass.WORKING: "good",
}
MEANINGS: Mapping[FindingClass, str] = {
    FindingClass.BROKEN: "can never work as it is",
    FindingClass.MISSING: "what it reads is not there: a target is down, an exporter or a job is missing",
    FindingClass.MISLEADING: "it shows or does something, but not what its reader takes it for",
    FindingClass.QUIET: "it has no data now, and had some before or can have some",
    FindingClass.COSTLY: "it works, and costs more than it gives",
    FindingClass.BY_DESIGN: "it is empty while nothing is wrong",
    FindingClass.WORKING: "nothing is wrong with it",
}


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one class in one file, or about one dashboard, group of rules or job. `head` names it."""

    head: str
    findings: tuple[Finding, ...]

    def by_check(self) -> Mapping[str, tuple[Finding, ...]]:
        """In the order of the first finding of each check."""
        checks: dict[str, list[Finding]] = {}
        for finding in self.findings:
            checks.setdefault(finding.check, []).append(finding)
        return {check: tuple(findings) for check, findings in checks.items()}


def by_class(outcome: Outcome) -> Mapping[FindingClass, tuple[Finding, ...]]:
    """The findings of each class that has some, in the order of their harm; those of the baseline are left out."""
    findings = [one for one in outcome.report.sorted() if not outcome.is_known(one)]
    return {of: tuple(group) for of, group in groupby(findings, lambda finding: finding.class_)}


_WHOLE: Mapping[SubjectKind, str] = {
    "panel": "dashboard",
    "variable": "dashboard",
    "alerting rule": "group",
    "recording rule": "group",
    "target": "job",
    "scrape job": "job",
}


def groups(findings: Iterable[Finding]) -> tuple[Group, ...]:
    """By file, or by dashboard, group or job where no file is known, in the order of the first of each."""
    grouped: dict[str, list[Finding]] = {}
    for finding in findings:
        subject = finding.subject
        grouped.setdefault(subject.place.file if subject.place else _whole(subject), []).append(finding)
    return tuple(Group(_head(key, members), tuple(members)) for key, members in grouped.items())


def _whole(subject: Subject) -> str:
    if subject.within and subject.kind in _WHOLE:
        return f"{_WHOLE[subject.kind]} {subject.within!r}"
    return f"{subject.kind}s"


def _head(key: str, findings: list[Finding]) -> str:
    """A file of one dashboard is named with its title."""
    subjects = [one.subject for one in findings]
    titles = {one.within for one in subjects if one.place and one.kind in ("panel", "variable")}
    return f"{key}: dashboard {titles.pop()!r}" if len(titles) == 1 and "" not in titles else key


def title(finding: Finding) -> str:
    """The subject, without the dashboard, group or job that its group is called after."""
    subject = finding.subject
    metric = f" of {subject.within!r}" if subject.kind == "label" and subject.within else ""
    series = "" if finding.series is None else f" ({count(finding.series, 'series')})"
    return f"{subject.kind} {subject.name!r}{metric}{series}"


def place_text(finding: Finding) -> str:
    """`file:line`, as editors and terminals open it; empty when no file is known."""
    place = finding.subject.place
    return "" if place is None else f"{place.file}:{place.line}" if place.line else place.file


def facts(finding: Finding) -> list[tuple[str, str]]:
    """Label and text of all that is known about a finding besides its message."""
    rows = [("detail", text) for text in finding.details]
    rows += [("fix", finding.fix), ("query", finding.query.strip())]
    return [(label, text) for label, text in rows if text]


def left_out(report: AuditReport) -> Mapping[str, tuple[str, ...]]:
    """Why something was not audited -> all that was not for that reason."""
    reasons: dict[str, list[str]] = {}
    for one in report.not_audited:
        reasons.setdefault(one.why, []).append(one.what)
    return {why: tuple(dict.fromkeys(what)) for why, what in reasons.items()}


@dataclass(frozen=True, slots=True)
class Count:
    """How many findings a class has that are not known, and how many that are."""

    class_: FindingClass
    new: int
    known: int

    def __str__(self) -> str:
        if not self.known:
            return f"{self.new} {self.class_}"
        return f"{self.new} {self.class_} (+{self.known} known)" if self.new else f"{self.known} {self.class_} (known)"


def tally(outcome: Outcome) -> tuple[Count, ...]:
    """Of each class that has findings, in the order of their harm."""
    rows = []
    for of in FindingClass:
        known = [outcome.is_known(one) for one in outcome.report.findings if one.class_ is of]
        rows += [Count(of, known.count(False), known.count(True))] if known else []
    return tuple(rows)


def sentence(outcome: Outcome) -> str:
    """The outcome in one sentence."""
    report, failing = outcome.report, outcome.failing
    if not report.findings:
        return f"nothing was looked at: {outcome.incomplete}"
    looked_at = f"{len({one.subject for one in report.findings})} looked at"
    if failing:
        counts = (f"{sum(one.class_ is of for one in failing)} {of}" for of in outcome.fail_on_in_order)
        numbers = ", ".join(text for text in counts if not text.startswith("0 "))
        said = f"{count(len(failing), 'finding')} to mend: {numbers}; {looked_at}"
    elif outcome.fail_on:
        said = f"nothing is {' or '.join(outcome.fail_on_in_order)}; {looked_at}"
    else:
        wrong = sum(one.class_ not in WELL for one in report.findings)
        said = f"{count(wrong, 'finding')}, none of which fails this audit; {looked_at}"
    if known := sum(map(outcome.is_known, report.findings)):
        said += f", {count(known, 'finding')} known"
    if outcome.incomplete:
        said += f"; incomplete, because {outcome.incomplete}"
    return said


def spent_text(report: AuditReport) -> str:
    """What the audit has cost the system: 212 of at most 2000 queries in 4.2 s of at most 1 min 00 s."""
    spent = report.spent
    queries = f"{spent.queries} of at most {spent.most_queries} queries" if spent.most_queries else ""
    took = duration(spent.seconds * 1000)
    limit = f" of at most {duration(spent.most_seconds * 1000)}" if spent.most_seconds else ""
    return f"{queries or count(spent.queries, 'query')} in {took}{limit}"


def systems_text(report: AuditReport) -> str:
    return ", ".join(f"{role} {address}" for role, address in report.systems.items())
