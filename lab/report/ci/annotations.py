"""GitHub workflow commands, which show each failed expectation at its line of the scenario file."""

from __future__ import annotations

from lab.errors import ExitCode
from lab.record.run_record import RunRecord
from lab.record.verdict import Verdict
from lab.report.escapes import workflow_message, workflow_property
from lab.report.facts import select_facts, verdict_facts
from lab.report.sentences import run_sentence, verdict_text

_LABELS = ("planned", "expected", "actual", "difference", "hint")


def workflow_commands(record: RunRecord) -> str:
    """One `::error` per line; empty when nothing failed."""
    lines = [_verdict_line(record, verdict) for verdict in record.bad_verdicts()]
    if record.failure is not None and record.failure.exit_code != ExitCode.INTERRUPTED:
        failure = record.failure
        parts = [run_sentence(record), f"hint: {failure.remedy}" if failure.remedy else ""]
        lines.append(_command(_title(record), "\n".join(filter(None, parts))))
    lines += [_command(_title(record), f"{name}: must fail, but was never judged") for name in record.never_judged()]
    return "".join(f"{line}\n" for line in lines)


def _title(record: RunRecord) -> str:
    return f"title={workflow_property(record.label)}"


def _verdict_line(record: RunRecord, verdict: Verdict) -> str:
    where = verdict.where
    facts = select_facts(verdict_facts(verdict, record.mutant), _LABELS)
    lines = [f"{verdict.name}: {verdict_text(verdict, record.mutant)}", *(f"{label}: {text}" for label, text in facts)]
    place = f"file={workflow_property(where.file)},line={where.line},col={where.column}"
    return _command(f"{place},{_title(record)}", "\n".join(lines))


def _command(properties: str, message: str) -> str:
    return f"::error {properties}::{workflow_message(message)}"
