"""JUnit XML of audits, which follows the common schemas."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from lab.audit.report.junit import audit_junit
from tests.audit.report.examples import broken, several
from tests.report.ci.test_junit import assert_common_schema


def root(name: str) -> ElementTree.Element:
    return ElementTree.fromstring(audit_junit(several()[name]))


@pytest.mark.parametrize("name", several())
def test_audit_junit_schema(name: str) -> None:
    assert_common_schema(root(name))


def test_audit_junit_failures() -> None:
    suites = {suite.attrib["name"]: suite for suite in root("shop")}
    dashboard = suites["dashboards/shop.json: dashboard 'Shop'"]
    assert (dashboard.get("tests"), dashboard.get("failures")) == ("9", "7")
    failure = dashboard.find("testcase[@name=\"panel 'Errors'\"]/failure")
    assert failure is not None
    assert failure.get("message") == f"broken: {broken().message}"
    assert "where: dashboards/shop.json:120" in (failure.text or "")
    assert suites["metrics"].get("failures") == "0"


def test_audit_junit_known_and_left_out_are_skipped() -> None:
    suites = {suite.attrib["name"]: suite for suite in root("known")}
    skipped = suites["job 'node'"].find("testcase/skipped")
    assert skipped is not None
    assert skipped.get("message") == "known: the target node:9100 is down: connection refused"
    assert suites["the whole audit"].get("skipped") == "1"


def test_audit_junit_without_budget() -> None:
    assert [suite.get("errors") for suite in root("incomplete")][-1] == "1"
    assert [suite.get("errors") for suite in root("shop")][-1] == "0"
