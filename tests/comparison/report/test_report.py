from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.console import Console

from lab.comparison.record import ComparisonRecord, Portability
from lab.comparison.report.console import print_comparison
from lab.comparison.report.files import read_record, write_record, write_reports
from lab.comparison.report.format import ratio_text, summary_value_text, value_text
from lab.comparison.report.headline import headline, largest_on_time
from lab.comparison.report.html import comparison_html
from lab.comparison.report.markdown import comparison_markdown
from lab.comparison.report.summary import summary_lines
from lab.comparison.result import ComparisonResult
from lab.comparison.stats.summary_stats import summarize
from lab.comparison.verdicts import compare
from lab.errors import UsageError
from lab.report.charts.log_axis import log_axis
from lab.report.files import write_reports as write_run_reports
from tests.comparison.report.example_records import PUSH, START, at_scale, pull_vs_push, unlike_its_claim
from tests.report.approval import assert_approved
from tests.report.records import HOSTILE, passed
from tests.report.test_html import Page

APPROVED = Path(__file__).with_name("approved")
REPORT = "lab-runs/pull-vs-push/comparison.html"
RECORDS = {"behaviour": pull_vs_push, "scale": at_scale, "unlike": unlike_its_claim}


def hostile() -> ComparisonRecord:
    record = pull_vs_push()
    broken = tuple(
        d.model_copy(update={"name": HOSTILE, "file": HOSTILE, "query": HOSTILE, "cause": HOSTILE})
        for d in record.portability.broken
    )
    answers = tuple(a.model_copy(update={"question": HOSTILE, "query": HOSTILE}) for a in record.portability.answers)
    portability = record.portability.model_copy(
        update={
            "broken": broken,
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


def console_text(record: ComparisonRecord, *, width: int = 100, colour: bool = False) -> str:
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
def test_print_comparison_whole(name: str, tmp_path: Path) -> None:
    assert_approved(f"console_{name}", console_text(RECORDS[name]()), tmp_path, APPROVED)


@pytest.mark.parametrize("name", RECORDS)
def test_comparison_markdown_whole(name: str, tmp_path: Path) -> None:
    record = RECORDS[name]()
    assert_approved(f"markdown_{name}", comparison_markdown(record, compare(record)), tmp_path, APPROVED)


@pytest.mark.parametrize("name", ALL)
def test_print_comparison_width(name: str) -> None:
    text = console_text(ALL[name]())
    assert [line for line in text.splitlines() if len(line.rstrip()) > 100 and not line.startswith("took")] == []
    assert "\x1b" not in text


def test_print_comparison_colours() -> None:
    text = console_text(pull_vs_push(), colour=True)
    assert "\x1b[32mpull is better" in text
    assert "\x1b[33minconclusive" in text


@pytest.mark.parametrize("name", ALL)
def test_comparison_html_is_valid_and_fetches_nothing(name: str) -> None:
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


def test_comparison_html_order_of_sections() -> None:
    record = pull_vs_push()
    text = comparison_html(record, compare(record))
    order = ["verdicts", "breaks", "names", "one-side", "answers", "expected", "faults", "production", "charts"]
    order += ["measures", "wire-checks", "environment", "repeat"]
    places = [text.index(f'<section id="{name}"') for name in order]
    assert places == sorted(places)
    first = "".join(Page(text[: places[1]] + "</main></body></html>").words)
    for words in ("pull is better", "push uses 1.8 times the CPU", "> 8 s", "(+5)"):
        assert words in first


def test_comparison_html_dots() -> None:
    record = pull_vs_push()
    text = comparison_html(record, compare(record))
    drawing = next(each for each in re.findall(r"<svg.*?</svg>", text, re.DOTALL) if "memory" in each)
    assert drawing.count("<circle") == 5 * 2 * 3  # repetitions, sides, and the total with two components


def test_comparison_html_rings() -> None:
    record = at_scale()
    comparison = compare(record)
    assert largest_on_time(comparison.pairs[0]) == {"pull": 300_000, "push": 100_000}
    drawings = re.findall(r"<svg.*?</svg>", comparison_html(record, comparison), re.DOTALL)
    assert len(drawings) == 5
    assert all(drawing.count(", not on time") == 1 for drawing in drawings)


def test_headline_of_several_sizes() -> None:
    rows = headline(compare(at_scale()).pairs[0])
    assert {row.size for row in rows} == {100_000}


def test_reports_escape_text_of_records() -> None:
    record = hostile()
    comparison = compare(record)
    assert "<script" not in comparison_html(record, comparison)
    text = comparison_markdown(record, comparison)
    assert "<script" not in text
    for table in re.split(r"\n\n", text):
        rows = [line for line in table.splitlines() if line.startswith("| ")]
        assert len({line.count("|") for line in rows}) <= 1


def test_reports_of_a_failed_wire_check() -> None:
    record = unlike_its_claim()
    lines = summary_lines(record, compare(record))
    assert not [line for line in lines if line.startswith(("push", "pull", "equivalent"))]
    assert "is better" not in comparison_markdown(record, compare(record))


def test_reports_of_a_baseline() -> None:
    record = pull_vs_push()
    found = compare(record)
    pair = found.pairs[0]
    renamed = {"pull": "before", "push": "now"}
    rows = tuple(
        replace(
            row,
            summaries={renamed[side]: summary for side, summary in row.summaries.items()},
            winner=renamed.get(row.winner or ""),
        )
        for row in pair.rows
    )
    earlier = ComparisonResult(
        (replace(pair, first="before", other="now", rows=rows, same_side="pull"),), found.judged, found.level
    )
    assert "pull: now vs before, 11 measures: before better in 7" in comparison_html(record, earlier)
    assert "pull: median of" in comparison_markdown(record, earlier)


def test_write_record_and_reports(tmp_path: Path) -> None:
    record = pull_vs_push()
    file = write_record(record, tmp_path / "new" / "folder")
    assert write_reports(record, compare(record), file.parent) == file.with_name("comparison.html")
    assert read_record(file) == record
    assert sorted(path.name for path in file.parent.iterdir()) == [
        "comparison.html",
        "comparison.json",
        "comparison.md",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("sides: 2", "is not JSON"),
        ("[]", "is some other JSON, not a comparison record"),
        (
            '{"sides": [], "repetitions": [], "schema_version": 7}',
            "is a comparison record of version 7; this lab reads version 2",
        ),
        (
            '{"sides": [], "repetitions": [], "schema_version": 1}',
            "is a comparison record of version 1; this lab reads version 2",
        ),
        ('{"sides": [], "repetitions": [], "schema_version": 2}', "is incomplete: name: Field required"),
    ],
)
def test_read_record_refused(text: str, problem: str, tmp_path: Path) -> None:
    file = tmp_path / "comparison.json"
    file.write_text(text)
    with pytest.raises(UsageError) as refused:
        read_record(file)
    assert refused.value.message == f"{file} {problem}"


def test_read_record_of_a_run_or_a_missing_file(tmp_path: Path) -> None:
    run = write_run_reports(passed(), tmp_path).run
    with pytest.raises(UsageError, match="is a run record, not a comparison record"):
        read_record(run)
    with pytest.raises(UsageError, match=r"cannot read .*: No such file or directory"):
        read_record(tmp_path / "missing.json")


@pytest.mark.parametrize(
    ("value", "unit", "text"),
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
        (326.94, "millicores", "327m"),
        (0.0124, "share", "1.24 %"),
        (123_456.0, "count", "123,456"),
        (2.5, "count", "2.5"),
        (301.2, "1/s", "301/s"),
        (7.0, "bananas", "7 bananas"),
    ],
)
def test_value_text(value: float, unit: str, text: str) -> None:
    assert value_text(value, unit) == text


@pytest.mark.parametrize(
    ("ratio", "text"), [(1.82, "1.8 times the"), (1.23, "23 % more"), (12.4, "12 times the"), (240.0, "240 times the")]
)
def test_ratio_text(ratio: float, text: str) -> None:
    assert ratio_text(ratio) == text


def test_summary_value_text_censored() -> None:
    censored = summarize([7.93, 8.0], limit=8.0)
    assert summary_value_text(8.0, censored, "s") == "> 8 s"
    assert summary_value_text(7.93, censored, "s") == "7.93 s"
    assert summary_value_text(8.0, summarize([8.0]), "s") == "8 s"


def test_log_axis() -> None:
    axis = log_axis([8.0, 620.0], 0, 100)
    assert axis.ticks == (10, 20, 50, 100, 200, 500)
    assert 0 < axis.at(8.0) < axis.at(620.0) < 100
    assert log_axis([3e5, 3e9], 0, 1, binary=True).ticks[0] % 1024 == 0
    assert log_axis([], 0, 1).ticks


def test_comparison_html_time() -> None:
    record = pull_vs_push()
    assert record.started == START
    assert "2025-10-09 08:53:20 UTC" in comparison_html(record, compare(record))
