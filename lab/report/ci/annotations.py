"""GitHub workflow commands: each failed expectation drawn at its line of the scenario file."""

from __future__ import annotations

from lab.errors import ExitCode
from lab.record.run_record import RunRecord
from lab.record.verdict import Verdict
from lab.report.escapes import workflow_message, workflow_property
from lab.report.outcome import bad_verdicts, last_sentence, never_judged, planned_words, spelled_outcome


def workflow_commands(record: RunRecord) -> str:
    """One `::error` a line; empty when there is nothing to point at."""
    lines = [_verdict_line(record, verdict) for verdict in bad_verdicts(record)]
    if record.failure is not None and record.failure.exit_code != ExitCode.INTERRUPTED:
        failure = record.failure
        words = [last_sentence(record), f"try: {failure.remedy}" if failure.remedy else ""]
        lines.append(_command(_title(record), "\n".join(filter(None, words))))
    lines += [_command(_title(record), f"{name}: must fail, but was never judged") for name in never_judged(record)]
    return "".join(f"{line}\n" for line in lines)


def _title(record: RunRecord) -> str:
    return f"title={workflow_property(record.label)}"


def _verdict_line(record: RunRecord, verdict: Verdict) -> str:
    judgement, where = verdict.judgement, verdict.where
    planned = planned_words(verdict, record.mutant)
    words = [
        f"{verdict.name}: {spelled_outcome(verdict, record.mutant)}",
        f"planned: {planned}" if planned else "",
        f"expected: {judgement.expected}",
        f"seen: {judgement.actual}",
        f"off: {judgement.difference}" if judgement.difference else "",
        f"try: {judgement.hint}" if judgement.hint else "",
    ]
    place = f"file={workflow_property(where.file)},line={where.line},col={where.column}"
    return _command(f"{place},{_title(record)}", "\n".join(filter(None, words)))


def _command(properties: str, message: str) -> str:
    return f"::error {properties}::{workflow_message(message)}"
