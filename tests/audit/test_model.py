"""Findings keep their fingerprint, and stand in the order of their harm."""

from __future__ import annotations

from dataclasses import replace

from lab.audit.model import HARM, FindingClass, Spent, Subject
from lab.errors import Place
from tests.audit.report.examples import broken, down, shop, unread


def test_fingerprint_is_that_of_check_subject_and_query() -> None:
    moved = replace(broken(), subject=replace(broken().subject, place=Place("elsewhere.json", 7, 7)), message="other")
    assert moved.fingerprint == broken().fingerprint
    assert replace(broken(), query="with another interval").fingerprint == broken().fingerprint
    rule = replace(broken(), subject=Subject("alerting rule", "Errors", "shop"))
    assert replace(rule, query="other").fingerprint != rule.fingerprint
    others = {
        broken(1).fingerprint,
        replace(broken(), check="other").fingerprint,
        replace(broken(), subject=replace(broken().subject, within="other")).fingerprint,
    }
    assert len(others | {broken().fingerprint}) == 4


def test_sorted_by_harm_then_place_then_series() -> None:
    findings = shop().sorted()
    assert [HARM[one.class_] for one in findings] == sorted(HARM[one.class_] for one in findings)
    lines = [one.subject.place.line for one in findings if one.class_ is FindingClass.BROKEN and one.subject.place]
    assert lines == sorted(lines)
    report = replace(shop(), findings=(unread("a", 1), unread("b", 9), down()))
    assert [one.subject.name for one in report.sorted()] == ["node:9100", "b", "a"]


def test_counts_name_every_class() -> None:
    counts = shop().counts()
    assert set(counts) == set(FindingClass)
    assert sum(counts.values()) == len(shop().findings)


def test_spent_is_exhausted_at_either_limit() -> None:
    assert not Spent(9, 1.0).exhausted
    assert not Spent(9, 1.0, 10, 2.0).exhausted
    assert Spent(10, 1.0, 10, 2.0).exhausted
    assert Spent(9, 2.0, 10, 2.0).exhausted


def test_subject_text() -> None:
    assert str(Subject("panel", "Errors", "Shop")) == "panel 'Errors' of 'Shop'"
    assert str(Subject("metric", "up")) == "metric 'up'"
