from __future__ import annotations

from lab.audit.merging import one_for_each_subject
from lab.audit.model import Finding, FindingClass, Subject
from lab.errors import Place

PANEL = Subject("panel", "Errors", "Shop", Place("shop.json", 12, 5))


def found(class_: FindingClass, message: str, subject: Subject = PANEL, *details: str, fix: str = "") -> Finding:
    return Finding("any", class_, subject, message, details, fix)


def test_worst_is_kept_and_the_others_are_its_details() -> None:
    [one] = one_for_each_subject(
        [
            found(FindingClass.QUIET, "its window is short", PANEL, "the interval is 1m", fix="use [4m]"),
            found(FindingClass.BROKEN, "no metric is named requests", PANEL, "did you mean request?"),
            found(FindingClass.WORKING, "it has 3 series"),
        ]
    )
    assert one.class_ is FindingClass.BROKEN
    assert one.message == "no metric is named requests"
    assert one.details == ("did you mean request?", "its window is short", "the interval is 1m")
    assert one.fix == "use [4m]"


def test_first_of_equally_harmful_findings_is_kept() -> None:
    [one] = one_for_each_subject([found(FindingClass.QUIET, "first"), found(FindingClass.QUIET, "second")])
    assert (one.message, one.details) == ("first", ("second",))


def test_panels_of_one_title_in_two_files_are_two_subjects() -> None:
    panels = [Subject("panel", "Errors", "Shop", Place(file, 4, 3)) for file in ("shop.json", "copy.json")]
    assert len(one_for_each_subject([found(FindingClass.BROKEN, "no data", panel) for panel in panels])) == 2


def test_queries_of_one_panel_are_one_subject() -> None:
    panels = [Subject("panel", "Errors", "Shop", Place("shop.json", line, 3)) for line in (4, 9)]
    assert len(one_for_each_subject([found(FindingClass.BROKEN, "no data", panel) for panel in panels])) == 1
