"""How findings are grouped and counted."""

from __future__ import annotations

from dataclasses import replace

from lab.audit.model import FindingClass, NotAudited, Subject
from lab.audit.outcome import Outcome
from lab.audit.report.view import (
    MEANINGS,
    TONES,
    facts,
    groups,
    left_out,
    place_text,
    sentence,
    spent_text,
    tally,
    title,
)
from lab.errors import Place
from tests.audit.report.examples import broken, down, several, shop, unread, well


def test_every_class_has_a_meaning_and_a_tone() -> None:
    assert set(MEANINGS) == set(TONES) == set(FindingClass)


def test_groups() -> None:
    of = {group.head: len(group.findings) for group in groups((broken(), broken(1), down(), unread("a", 1)))}
    assert of == {"dashboards/shop.json: dashboard 'Shop'": 2, "job 'node'": 1, "metrics": 1}


def test_title_and_place() -> None:
    assert (title(broken()), place_text(broken())) == ("panel 'Errors'", "dashboards/shop.json:120")
    assert (title(unread("a", 12)), place_text(down())) == ("metric 'a' (12 series)", "")
    whole = Subject("panel", "p", "d", Place("shop.json", 0, 0))
    assert place_text(broken().__class__("c", FindingClass.BROKEN, whole, "m")) == "shop.json"


def test_facts() -> None:
    assert [label for label, _ in facts(broken())] == ["detail", "fix", "query"]


def test_tally() -> None:
    known = frozenset({down().fingerprint, broken().fingerprint})
    texts = [str(one) for one in tally(Outcome(shop(known)))]
    assert texts == [
        "6 broken (+1 known)",
        "1 missing (known)",
        "1 misleading",
        "7 costly",
        "1 empty by design",
        "1 working",
    ]


def test_sentence() -> None:
    outcomes = several()
    assert sentence(outcomes["shop"]) == "8 findings to mend: 7 broken, 1 missing; 18 looked at"
    assert sentence(outcomes["known"]) == "7 findings to mend: 7 broken; 18 looked at, 1 finding known"
    assert sentence(outcomes["well"]) == "nothing is broken or missing; 2 looked at"
    assert sentence(outcomes["nothing fails"]) == "16 findings, none of which fails this audit; 18 looked at"
    assert sentence(outcomes["nothing"]) == "nothing was looked at: there are neither rules, targets nor dashboards"
    assert sentence(outcomes["incomplete"]).endswith("; 18 looked at; incomplete, because the budget was spent")


def test_left_out_by_reason() -> None:
    rows = tuple(NotAudited(f"panel {number}", "no Loki was given") for number in (1, 2, 2))
    report = replace(well(), not_audited=(*rows, NotAudited("receivers", "no Alertmanager was given")))
    assert left_out(report) == {
        "no Loki was given": ("panel 1", "panel 2"),
        "no Alertmanager was given": ("receivers",),
    }


def test_spent_text() -> None:
    assert spent_text(well()) == "212 of at most 2000 queries in 4.2 s of at most 1 min 00 s"
