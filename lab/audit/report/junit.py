"""An audit as JUnit XML, for CI systems that list test results: a suite for each file or dashboard, a case for each
subject that was looked at. A known finding and what was not audited are skipped cases."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from lab.audit.model import Finding, FindingClass
from lab.audit.outcome import Outcome
from lab.audit.report.view import facts, groups, place_text, sentence, spent_text, systems_text, title
from lab.report.ci.junit_elements import element, how_many, junit_text, problem, seconds, timestamp
from lab.report.escapes import xml_characters

_NAME = "lab audit"


def audit_junit(outcome: Outcome) -> str:
    findings = outcome.report.sorted()
    suites = [
        _suite(outcome, number, group.head, [_case(finding, outcome) for finding in group.findings])
        for number, group in enumerate(groups(findings))
    ]
    suites.append(_suite(outcome, len(suites), "the whole audit", list(_cases_of_all(outcome))))
    return junit_text(suites)


def _suite(outcome: Outcome, number: int, name: str, cases: list[ElementTree.Element]) -> ElementTree.Element:
    report = outcome.report
    suite = element(
        "testsuite",
        name=name,
        package=_NAME,
        id=str(number),
        timestamp=timestamp(report.at),
        hostname="localhost",
        tests=str(len(cases)),
        failures=how_many(cases, "failure"),
        errors=how_many(cases, "error"),
        skipped=how_many(cases, "skipped"),
        time="0.000",
    )
    properties = ElementTree.SubElement(suite, "properties")
    rows = {"systems": systems_text(report), "asked": spent_text(report)}
    properties.extend(element("property", name=key, value=value) for key, value in rows.items())
    suite.extend(cases)
    ElementTree.SubElement(suite, "system-out").text = xml_characters(sentence(outcome))
    ElementTree.SubElement(suite, "system-err")
    return suite


def _case(finding: Finding, outcome: Outcome) -> ElementTree.Element:
    case = element("testcase", classname=f"{_NAME}.{finding.check}", name=title(finding), time="0.000")
    text = _text(finding)
    if outcome.is_known(finding):
        ElementTree.SubElement(case, "skipped").set("message", xml_characters(f"known: {finding.message}"))
    elif outcome.fails(finding):
        problem(case, "failure", finding.class_.value, text, f"{finding.class_}: {finding.message}")
    elif finding.class_ is not FindingClass.WORKING:
        ElementTree.SubElement(case, "system-out").text = xml_characters(text)
    return case


def _text(finding: Finding) -> str:
    rows = [("where", place_text(finding)), *facts(finding), ("fingerprint", finding.fingerprint)]
    lines = [f"{finding.class_}: {finding.message}", *(f"{label}: {text}" for label, text in rows if text)]
    return "\n".join(lines)


def _cases_of_all(outcome: Outcome) -> Iterator[ElementTree.Element]:
    spent = outcome.report.spent
    case = element("testcase", classname=_NAME, name="looks at everything", time=seconds(spent.seconds * 1000))
    if outcome.incomplete and outcome.fail_on:
        problem(case, "error", "incomplete", f"{outcome.incomplete}; asked {spent_text(outcome.report)}")
    yield case
    for one in outcome.report.not_audited:
        case = element("testcase", classname=f"{_NAME}.not audited", name=one.what, time="0.000")
        ElementTree.SubElement(case, "skipped").set("message", xml_characters(one.why))
        yield case
