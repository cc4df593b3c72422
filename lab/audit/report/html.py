"""An audit as one page: everything in one file, nothing fetched, no script. Boxes for the classes filter it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from lab import __version__
from lab.audit.model import FindingClass
from lab.audit.outcome import WELL, Outcome
from lab.audit.registry import CheckDescription
from lab.audit.report.view import (
    MEANINGS,
    TONES,
    Group,
    facts,
    groups,
    left_out,
    place_text,
    sentence,
    spent_text,
    systems_text,
    tally,
    title,
)
from lab.report.html.page import pages

_IN_SIGHT = 3  # findings of one check in one group; more are folded away


@dataclass(frozen=True, slots=True)
class Section:
    """The findings of one class."""

    class_: FindingClass
    meaning: str
    tone: str
    groups: tuple[Group, ...]
    size: int

    @property
    def name(self) -> str:
        """As an id and a CSS class."""
        return self.class_.value.replace(" ", "-")


def audit_html(outcome: Outcome, descriptions: Mapping[str, CheckDescription]) -> str:
    """`descriptions`: of the checks by name, for those that have findings."""
    report = outcome.report
    sections = [
        Section(of, MEANINGS[of], TONES[of], groups(members), len(members))
        for of, grouped in groupby(report.sorted(), lambda finding: finding.class_)
        for members in [tuple(grouped)]
    ]
    seen = dict.fromkeys(one.check for one in report.sorted() if one.class_ is not FindingClass.WORKING)
    described = [name for name in seen if name in descriptions]
    return (
        pages(Path(__file__).with_name("templates"))
        .get_template("audit.html.j2")
        .render(
            version=__version__,
            report=report,
            outcome=outcome,
            sentence=sentence(outcome),
            systems=systems_text(report),
            spent=spent_text(report),
            tally=tally(outcome),
            tones=TONES,
            sections=sections,
            well=WELL,
            in_sight=_IN_SIGHT,
            title=title,
            place_text=place_text,
            facts=facts,
            left_out=left_out(report),
            checks=[descriptions[name] for name in described],
            described=described,
        )
    )
