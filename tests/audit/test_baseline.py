"""What a baseline keeps, and what it makes of a later audit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lab.audit.baseline import baseline_text, read_baseline, with_baseline
from lab.audit.model import AuditReport, Finding, FindingClass
from lab.audit.outcome import Outcome
from lab.errors import Place, Problems
from tests.audit.report.examples import broken, down, hostile, shop, well, working


def report(*findings: Finding) -> AuditReport:
    return replace(well(), findings=findings)


def written(*findings: Finding) -> str:
    return baseline_text(Outcome(report(*findings)))


def test_baseline_text_reads_well() -> None:
    text = written(broken(), down(), working("Requests"))
    assert text.startswith("# Findings of lab audit that are known")
    entry = f"""\
  - fingerprint: {broken().fingerprint}
    check: unknown-label
    class: broken
    subject: panel 'Errors' of 'Shop'
    file: dashboards/shop.json
    message: no series of http_requests_total has the label "route"
"""
    assert entry in text
    assert text.count("fingerprint:") == 2


def test_a_finding_of_a_baseline_is_known_at_another_line() -> None:
    baseline = read_baseline(written(broken(), down()), "known.yml")
    moved = replace(broken(), subject=replace(broken().subject, place=Place("dashboards/shop.json", 500, 1)))
    later = with_baseline(report(moved, broken(3)), baseline)
    assert later.known == {broken().fingerprint}
    assert [entry.subject for entry in later.gone] == ["target 'node:9100' of 'node'"]
    assert Outcome(later).failing == (broken(3),)


def test_a_finding_that_became_worse_is_new() -> None:
    baseline = read_baseline(written(down()), "known.yml")
    assert with_baseline(report(replace(down(), class_=FindingClass.BROKEN)), baseline).known == frozenset()
    assert with_baseline(report(replace(down(), class_=FindingClass.QUIET)), baseline).known == {down().fingerprint}


def test_a_finding_that_works_now_is_gone() -> None:
    baseline = read_baseline(written(down()), "known.yml")
    assert len(with_baseline(report(replace(down(), class_=FindingClass.WORKING)), baseline).gone) == 1


def test_nothing_is_gone_when_the_budget_was_spent() -> None:
    baseline = read_baseline(written(down()), "known.yml")
    assert with_baseline(shop(spent=replace(shop().spent, queries=2000)), baseline).gone == ()


def test_notes_stay_when_a_baseline_is_written_again() -> None:
    text = written(broken(), down()).replace(
        f"fingerprint: {down().fingerprint}", f"fingerprint: {down().fingerprint}\n    note: it is bought in spring"
    )
    baseline = read_baseline(text, "known.yml")
    again = baseline_text(Outcome(with_baseline(report(broken(), down()), baseline)), baseline)
    assert [entry.note for entry in read_baseline(again, "known.yml")] == ["", "it is bought in spring"]


def test_a_baseline_of_hostile_texts_can_be_read() -> None:
    text = baseline_text(Outcome(hostile(), frozenset(FindingClass) - {FindingClass.WORKING, FindingClass.BY_DESIGN}))
    assert len(read_baseline(text, "known.yml")) == 5
    assert "\x1b" not in text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("version: 2\n", "known.yml:1:1: 2 is not a valid value for 'version'"),
        ("version: 1\nfindings:\n  - check: x\n", "known.yml:3:5"),
        ("- a\n", "known.yml:1:1: the file must be a mapping"),
    ],
)
def test_read_baseline_names_the_place(text: str, message: str) -> None:
    with pytest.raises(Problems) as error:
        read_baseline(text, "known.yml")
    assert str(error.value).startswith(message)
