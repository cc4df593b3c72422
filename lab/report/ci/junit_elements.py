"""The elements of JUnit XML, with texts that XML can contain. Only what the widely used schemas agree on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from xml.etree import ElementTree

from lab.report.escapes import xml_characters


def junit_text(suites: Iterable[ElementTree.Element]) -> str:
    root = ElementTree.Element("testsuites")
    root.extend(suites)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def element(tag: str, /, **attributes: str) -> ElementTree.Element:
    return ElementTree.Element(tag, {key: xml_characters(value) for key, value in attributes.items()})


def problem(case: ElementTree.Element, tag: str, kind: str, text: str, message: str = "") -> None:
    """Adds a `failure` or `error` to a testcase. `message`: the text in one line, unless given."""
    added = element(tag, message=message or text.replace("\n", "; "), type=kind)
    added.text = xml_characters(text)
    case.append(added)


def how_many(cases: Iterable[ElementTree.Element], tag: str) -> str:
    """The number of testcases that have such a child."""
    return str(sum(case.find(tag) is not None for case in cases))


def seconds(ms: float) -> str:
    return f"{ms / 1000:.3f}"


def timestamp(unix_seconds: float) -> str:
    return datetime.fromtimestamp(unix_seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
