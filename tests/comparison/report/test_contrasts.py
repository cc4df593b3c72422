"""A comparison of contrasts: each pair under its title, with its own names and broken queries."""

from __future__ import annotations

import io

from rich.console import Console

from lab.comparison.record import BrokenQuery, ComparisonRecord, NameDifference, Portability
from lab.comparison.report.console import print_comparison
from lab.comparison.report.html import comparison_html
from lab.comparison.report.markdown import comparison_markdown
from lab.comparison.report.summary import broken_sentences, summary_lines
from lab.comparison.verdicts import compare
from tests.comparison.records import record, repetitions

FEW, MANY = {"series.app": [100] * 5}, {"series.app": [300] * 5}
TRANSPORT, NAMES = "what transport changes", "what instrumentation changes"


def three_sides() -> ComparisonRecord:
    broken = BrokenQuery(
        kind="alert", name="Slow", file="r.yml", query="a", written_for="old", on="new", cause="a: no such metric"
    )
    return record(
        [*repetitions("old", FEW), *repetitions("new", MANY), *repetitions("pushed", MANY)],
        contrasts={TRANSPORT: ("new", "pushed"), NAMES: ("old", "new")},
        portability=Portability(
            broken=(broken,),
            contrasts=(
                NameDifference(title=TRANSPORT, only_on={"new": ("up",), "pushed": ()}, shared=("b", "c"), working=4),
                NameDifference(title=NAMES, only_on={"old": ("a",), "new": ("b", "c", "up")}, working=1),
            ),
        ),
    )


def test_broken_sentences_of_contrasts() -> None:
    assert broken_sentences(three_sides()) == (
        f"{TRANSPORT}: all 4 rules and panels work unchanged on the other side",
        f"{NAMES}: 1 of 2 rules and panels return no data on the other side: 1 written for old on new",
    )


def test_summary_lines_of_contrasts() -> None:
    lines = summary_lines(three_sides(), compare(three_sides()))

    assert f"{TRANSPORT}: equivalent: active series" in lines
    assert f"{NAMES}: new has 3 times the active series" in lines
    assert f"{TRANSPORT}: application metrics: 2 on both sides, 1 only on new, 0 only on pushed" in lines


def test_reports_of_contrasts_are_in_their_order() -> None:
    made, result = three_sides(), compare(three_sides())
    console = Console(file=io.StringIO(), width=200)
    print_comparison(console, made, result)
    printed = console.file.getvalue()  # type: ignore[attr-defined]
    texts = [printed, comparison_markdown(made, result), comparison_html(made, result)]

    assert [f"### {title}" in texts[1] for title in (TRANSPORT, NAMES)] == [True, True]
    for text in texts:
        assert 0 < text.index(TRANSPORT) < text.index(NAMES)
        assert f"{TRANSPORT}: pushed vs new" in text
