"""An audit on a console: counts by class, then the findings by harm, what was not audited, and what it has cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.text import Text

from lab.audit.model import Finding, FindingClass
from lab.audit.outcome import WELL, Outcome
from lab.audit.report.view import (
    MEANINGS,
    TONES,
    by_class,
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
from lab.language.counting import count
from lab.report.console.event_lines import DOUBT, QUIET, STYLES
from lab.report.console.hanging import print_hanging
from lab.report.formatting import one_line, shortened, utc

_IN_FULL = 3  # findings of one check in one file or dashboard; of more only the names
_NAMES = 8
_NAME_LENGTH = 60
_LABEL_WIDTH = 8


def print_audit(console: Console, outcome: Outcome, *, everything: bool = False, reports: Iterable[str] = ()) -> None:
    """`everything`: no list is shortened, and what is well is listed, too. `reports`: files that were written."""
    report = outcome.report
    print_hanging(console, Text("audit of "), f"{systems_text(report)} at {utc(report.at)}", style="bold")
    _print_tally(console, outcome)
    for of, findings in by_class(outcome).items():
        if everything or of not in WELL:
            _print_class(console, of, findings, everything=everything)
    if everything:
        _print_known(console, outcome)
    for one in report.gone:
        print_hanging(console, Text("mended    ", STYLES["good"]), f"{one.subject} is no longer found: {one.message}")
        print_hanging(console, Text(" " * 10), f"remove {one.fingerprint} from the baseline", style=QUIET)
    for why, what in left_out(report).items():
        listed = what if everything or len(what) == _IN_FULL + 1 else what[:_IN_FULL]
        more = f" and {len(what) - len(listed)} more" if len(what) > len(listed) else ""
        print_hanging(console, Text("not audited  ", DOUBT), f"{', '.join(listed)}{more}: {why}")
    if report.gone or report.not_audited:
        console.print()
    for label, text in _remarks(outcome, everything, reports):
        print_hanging(console, Text(f"{label:<10}", QUIET), text, wrap=False)
    print_hanging(console, Text(), sentence(outcome), style=f"bold {'green' if outcome.passed else 'red'}")


def _print_tally(console: Console, outcome: Outcome) -> None:
    line = Text()
    for one in tally(outcome):
        line.append("   " if line else "  ").append(str(one), STYLES[TONES[one.class_]])
    if line:
        console.print(line, highlight=False, soft_wrap=True)
    console.print()


def _print_class(console: Console, of: FindingClass, findings: tuple[Finding, ...], *, everything: bool) -> None:
    head = Text(f"{of.upper()}  ", STYLES[TONES[of]])
    print_hanging(console, head, f"{len(findings)}: {MEANINGS[of]}")
    for group in groups(findings):
        print_hanging(console, Text("  "), group.head, style="bold")
        for check, same in group.by_check().items():
            most = len(same) if everything or len(same) == _IN_FULL + 1 else _IN_FULL
            for finding in same[:most]:
                _print_finding(console, finding)
            if same[most:]:
                _print_more(console, check, same[most:])
    console.print()


def _print_finding(console: Console, finding: Finding) -> None:
    place = place_text(finding)
    print_hanging(console, Text("    "), f"{one_line(title(finding))}  {place}".rstrip(), wrap=False)
    print_hanging(console, Text("      "), finding.message)
    for label, text in (*facts(finding), ("check", finding.check)):
        # a query stays as it is, so that it can be copied
        print_hanging(console, Text(f"      {label:<{_LABEL_WIDTH}}", "dim"), text, wrap=label != "query")


def _print_more(console: Console, check: str, findings: tuple[Finding, ...]) -> None:
    names = [repr(shortened(one_line(one.subject.name), _NAME_LENGTH)) for one in findings]
    listed = ", ".join(dict.fromkeys(names[:_NAMES])) + (", ..." if len(names) > _NAMES else "")
    print_hanging(console, Text("    "), f"and {len(findings)} more of the check {check}: {listed}", style=QUIET)


def _print_known(console: Console, outcome: Outcome) -> None:
    known = [one for one in outcome.report.sorted() if outcome.is_known(one)]
    for finding in known:
        text = f"{one_line(title(finding))}  {place_text(finding)}".rstrip()
        print_hanging(console, Text("known     ", QUIET), f"{text}\n{finding.message}")
    if known:
        console.print()


def _remarks(outcome: Outcome, everything: bool, reports: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Label and text of the last lines."""
    report = outcome.report
    well = [(of, report.counts()[of]) for of in FindingClass if of in WELL]
    listed = [f"{number} {of}" for of, number in well if number]
    if known := sum(map(outcome.is_known, report.findings)):
        listed.append(count(known, "known finding"))
    if listed and not everything:
        yield "left out", f"{', '.join(listed)}; --all lists everything"
    yield "asked", spent_text(report)
    for file in reports:
        yield "report", file
