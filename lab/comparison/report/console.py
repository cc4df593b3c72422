"""A comparison on a console: the verdict table of each pair, then a few lines of summary."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from lab.comparison.record import ComparisonRecord
from lab.comparison.report.headline import headline, pair_sentence
from lab.comparison.report.phrases import MORE_LEGEND, median_text, more_text, ratio_cell, row_title, verdict_text
from lab.comparison.report.summary import repetitions_sentence, summary_lines
from lab.comparison.result import ComparisonResult, Pair
from lab.report.console.event_lines import BAD, DOUBT, QUIET, STYLES
from lab.report.console.hanging import print_hanging
from lab.report.console.tables import headed_table
from lab.report.formatting import duration, one_line, printable


def print_comparison(console: Console, record: ComparisonRecord, result: ComparisonResult, report: str = "") -> None:
    """`report`: where the page is."""
    print_hanging(console, Text(), record.title, style="bold")
    for pair in result.pairs:
        console.print()
        if pair.title:
            print_hanging(console, Text(), pair.title, style="bold")
        if pair.undecided:
            print_hanging(console, Text("undecided  ", BAD), pair.undecided)
        rows = headline(pair)
        if rows:
            console.print(_table(pair), highlight=False)
        if any(map(more_text, rows)):
            print_hanging(console, Text(), MORE_LEGEND, style=QUIET)
    console.print()
    for line in summary_lines(record, result):
        print_hanging(console, Text("- "), line)
    for line in result.remarks:
        print_hanging(console, Text("! ", DOUBT), line)
    console.print()
    took = duration((record.ended - record.started) * 1000)
    print_hanging(console, Text(f"{'took':<8}", QUIET), f"{took}, {repetitions_sentence(record)}", wrap=False)
    if report:
        print_hanging(console, Text(f"{'report':<8}", QUIET), report, wrap=False)
    for pair in result.pairs:
        colour = "yellow" if pair.undecided else "green"
        print_hanging(console, Text(), pair_sentence(pair), style=f"bold {colour}")


def _table(pair: Pair) -> Table:
    table = headed_table()
    table.add_column(one_line(pair.same_side) or "median of", overflow="fold")
    for side in (pair.first, pair.other):
        table.add_column(one_line(side), justify="right", no_wrap=True)
    table.add_column("", justify="right", no_wrap=True)
    table.add_column("verdict", overflow="fold")
    for row in headline(pair):
        verdict, tone = verdict_text(row, pair)
        table.add_row(
            Text(printable(row_title(row))),
            *(Text(median_text(row, side)) for side in (pair.first, pair.other)),
            Text(ratio_cell(row), "dim"),
            Text(printable(f"{verdict} {more_text(row)}".rstrip()), STYLES[tone]),
        )
    return table
