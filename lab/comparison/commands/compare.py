"""`lab compare`: reads, plans, has it measured, tells what it comes to. What is measured how is for `lab.measuring`."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rich.text import Text

from lab.comparison.commands.names import AS_IT_SAYS, Overrides, Prepared, prepare, record_named
from lab.comparison.commands.records import read_record, record_of_runs, side_by_side, verdict_table
from lab.comparison.config import Comparison
from lab.comparison.measure.comparing import Measuring, Turn, turns
from lab.comparison.model import Comparison as Compared
from lab.comparison.record import ComparisonRecord, Portability
from lab.comparison.report.console import print_comparison
from lab.comparison.report.files import write_comparison
from lab.comparison.report.progress import ComparisonProgress, Planned
from lab.comparison.stats.against import against
from lab.comparison.thresholds import Demand, parse_demand
from lab.comparison.thresholds_checked import broken
from lab.comparison.verdicts import compare as verdicts
from lab.containers.engine import connect
from lab.errors import ExitCode, UsageError
from lab.record.run_record import RunRecord
from lab.report.console.terminal import terminal
from lab.report.formatting import relative_path
from lab.run.memory import check_memory
from lab.selection.options import parse_images
from lab.settings import Settings
from lab.stack.folders import Folders

_AROUND_S = 12.0  # to start a lab and to take it down


@dataclass(frozen=True, slots=True)
class CompareOptions:
    """`demands`: what must not be. `earlier`: the comparison.json that this one is held against."""

    amounts: Overrides = AS_IT_SAYS
    images: tuple[str, ...] = ()
    demands: tuple[str, ...] = ()
    earlier: str | None = None
    as_json: bool = False


def compare(names: tuple[str, ...], asked: CompareOptions, settings: Settings, folders: Folders) -> ExitCode:
    """Everything that can be wrong with what was asked is said before anything is measured."""
    demands = tuple(parse_demand(text) for text in asked.demands)
    before = _earlier(asked.earlier, settings, folders) if asked.earlier else None
    files = {name: record_named(name, folders, settings.runs) for name in names}
    if not any(files.values()):
        prepared = prepare(names, dict(parse_images(list(asked.images))), asked.amounts, folders)
        return _measured(prepared, demands, before, asked, settings)
    records = [read_record(file) for file in files.values() if file is not None]
    if len(records) < len(names):
        said = ", ".join(name for name, file in files.items() if file is None)
        raise UsageError(f"{said}: records cannot be compared with what was not run", remedy="name records only")
    if asked.images or asked.amounts != AS_IT_SAYS:
        raise UsageError("records are compared as they are", remedy="leave out what changes a measurement")
    return _recorded(records, list(files.values()), demands, before, asked, settings, folders)


def _measured(
    prepared: Prepared,
    demands: tuple[Demand, ...],
    before: ComparisonRecord | None,
    asked: CompareOptions,
    settings: Settings,
) -> ExitCode:
    engine = connect(settings)
    facts = engine.facts()
    check_memory((side.plan for side in prepared.sides), 1, facts)
    folder = settings.runs / f"compare-{prepared.name}-{secrets.token_hex(3)}"
    comparison, sides = prepared.comparison, prepared.sides
    out = terminal(stderr=asked.as_json)
    with ComparisonProgress(out, tuple(_planned(turn, comparison) for turn in turns(comparison, sides))) as progress:
        measuring = Measuring(
            prepared.name, prepared.shown, prepared.text, comparison, sides, engine, facts, settings, progress.on_event
        )
        try:
            measuring.go()
        except BaseException:
            if measuring.repetitions:
                paths = write_comparison(measuring.record(), folder)
                out.print(f"what was measured until then: {relative_path(paths.html)}", soft_wrap=True)
            raise
    return _told(measuring.record(), folder, demands, before, asked)


def _planned(turn: Turn, comparison: Comparison) -> Planned:
    """With a guess of how long it takes, for the time that is left."""
    match turn.kind:
        case "steady" if comparison.steady is not None:
            load = comparison.load.for_ if comparison.load else 0.0
            seconds = comparison.steady.idle + load + comparison.steady.events / 10
        case "faults" if comparison.faults is not None:
            seconds = 0.5 * comparison.faults.last * len(comparison.faults.kinds)
        case "size" if comparison.sizes is not None:
            seconds = comparison.sizes.interval * (comparison.sizes.rounds + 2)
        case _:
            seconds = 0.0
    return Planned(turn.side.name, turn.number, turn.kind, turn.side.size or 0, seconds + _AROUND_S)


def _recorded(
    records: list[RunRecord | ComparisonRecord],
    files: list[Path | None],
    demands: tuple[Demand, ...],
    before: ComparisonRecord | None,
    asked: CompareOptions,
    settings: Settings,
    folders: Folders,
) -> ExitCode:
    """What was measured already: a comparison told again or held against another, or two runs side by side."""
    comparisons = [record for record in records if isinstance(record, ComparisonRecord)]
    runs = [record for record in records if isinstance(record, RunRecord)]
    places = [file.parent for file in files if file is not None]
    if len(comparisons) == len(records) <= 2:
        if len(comparisons) == 2 and before is not None:
            raise UsageError("two comparisons are held against each other already", remedy="leave --against out")
        earlier = comparisons[0] if len(comparisons) == 2 else before
        return _told(comparisons[-1], places[-1], demands, earlier, asked)
    if len(runs) != 2 or comparisons:
        raise UsageError("two records of runs can be compared, or two of comparisons", remedy="name two of one kind")
    record = record_of_runs((runs[0], runs[1]), (places[0].name, places[1].name), folders)
    if not asked.as_json:
        terminal().print(verdict_table(record, side_by_side(runs[0], runs[1])))
    return _told(record, settings.runs / f"compare-{record.name}-{secrets.token_hex(3)}", demands, before, asked)


def _earlier(file: str, settings: Settings, folders: Folders) -> ComparisonRecord:
    found = record_named(file, folders, settings.runs)
    record = read_record(found) if found else None
    if not isinstance(record, ComparisonRecord):
        raise UsageError(f"--against {file}: there is no comparison.json", remedy="lab compare keeps one each time")
    return record


def _told(
    record: ComparisonRecord,
    folder: Path,
    demands: tuple[Demand, ...],
    before: ComparisonRecord | None,
    asked: CompareOptions,
) -> ExitCode:
    paths = write_comparison(record, folder)
    found = verdicts(record)
    changed = _change(record, before) if before is not None else None
    if asked.as_json:
        terminal().print(paths.json.read_text(encoding="utf-8"), end="", markup=False, soft_wrap=True)
    else:
        print_comparison(terminal(), record, found, relative_path(paths.html))
        if changed is not None:
            terminal().print()
            print_comparison(terminal(), _of_change(record), changed)
    wrong = tuple(_wrong(record, found, demands, changed))
    for words in wrong:
        terminal(stderr=True).print(Text(f"not as it must be: {words}"), soft_wrap=True, highlight=False)
    return ExitCode.FAILED if wrong else ExitCode.PASSED


def _change(record: ComparisonRecord, before: ComparisonRecord) -> Compared:
    changed = against(record, before)
    if not changed.pairs:
        names = " and ".join(side.name for side in before.sides)
        raise UsageError(f"{before.name} has other sides ({names}), so nothing can be held against it")
    return changed


def _of_change(record: ComparisonRecord) -> ComparisonRecord:
    """What is said of the sides among themselves has been said."""
    title = f"{record.title}: now and before"
    return record.model_copy(update={"title": title, "portability": Portability(), "expected": ()})


def _wrong(
    record: ComparisonRecord, found: Compared, demands: tuple[Demand, ...], changed: Compared | None
) -> Iterable[str]:
    """All that makes a comparison fail."""
    if found.undecided:
        yield f"undecided: {found.undecided}"
    for demand in demands:
        if words := broken(demand, record):
            yield words
    for pair in found.pairs:
        for each in pair.foreseen:
            if each.status == "not met":
                better = f"{each.better} better" if each.better else "no difference"
                yield f"{pair.first} and {pair.other}: {each.measure}: {better} was expected; {each.seen}"
    for pair in changed.pairs if changed else ():
        if pair.undecided:
            yield f"{pair.about} against what it was: undecided: {pair.undecided}"
        for row in pair.rows:
            if row.verdict == "worse":
                yield f"{pair.about}: {row.measure.title} is worse than it was: {row.reason}"
