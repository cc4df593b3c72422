"""An audit as JSON, for programs. `lab/audit/report/audit.schema.json` is its schema; while the version stays the same,
keys are only ever added."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from lab.audit.model import Finding, FindingClass, SubjectKind
from lab.audit.outcome import Outcome
from lab.audit.report.view import sentence
from lab.language.times import format_time
from lab.record.bounded import recordable
from lab.report.escapes import harmless_json

VERSION: Literal[1] = 1


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, populate_by_name=True)


class PlaceDocument(_Part):
    file: str = Field(description="path of a file, or address of a dashboard")
    line: int = Field(description="counts from 1; 0: the whole file")
    column: int


class SubjectDocument(_Part):
    kind: SubjectKind
    name: str
    within: str = Field(description="the dashboard of a panel, the group of a rule, the job of a target; may be empty")
    place: PlaceDocument | None = Field(default=None, description="where it is written, if a file is known")


class FindingDocument(_Part):
    fingerprint: str = Field(description="the same for the same finding in every audit")
    check: str = Field(description="the name of the check, as lab audit --list-checks prints it")
    class_: FindingClass = Field(alias="class")
    known: bool = Field(description="whether it is in the baseline")
    fails: bool = Field(description="whether it fails this audit")
    subject: SubjectDocument
    message: str = Field(description="what is wrong, in one sentence")
    details: tuple[str, ...] = Field(description="what is known about it")
    fix: str = Field(description="what to change; may be empty")
    query: str = Field(description="the PromQL or LogQL that it is about; may be empty")
    series: int | None = Field(default=None, description="how many series it concerns, if that is known")


class NotAuditedDocument(_Part):
    what: str
    why: str


class GoneDocument(_Part):
    fingerprint: str
    check: str
    class_: FindingClass = Field(alias="class")
    subject: str
    message: str
    note: str


class SpentDocument(_Part):
    queries: int
    seconds: float
    most_queries: int = Field(description="0: no limit")
    most_seconds: float = Field(description="0: no limit")
    exhausted: bool = Field(description="whether the audit ended before it had looked at everything")


class AuditDocument(_Part):
    schema_version: Literal[1]
    at: str = Field(description="when the audit began, in RFC 3339")
    systems: dict[str, str] = Field(description="role -> the address that was asked")
    passed: bool
    incomplete: str = Field(description="why the audit has not looked at everything; empty when it has")
    exit_code: int
    fail_on: tuple[FindingClass, ...]
    sentence: str = Field(description="the outcome in one sentence")
    counts: dict[FindingClass, int] = Field(description="the number of findings of each class, known ones included")
    findings: tuple[FindingDocument, ...] = Field(description="by harm, the worst first")
    not_audited: tuple[NotAuditedDocument, ...] = Field(description="what was not looked at, and why")
    gone: tuple[GoneDocument, ...] = Field(description="findings of the baseline that are no longer found")
    spent: SpentDocument


def audit_document(outcome: Outcome) -> AuditDocument:
    report, spent = outcome.report, outcome.report.spent
    return AuditDocument(
        schema_version=VERSION,
        at=format_time(report.at),
        systems={role: recordable(address) for role, address in report.systems.items()},
        passed=outcome.passed,
        incomplete=outcome.incomplete,
        exit_code=int(outcome.exit_code),
        fail_on=outcome.fail_on_in_order,
        sentence=recordable(sentence(outcome)),
        counts=dict(report.counts()),
        findings=tuple(_finding(finding, outcome) for finding in report.sorted()),
        not_audited=tuple(
            NotAuditedDocument(what=recordable(one.what), why=recordable(one.why)) for one in report.not_audited
        ),
        gone=tuple(
            GoneDocument(
                fingerprint=one.fingerprint,
                check=one.check,
                class_=one.class_,
                subject=one.subject,
                message=one.message,
                note=one.note,
            )
            for one in report.gone
        ),
        spent=SpentDocument(
            queries=spent.queries,
            seconds=round(spent.seconds, 3),
            most_queries=spent.most_queries,
            most_seconds=spent.most_seconds,
            exhausted=spent.exhausted,
        ),
    )


def _finding(finding: Finding, outcome: Outcome) -> FindingDocument:
    subject, place = finding.subject, finding.subject.place
    return FindingDocument(
        fingerprint=finding.fingerprint,
        check=finding.check,
        class_=finding.class_,
        known=outcome.is_known(finding),
        fails=outcome.fails(finding),
        subject=SubjectDocument(
            kind=subject.kind,
            name=recordable(subject.name),
            within=recordable(subject.within),
            place=place and PlaceDocument(file=recordable(place.file), line=place.line, column=place.column),
        ),
        message=recordable(finding.message),
        details=tuple(map(recordable, finding.details)),
        fix=recordable(finding.fix),
        query=recordable(finding.query),
        series=finding.series,
    )


def audit_json(outcome: Outcome) -> str:
    text = audit_document(outcome).model_dump_json(indent=2, by_alias=True, exclude_none=True)
    return harmless_json(text) + "\n"
