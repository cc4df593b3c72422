"""The action of `lab compare`: plans, measures or reads records, judges, reports. Its options: `lab.cli.compare`."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from rich.text import Text

from lab.comparison.arguments import NO_OVERRIDES, Overrides, experiment_of, record_file
from lab.comparison.baseline import compare_with_baseline
from lab.comparison.config import Comparison
from lab.comparison.measure.runner import ComparisonRunner, Experiment, Turn
from lab.comparison.record import ComparisonRecord, Portability
from lab.comparison.recorded_runs import read_record, record_of_runs, side_by_side, status_table
from lab.comparison.report.console import print_comparison
from lab.comparison.report.files import write_record, write_reports
from lab.comparison.report.progress import ComparisonProgress, PlannedRepetition
from lab.comparison.result import ComparisonResult, Status
from lab.comparison.stats.significance import Verdict
from lab.comparison.threshold_check import exceeded
from lab.comparison.thresholds import Threshold, parse_threshold
from lab.comparison.verdicts import compare
from lab.containers.engine import connect
from lab.errors import ExitCode, UsageError
from lab.record.run_record import RunRecord
from lab.report.console.terminal import terminal
from lab.report.formatting import relative_path
from lab.run.memory import check_memory
from lab.selection.options import parse_images
from lab.settings import Settings
from lab.stack.folders import Folders

_START_AND_STOP_S = 12.0  # of a lab


@dataclass(frozen=True, slots=True)
class CompareOptions:
    """`images`: each `[side/]component=reference`. `fail_on`: thresholds as they were given. `against`: an earlier
    comparison.json."""

    overrides: Overrides = NO_OVERRIDES
    images: tuple[str, ...] = ()
    fail_on: tuple[str, ...] = ()
    against: str | None = None
    as_json: bool = False


@dataclass(frozen=True, slots=True)
class _Session:
    """What the options mean, checked before anything is measured."""

    options: CompareOptions
    thresholds: tuple[Threshold, ...]
    baseline: ComparisonRecord | None
    settings: Settings
    folders: Folders

    def new_folder(self, name: str) -> Path:
        return self.settings.runs / f"compare-{name.replace('[', '-').replace(']', '')}-{secrets.token_hex(3)}"


def run_compare(names: tuple[str, ...], options: CompareOptions, settings: Settings, folders: Folders) -> ExitCode:
    """Raises UsageError for everything that is wrong with the arguments before anything is measured."""
    thresholds = tuple(map(parse_threshold, options.fail_on))
    baseline = _baseline(options.against, settings, folders) if options.against else None
    session = _Session(options, thresholds, baseline, settings, folders)
    files = [(name, record_file(name, folders, settings.runs)) for name in names]
    records = [file for _, file in files if file is not None]
    if not records:
        experiment = experiment_of(names, dict(parse_images(list(options.images))), options.overrides, folders)
        return _measure(experiment, session)
    if len(records) < len(names):
        others = ", ".join(name for name, file in files if file is None)
        raise UsageError(f"{others}: records can only be compared with records", remedy="name records only")
    if options.images or options.overrides != NO_OVERRIDES:
        raise UsageError("records are compared as they are", remedy="leave out options that change a measurement")
    return _compare_records(records, session)


def _measure(experiment: Experiment, session: _Session) -> ExitCode:
    engine = connect(session.settings)
    facts = engine.facts()
    check_memory((side.plan for side in experiment.sides), 1, facts)
    folder = session.new_folder(experiment.name)
    out = terminal(stderr=session.options.as_json)
    planned = tuple(_planned(turn, experiment.comparison) for turn in experiment.turns())
    with ComparisonProgress(out, planned) as progress:
        runner = ComparisonRunner(experiment, engine, facts, session.settings, progress.on_event)
        try:
            runner.run()
        except BaseException:
            if runner.repetitions:
                record = runner.record()
                write_record(record, folder)
                page = write_reports(record, compare(record), folder)
                out.print(f"incomplete results: {relative_path(page)}", soft_wrap=True)
            raise
    return _finish(runner.record(), folder, session)


def _planned(turn: Turn, comparison: Comparison) -> PlannedRepetition:
    """The turn with an estimate of how long it takes."""
    match turn.phase:
        case "steady" if comparison.steady is not None:
            load = comparison.load.for_ if comparison.load else 0.0
            seconds = comparison.steady.idle + load + comparison.steady.events / 10
        case "faults" if comparison.faults is not None:
            seconds = 0.5 * comparison.faults.detection_limit * len(comparison.faults.kinds)
        case "size" if comparison.sizes is not None:
            seconds = comparison.sizes.interval * (comparison.sizes.rounds + 2)
        case _:
            seconds = 0.0
    return PlannedRepetition(turn.side.name, turn.number, turn.phase, turn.side.size or 0, seconds + _START_AND_STOP_S)


def _compare_records(files: list[Path], session: _Session) -> ExitCode:
    """One comparison judged again, two as before and now, or two runs side by side."""
    records = [read_record(file) for file in files]
    comparisons = [record for record in records if isinstance(record, ComparisonRecord)]
    runs = [record for record in records if isinstance(record, RunRecord)]
    if len(comparisons) == len(records) <= 2:
        if len(comparisons) == 2:
            if session.baseline is not None:
                raise UsageError("the first of two comparisons is already the baseline", remedy="leave out --against")
            session = replace(session, baseline=comparisons[0])
        return _finish(comparisons[-1], files[-1].parent, session)
    if len(runs) != 2 or comparisons:
        raise UsageError("name one or two comparison records, or two run records")
    record = record_of_runs((runs[0], runs[1]), (files[0].parent.name, files[1].parent.name), session.folders)
    if not session.options.as_json:
        terminal().print(status_table(record, side_by_side(runs[0], runs[1])))
    return _finish(record, session.new_folder(record.name), session)


def _baseline(name: str, settings: Settings, folders: Folders) -> ComparisonRecord:
    file = record_file(name, folders, settings.runs)
    record = read_record(file) if file else None
    if not isinstance(record, ComparisonRecord):
        raise UsageError(f"--against {name}: no comparison.json there", remedy="every lab compare writes one")
    return record


def _finish(record: ComparisonRecord, folder: Path, session: _Session) -> ExitCode:
    file = write_record(record, folder)
    result = compare(record)
    page = write_reports(record, result, folder)
    changes = _changes(record, session.baseline) if session.baseline is not None else None
    if session.options.as_json:
        terminal().print(file.read_text(encoding="utf-8"), end="", markup=False, soft_wrap=True)
    else:
        print_comparison(terminal(), record, result, relative_path(page))
        if changes is not None:
            terminal().print()
            print_comparison(terminal(), _without_sides(record), changes)
    failures = tuple(_failures(record, result, session.thresholds, changes))
    for failure in failures:
        terminal(stderr=True).print(Text(failure), soft_wrap=True, highlight=False)
    return ExitCode.FAILED if failures else ExitCode.PASSED


def _changes(record: ComparisonRecord, baseline: ComparisonRecord) -> ComparisonResult:
    changes = compare_with_baseline(record, baseline)
    if not changes.pairs:
        names = " and ".join(side.name for side in baseline.sides)
        raise UsageError(f"{baseline.name} has no side in common with this comparison: {names}")
    return changes


def _without_sides(record: ComparisonRecord) -> ComparisonRecord:
    """For the second part of the output: leaves out what compares different sides, which is printed before."""
    title = f"{record.title}: now and before"
    return record.model_copy(update={"title": title, "portability": Portability(), "expected": ()})


def _failures(
    record: ComparisonRecord,
    result: ComparisonResult,
    thresholds: tuple[Threshold, ...],
    changes: ComparisonResult | None,
) -> Iterator[str]:
    """Everything that makes a comparison fail."""
    if result.undecided:
        yield f"undecided: {result.undecided}"
    for threshold in thresholds:
        if text := exceeded(threshold, record):
            yield f"threshold exceeded: {text}"
    for pair in result.pairs:
        for hypothesis in pair.hypotheses:
            if hypothesis.status is Status.CONTRADICTED:
                expected = f"{hypothesis.better} better" if hypothesis.better else "equivalent"
                yield (
                    f"expected difference contradicted: {pair.first} and {pair.other}: {hypothesis.measure}: "
                    f"expected {expected}; {hypothesis.evidence}"
                )
    for pair in changes.pairs if changes else ():
        if pair.undecided:
            yield f"undecided: {pair.same_side} before and now: {pair.undecided}"
        for row in pair.rows:
            if row.verdict is Verdict.WORSE:
                yield f"worse than before: {pair.same_side}: {row.measure.title}: {row.reason}"
