"""A run as JUnit XML: one testsuite, one testcase per verdict, so that any CI can list what held and what did not.

A mutant's testcases pass when the planted break was noticed as planned. Only elements and attributes that the widely
used schemas agree on are written, in their order.
"""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree import ElementTree

from lab.record.run_record import RunRecord
from lab.record.verdict import Verdict
from lab.report.escapes import xml_characters
from lab.report.explanations import Explaining
from lab.report.outcome import Outcome, last_sentence, never_judged, outcome, planned_words, run_word, spelled_outcome


def junit_xml(record: RunRecord) -> str:
    return junit_of_many((record,))


def junit_of_many(records: tuple[RunRecord, ...]) -> str:
    root = ElementTree.Element("testsuites")
    for number, record in enumerate(records):
        root.append(_suite(record, number))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _suite(record: RunRecord, number: int) -> ElementTree.Element:
    cases = [_case(record, verdict) for verdict in record.verdicts]
    if record.failure is not None:
        cases.append(_broken_off(record))
    cases += [_never_judged(record, name) for name in never_judged(record)]
    suite = _element(
        "testsuite",
        name=record.label,
        package=record.scenario,
        id=str(number),
        timestamp=datetime.fromtimestamp(record.started, UTC).strftime("%Y-%m-%dT%H:%M:%S"),
        hostname="localhost",
        tests=str(len(cases)),
        failures=_how_many(cases, "failure"),
        errors=_how_many(cases, "error"),
        skipped=_how_many(cases, "skipped"),
        time=_seconds((record.ended - record.started) * 1000),
    )
    properties = ElementTree.SubElement(suite, "properties")
    properties.extend(_element("property", name=name, value=value) for name, value in _facts(record))
    suite.extend(cases)
    ElementTree.SubElement(suite, "system-out").text = xml_characters(last_sentence(record))
    ElementTree.SubElement(suite, "system-err").text = xml_characters("\n".join(record.surprises()))
    return suite


def _facts(record: RunRecord) -> list[tuple[str, str]]:
    versions = record.versions
    facts = [("title", record.title), ("plan digest", record.plan_digest)]
    facts += [(f"version of {name}", value) for name, value in versions.model_dump().items() if value]
    facts += [(f"image of {each.service}", f"{each.used} {each.image_id} ({each.source})") for each in record.images]
    facts += [(f"left out: {left.service}", left.why) for left in record.left_out]
    return facts


def _case(record: RunRecord, verdict: Verdict) -> ElementTree.Element:
    case = _element(
        "testcase",
        classname=f"{record.label}.{verdict.step}",
        name=verdict.name,
        time=_seconds(verdict.elapsed_ms),
    )
    reason, words = str(verdict.judgement.reason or verdict.status), _words(record, verdict)
    match outcome(verdict, record.mutant):
        case Outcome.PASSED | Outcome.AS_PLANNED | Outcome.MAY_FAIL if record.mutant is not None:
            ElementTree.SubElement(case, "system-out").text = xml_characters(words)
        case Outcome.FAILED:
            _problem(case, "failure", reason, words)
        case Outcome.SURPRISE:
            _problem(case, "failure", "surprise", words)
        case Outcome.UNDECIDED:
            _problem(case, "error", reason, words)
        case Outcome.NOT_APPLICABLE:
            ElementTree.SubElement(case, "skipped").set("message", xml_characters(verdict.judgement.actual))
    return case


def _words(record: RunRecord, verdict: Verdict) -> str:
    judgement = verdict.judgement
    lines = [
        ("planned", planned_words(verdict, record.mutant)),
        ("expected", judgement.expected),
        ("seen", judgement.actual),
        ("off", judgement.difference),
    ]
    why = Explaining.of(record).explained(verdict).why
    lines += [("where", str(verdict.where)), ("why", why), ("try", judgement.hint)]
    return "\n".join([spelled_outcome(verdict, record.mutant), *(f"{name}: {text}" for name, text in lines if text)])


def _broken_off(record: RunRecord) -> ElementTree.Element:
    assert record.failure is not None
    case = _element("testcase", classname=record.label, name="the lab runs", time="0.000")
    failure = record.failure
    remedy = f"try: {failure.remedy}" if failure.remedy else ""
    text = "\n".join(filter(None, (failure.message, remedy, failure.evidence)))
    _problem(case, "error", failure.kind, text, f"{run_word(record)}: {failure.message}")
    return case


def _never_judged(record: RunRecord, name: str) -> ElementTree.Element:
    case = _element("testcase", classname=record.label, name=name, time="0.000")
    _problem(case, "failure", "surprise", "must fail, but was never judged")
    return case


def _problem(case: ElementTree.Element, element: str, kind: str, text: str, message: str = "") -> None:
    problem = _element(element, message=message or text.replace("\n", "; "), type=kind)
    problem.text = xml_characters(text)
    case.append(problem)


def _element(tag: str, /, **attributes: str) -> ElementTree.Element:
    return ElementTree.Element(tag, {key: xml_characters(value) for key, value in attributes.items()})


def _how_many(cases: list[ElementTree.Element], element: str) -> str:
    return str(sum(case.find(element) is not None for case in cases))


def _seconds(ms: float) -> str:
    return f"{ms / 1000:.3f}"
