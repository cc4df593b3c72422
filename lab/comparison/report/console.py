"""A comparison on a console: the verdict table of each pair, then a few lines of plain words."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from lab.comparison.model import Comparison, Pair
from lab.comparison.record import ComparisonRecord
from lab.comparison.report.phrases import Wording, headline, sum_of, title_of, verdict_words
from lab.comparison.report.summary import plain_lines, repetitions_sentence
from lab.report.console.event_lines import BAD, DOUBT, GOOD, QUIET
from lab.report.console.hanging import print_hanging
from lab.report.formatting import duration, one_line, printable

_MORE = "+ n: so many more repetitions a side would probably tell"
_STYLES = {"good": GOOD, "doubt": DOUBT, "quiet": QUIET}


def print_comparison(console: Console, record: ComparisonRecord, comparison: Comparison, report: str = "") -> None:
    """`report`: where the page is."""
    wording = Wording.of(record)
    print_hanging(console, Text(), record.title, style="bold")
    for pair in comparison.pairs:
        console.print()
        if pair.undecided:
            print_hanging(console, Text("undecided  ", BAD), pair.undecided)
        if headline(pair):
            console.print(_table(pair, wording), highlight=False)
        if any(row.more for row in headline(pair)):
            print_hanging(console, Text(), _MORE, style=QUIET)
    console.print()
    for line in plain_lines(record, comparison):
        print_hanging(console, Text("- "), line)
    for line in comparison.remarks:
        print_hanging(console, Text("! ", DOUBT), line)
    console.print()
    took = duration((record.ended - record.started) * 1000)
    print_hanging(console, Text(f"{'took':<8}", QUIET), f"{took}, {repetitions_sentence(record)}", wrap=False)
    if report:
        print_hanging(console, Text(f"{'report':<8}", QUIET), report, wrap=False)
    for pair in comparison.pairs:
        colour = "yellow" if pair.undecided else "green"
        print_hanging(console, Text(), sum_of(pair), style=f"bold {colour}")


def _table(pair: Pair, wording: Wording) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column(one_line(pair.about) or "median of", overflow="fold")
    for side in (pair.first, pair.other):
        table.add_column(one_line(side), justify="right", no_wrap=True)
    table.add_column("", justify="right", no_wrap=True)
    table.add_column("verdict", overflow="fold")
    for row in headline(pair):
        said, tone = verdict_words(row, pair.undecided)
        table.add_row(
            Text(printable(title_of(row))),
            *(Text(wording.median(row, side)) for side in (pair.first, pair.other)),
            Text(wording.ratio(row), "dim"),
            Text(printable(f"{said} (+ {row.more})" if row.more else said), _STYLES[tone]),
        )
    return table
