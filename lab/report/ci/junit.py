"""A run as JUnit XML: one testsuite, one testcase per verdict, for CI systems that list test results.

A mutant's testcases pass when the injected defect was detected as planned. Only elements and attributes that the widely
used schemas agree on are written, in their order.
"""

from __future__ import annotations

from xml.etree import ElementTree

from lab.record.outcome import RunOutcome, VerdictOutcome, verdict_outcome
from lab.record.run_record import RunRecord
from lab.record.verdict import Verdict
from lab.report.ci.junit_elements import element, how_many, junit_text, problem, seconds, timestamp
from lab.report.escapes import xml_characters
from lab.report.explanations import Explainer
from lab.report.facts import select_facts, verdict_facts
from lab.report.sentences import run_sentence, verdict_text

_LABELS = ("planned", "expected", "actual", "difference", "where", "why", "hint")
_UNEXPECTED = "unexpected-result"


def junit_xml(record: RunRecord) -> str:
    return junit_of_many((record,))


def junit_of_many(records: tuple[RunRecord, ...]) -> str:
    return junit_text(_suite(record, number) for number, record in enumerate(records))


def _suite(record: RunRecord, number: int) -> ElementTree.Element:
    explainer = Explainer.of(record)
    cases = [_case(record, verdict, explainer) for verdict in record.verdicts]
    if record.failure is not None:
        cases.append(_failure_case(record))
    cases += [_never_judged_case(record, name) for name in record.never_judged()]
    suite = element(
        "testsuite",
        name=record.label,
        package=record.scenario,
        id=str(number),
        timestamp=timestamp(record.started),
        hostname="localhost",
        tests=str(len(cases)),
        failures=how_many(cases, "failure"),
        errors=how_many(cases, "error"),
        skipped=how_many(cases, "skipped"),
        time=seconds(record.took_ms),
    )
    properties = ElementTree.SubElement(suite, "properties")
    properties.extend(element("property", name=name, value=value) for name, value in _facts(record))
    suite.extend(cases)
    ElementTree.SubElement(suite, "system-out").text = xml_characters(run_sentence(record))
    ElementTree.SubElement(suite, "system-err").text = xml_characters("\n".join(record.unexpected()))
    return suite


def _facts(record: RunRecord) -> list[tuple[str, str]]:
    versions = record.versions
    facts = [("title", record.title), ("plan digest", record.plan_digest)]
    facts += [(f"version of {name}", value) for name, value in versions.model_dump().items() if value]
    facts += [
        (f"image of {image.service}", f"{image.used} {image.image_id} ({image.source})") for image in record.images
    ]
    facts += [(f"left out: {left.service}", left.why) for left in record.left_out]
    return facts


def _case(record: RunRecord, verdict: Verdict, explainer: Explainer) -> ElementTree.Element:
    case = element(
        "testcase",
        classname=f"{record.label}.{verdict.step}",
        name=verdict.name,
        time=seconds(verdict.elapsed_ms),
    )
    reason, text = str(verdict.judgement.reason or verdict.status), _text(record, verdict, explainer)
    match verdict_outcome(verdict, record.mutant):
        case VerdictOutcome.PASSED | VerdictOutcome.AS_PLANNED | VerdictOutcome.MAY_FAIL if record.mutant is not None:
            ElementTree.SubElement(case, "system-out").text = xml_characters(text)
        case VerdictOutcome.FAILED:
            problem(case, "failure", reason, text)
        case VerdictOutcome.UNEXPECTED:
            problem(case, "failure", _UNEXPECTED, text)
        case VerdictOutcome.UNDECIDED:
            problem(case, "error", reason, text)
        case VerdictOutcome.NOT_APPLICABLE if record.strict:
            problem(case, "failure", reason, text)
        case VerdictOutcome.NOT_APPLICABLE:
            ElementTree.SubElement(case, "skipped").set("message", xml_characters(verdict.judgement.actual))
    return case


def _text(record: RunRecord, verdict: Verdict, explainer: Explainer) -> str:
    facts = select_facts(verdict_facts(verdict, record.mutant, explainer.explain(verdict)), _LABELS)
    return "\n".join([verdict_text(verdict, record.mutant), *(f"{label}: {text}" for label, text in facts)])


def _failure_case(record: RunRecord) -> ElementTree.Element:
    """What ended the run early."""
    assert record.failure is not None
    case = element("testcase", classname=record.label, name="the lab runs", time="0.000")
    failure = record.failure
    hint = f"hint: {failure.remedy}" if failure.remedy else ""
    text = "\n".join(filter(None, (failure.message, hint, failure.evidence)))
    tag = "failure" if record.result.outcome is RunOutcome.FAILED else "error"
    problem(case, tag, failure.kind, text, f"{record.result.outcome}: {failure.message}")
    return case


def _never_judged_case(record: RunRecord, name: str) -> ElementTree.Element:
    case = element("testcase", classname=record.label, name=name, time="0.000")
    problem(case, "failure", _UNEXPECTED, "must fail, but was never judged")
    return case
