"""JUnit XML of recorded runs, which follows the common schemas."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from lab.report.ci.junit import junit_of_many, junit_xml
from tests.report.approval import assert_approved
from tests.report.records import HOSTILE, hostile
from tests.report.stories import STORIES

# element -> required attributes, allowed attributes, allowed children: what the common JUnit schemas share
_NUMBERS = {"tests", "failures", "errors", "skipped", "time"}
_SUITE = {"name", "timestamp", "hostname", "package", "id", *_NUMBERS}
_RULES: dict[str, tuple[set[str], set[str], set[str]]] = {
    "testsuites": (set(), set(), {"testsuite"}),
    "testsuite": (_SUITE, _SUITE, {"properties", "testcase", "system-out", "system-err"}),
    "properties": (set(), set(), {"property"}),
    "property": ({"name", "value"}, {"name", "value"}, set()),
    "testcase": (
        {"name", "classname", "time"},
        {"name", "classname", "time"},
        {"failure", "error", "skipped", "system-out"},
    ),
    "failure": ({"type"}, {"type", "message"}, set()),
    "error": ({"type"}, {"type", "message"}, set()),
    "skipped": (set(), {"message"}, set()),
    "system-out": (set(), set(), set()),
    "system-err": (set(), set(), set()),
}
ALL = {**STORIES, "hostile": hostile}


@pytest.mark.parametrize("story", STORIES)
def test_junit_xml_whole(story: str, tmp_path: Path) -> None:
    assert_approved(f"junit_{story}", junit_xml(STORIES[story]()), tmp_path)


@pytest.mark.parametrize("story", ALL)
def test_junit_xml_schema(story: str) -> None:
    assert_common_schema(ElementTree.fromstring(junit_xml(ALL[story]())))


def assert_common_schema(root: ElementTree.Element) -> None:
    for element in root.iter():
        required, allowed, children = _RULES[element.tag]
        assert required <= set(element.attrib) <= allowed
        assert {child.tag for child in element} <= children
    for suite in root:
        order = [child.tag for child in suite]
        assert order == sorted(order, key=["properties", "testcase", "system-out", "system-err"].index)
        assert int(suite.attrib["tests"]) == len(suite.findall("testcase"))
        for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.attrib[attribute]) == len(suite.findall(f"testcase/{tag}"))


def test_junit_xml_escapes() -> None:
    root = ElementTree.fromstring(junit_xml(hostile()))
    names = {case.get("name") for case in root.iter("testcase")}
    assert HOSTILE.replace("\x1b[31m\x00", "") in names


def test_junit_of_many() -> None:
    root = ElementTree.fromstring(junit_of_many(tuple(make() for make in STORIES.values())))
    assert [suite.get("id") for suite in root] == [str(number) for number in range(len(STORIES))]
