from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.console import Console

from lab.comparison.model import Comparison
from lab.comparison.record import ComparisonRecord, Portability
from lab.comparison.report.console import print_comparison
from lab.comparison.report.files import read_comparison, write_comparison
from lab.comparison.report.format import larger_by, measured, shown
from lab.comparison.report.html import comparison_html
from lab.comparison.report.markdown import comparison_markdown
from lab.comparison.report.phrases import headline
from lab.comparison.report.summary import largest_kept_up, plain_lines
from lab.comparison.verdicts import compare
from lab.errors import UsageError
from lab.report.charts.log_axis import log_axis
from lab.report.files import write_reports
from tests.report.approval import assert_approved
from tests.report.comparison_fixture import PUSH, START, at_scale, pull_vs_push, unlike_its_claim
from tests.report.html.parsed_page import Page
from tests.report.records import HOSTILE
from tests.report.stories import passed

REPORT = "lab-runs/pull-vs-push/comparison.html"
RECORDS = {"behaviour": pull_vs_push, "scale": at_scale, "unlike": unlike_its_claim}


def hostile() -> ComparisonRecord:
    record = pull_vs_push()
    dead = tuple(
        d.model_copy(update={"name": HOSTILE, "file": HOSTILE, "query": HOSTILE, "killer": HOSTILE})
        for d in record.portability.dead
    )
    answers = tuple(a.model_copy(update={"question": HOSTILE, "query": HOSTILE}) for a in record.portability.answers)
    portability = record.portability.model_copy(
        update={
            "dead": dead,
            "answers": answers,
            "only_on": {"pull": (HOSTILE,)},
            "labels_only_on": {"push": (HOSTILE,)},
        }
    )
    sides = tuple(side.model_copy(update={"title": HOSTILE, "scenario": HOSTILE}) for side in record.sides)
    words = {"title": HOSTILE, "why": HOSTILE, "name": HOSTILE, "file": HOSTILE + "\n", "remarks": (HOSTILE,)}
    return record.model_copy(update={"sides": sides, "portability": portability, **words})


def three_sides() -> ComparisonRecord:
    record = pull_vs_push(expected=())
    also = [r.model_copy(update={"side": "remote write"}) for r in record.repetitions if r.side == "push"]
    sides = (*record.sides, PUSH.model_copy(update={"name": "remote write"}))
    return record.model_copy(update={"sides": sides, "repetitions": (*record.repetitions, *also)})


ALL = {**RECORDS, "hostile": hostile, "three": three_sides, "bare": lambda: pull_vs_push(portability=Portability())}


def told(record: ComparisonRecord, *, width: int = 100, colour: bool = False) -> str:
    out = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        _environ={},
    )
    print_comparison(out, record, compare(record), REPORT)
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


@pytest.mark.parametrize("name", RECORDS)
def test_the_whole_console_output(name: str, tmp_path: Path) -> None:
    assert_approved(f"comparison_console_{name}", told(RECORDS[name]()), tmp_path)


@pytest.mark.parametrize("name", RECORDS)
def test_the_whole_markdown(name: str, tmp_path: Path) -> None:
    record = RECORDS[name]()
    assert_approved(f"comparison_markdown_{name}", comparison_markdown(record, compare(record)), tmp_path)


@pytest.mark.parametrize("name", ALL)
def test_the_console_keeps_to_its_width(name: str) -> None:
    text = told(ALL[name]())
    assert [line for line in text.splitlines() if len(line.rstrip()) > 100 and not line.startswith("took")] == []
    assert "\x1b" not in text


def test_verdicts_are_coloured_on_a_terminal() -> None:
    text = told(pull_vs_push(), colour=True)
    assert "\x1b[32mpull is better" in text
    assert "\x1b[33mcannot tell" in text


@pytest.mark.parametrize("name", ALL)
def test_the_page_nests_fetches_nothing_and_its_links_lead_somewhere(name: str) -> None:
    record = ALL[name]()
    text = comparison_html(record, compare(record))
    page = Page(text)
    assert "script" not in {tag for tag, _ in page.elements}
    for _, attributes in page.elements:
        assert not [key for key in attributes if key.startswith("on")]
        assert not re.match(r"(?:https?:)?//", attributes.get("src") or attributes.get("href") or "")
    names = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(names) == len(set(names))
    targets = {(attributes["href"] or "")[1:] for tag, attributes in page.elements if tag == "a"}
    assert targets <= set(names)
    assert all("scope" in attributes for tag, attributes in page.elements if tag == "th")
    for each in re.findall(r"<svg.*?</svg>", text, re.DOTALL):
        ElementTree.fromstring(each)


def test_the_page_has_the_order_in_which_a_practitioner_asks() -> None:
    record = pull_vs_push()
    text = comparison_html(record, compare(record))
    order = ["verdicts", "breaks", "names", "one-side", "answers", "expected", "faults", "production", "charts"]
    order += ["measures", "proofs", "made-of", "again"]
    places = [text.index(f'<section id="{name}"') for name in order]
    assert places == sorted(places)
    first = "".join(Page(text[: places[1]] + "</main></body></html>").words)
    for words in ("pull is better", "push costs 1.8 times the processor time", "> 8 s", "(5 more repetitions)"):
        assert words in first


def test_every_side_has_a_dot_for_each_repetition_that_counts() -> None:
    record = pull_vs_push()
    text = comparison_html(record, compare(record))
    drawing = next(each for each in re.findall(r"<svg.*?</svg>", text, re.DOTALL) if "memory" in each)
    assert drawing.count("<circle") == 5 * 2 * 3  # repetitions, sides, and the total with two components


def test_curves_have_a_ring_where_a_side_did_not_keep_up() -> None:
    record = at_scale()
    comparison = compare(record)
    assert largest_kept_up(comparison.pairs[0]) == {"pull": 300_000, "push": 100_000}
    drawings = re.findall(r"<svg.*?</svg>", comparison_html(record, comparison), re.DOTALL)
    assert len(drawings) == 5
    assert all(drawing.count("did not keep up") == 1 for drawing in drawings)


def test_a_size_speaks_for_the_others_on_the_first_screen() -> None:
    rows = headline(compare(at_scale()).pairs[0])
    assert {row.size for row in rows} == {100_000}


def test_text_from_records_is_no_markup() -> None:
    record = hostile()
    comparison = compare(record)
    assert "<script" not in comparison_html(record, comparison)
    text = comparison_markdown(record, comparison)
    assert "<script" not in text
    for table in re.split(r"\n\n", text):
        rows = [line for line in table.splitlines() if line.startswith("| ")]
        assert len({line.count("|") for line in rows}) <= 1


def test_nothing_is_claimed_of_sides_that_are_not_what_they_claim_to_be() -> None:
    record = unlike_its_claim()
    lines = plain_lines(record, compare(record))
    assert not [line for line in lines if line.startswith(("push", "pull", "no difference"))]
    assert "is better" not in comparison_markdown(record, compare(record))


def test_a_comparison_with_an_earlier_one_says_which_side_it_is_about() -> None:
    record = pull_vs_push()
    found = compare(record)
    pair = found.pairs[0]
    renamed = {"pull": "before", "push": "now"}
    rows = tuple(
        replace(
            row,
            spreads={renamed[side]: spread for side, spread in row.spreads.items()},
            winner=renamed.get(row.winner or ""),
        )
        for row in pair.rows
    )
    earlier = Comparison(
        (replace(pair, first="before", other="now", rows=rows, about="pull"),), found.judged, found.level
    )
    assert "pull: now against before, 11 measures: before is better in 7" in comparison_html(record, earlier)
    assert "pull: median of" in comparison_markdown(record, earlier)


def test_files_are_written_whole_and_read_back(tmp_path: Path) -> None:
    record = pull_vs_push()
    paths = write_comparison(record, tmp_path / "new" / "folder")
    assert read_comparison(paths.json) == record
    assert sorted(path.name for path in paths.json.parent.iterdir()) == [
        "comparison.html",
        "comparison.json",
        "comparison.md",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sides: 2", "is not JSON"),
        ("[]", "is some other JSON, not the record of a comparison"),
        (
            '{"sides": [], "repetitions": [], "schema_version": 7}',
            "is a comparison of version 7; this lab reads version 1",
        ),
        ('{"sides": [], "repetitions": [], "schema_version": 1}', "is not a whole comparison: name: Field required"),
    ],
)
def test_what_is_no_comparison_is_refused_in_words(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "comparison.json"
    file.write_text(text)
    with pytest.raises(UsageError) as refused:
        read_comparison(file)
    assert refused.value.message == f"{file} {said}"


def test_a_run_and_a_missing_file_are_refused_in_words(tmp_path: Path) -> None:
    run = write_reports(passed(), tmp_path).run
    with pytest.raises(UsageError, match="is the record of a run, not the record of a comparison"):
        read_comparison(run)
    with pytest.raises(UsageError, match=r"cannot read .*: No such file or directory"):
        read_comparison(tmp_path / "missing.json")


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0.0, "bytes", "0 B"),
        (1023.0, "bytes", "0.999 KiB"),
        (15_730.0, "bytes/s", "15.4 KiB/s"),
        (121 * 1024.0**2, "bytes", "121 MiB"),
        (0.5221, "s", "522 ms"),
        (0.9999, "s", "1 s"),
        (61.04, "s", "61 s"),
        (0.00042, "s", "420 µs"),
        (4.02, "us", "4.02 µs"),
        (326.94, "ms/s", "327 ms/s"),
        (0.0124, "share", "1.24 %"),
        (123_456.0, "count", "123,456"),
        (2.5, "count", "2.5"),
        (301.2, "1/s", "301/s"),
        (7.0, "bananas", "7 bananas"),
    ],
)
def test_values_in_units(value: float, unit: str, said: str) -> None:
    assert measured(value, unit) == said


@pytest.mark.parametrize(
    ("ratio", "said"), [(1.82, "1.8 times the"), (1.23, "23 % more"), (12.4, "12 times the"), (240.0, "240 times the")]
)
def test_ratios_in_words(ratio: float, said: str) -> None:
    assert larger_by(ratio) == said


def test_what_took_the_whole_wait_is_more_than_it() -> None:
    assert shown(8.0, "cut.noticed", "s", 8.0) == "> 8 s"
    assert shown(7.93, "cut.noticed", "s", 8.0) == "7.93 s"
    assert shown(8.0, "freshness.max", "s", 8.0) == "8 s"


def test_a_log_axis_holds_all_values_and_marks_round_ones() -> None:
    axis = log_axis([8.0, 620.0], 0, 100)
    assert axis.ticks == (10, 20, 50, 100, 200, 500)
    assert 0 < axis.at(8.0) < axis.at(620.0) < 100
    assert log_axis([3e5, 3e9], 0, 1, binary=True).ticks[0] % 1024 == 0
    assert log_axis([], 0, 1).ticks


def test_the_clock_of_the_page_is_the_record_s() -> None:
    record = pull_vs_push()
    assert record.started == START
    assert "2025-10-09 08:53:20 UTC" in comparison_html(record, compare(record))
