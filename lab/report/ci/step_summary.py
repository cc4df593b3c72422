"""Runs as GitHub Markdown for the summary of a CI job: a sentence first, failures next, the rest folded."""

from __future__ import annotations

from collections.abc import Iterable

from lab.language.counting import count
from lab.record.run_record import RunRecord
from lab.record.verdict import Verdict
from lab.report.escapes import markdown, xml
from lab.report.facts import select_facts, verdict_facts
from lab.report.formatting import duration
from lab.report.markdown_elements import code, folded, table
from lab.report.scaled_values import scaled_by_file
from lab.report.sentences import batch_sentence, run_sentence, verdict_text

_LABELS = ("planned", "expected", "actual", "difference", "reason", "where", "hint")

_EVIDENCE = 4000  # characters: a step summary has a limit, and the full log is in the report


def step_summary(records: Iterable[RunRecord]) -> str:
    runs = tuple(records)
    parts = [_overview(runs)] if len(runs) > 1 else []
    parts += [_run(record) for record in runs]
    return "\n".join(parts)


def _overview(runs: tuple[RunRecord, ...]) -> str:
    rows = (
        (markdown(run.label), _bold(str(run.result.outcome), run.passed), markdown(run_sentence(run)), _run_time(run))
        for run in runs
    )
    return f"## {markdown(batch_sentence(runs))}\n\n" + table(("run", "outcome", "summary", "time"), rows)


def _run(record: RunRecord) -> str:
    parts = [f"### {markdown(record.label)}: {markdown(run_sentence(record))}\n", f"{markdown(record.title)}\n"]
    if record.unexpected():
        parts.append("".join(f"- {markdown(text)}\n" for text in record.unexpected()))
    if record.failure is not None:
        parts.append(_failure(record))
    parts += [_bad_verdict(record, verdict) for verdict in record.bad_verdicts()]
    parts += [f"Left out: {markdown(left.service)} ({markdown(left.why)})\n" for left in record.left_out]
    if record.verdicts:
        parts.append(folded(count(len(record.verdicts), "verdict"), _verdicts(record), is_open=record.failure is None))
    if record.scaled:
        parts.append(folded("times scaled for the lab", _scaled(record)))
    phases = " → ".join(f"{markdown(phase.name)} {duration(phase.ms or 0)}" for phase in record.phases)
    return "\n".join([*parts, f"{phases}\n" if phases else ""])


def _scaled(record: RunRecord) -> str:
    rows = (
        (code(file), code(path), _lines(row.production for row in values), _lines(row.lab for row in values))
        for file, paths in scaled_by_file(record)
        for path, values in paths
    )
    return table(("file", "path", "production", "lab"), rows)


def _lines(texts: Iterable[str]) -> str:
    return "<br>".join(map(code, texts))


def _verdicts(record: RunRecord) -> str:
    bad = record.bad_verdicts()
    rows = (
        (
            markdown(verdict.step),
            markdown(verdict.name),
            markdown(verdict.kind),
            _bold(verdict_text(verdict, record.mutant), verdict not in bad),
            str(verdict.attempts),
            duration(verdict.elapsed_ms),
        )
        for verdict in record.verdicts
    )
    return table(("step", "expectation", "kind", "status", "attempts", "time"), rows)


def _bad_verdict(record: RunRecord, verdict: Verdict) -> str:
    facts = select_facts(verdict_facts(verdict, record.mutant), _LABELS)
    head = f"**{markdown(verdict.name)}** ({markdown(verdict.step)}): {verdict_text(verdict, record.mutant)}\n"
    return "\n".join([head, *(f"- {label}: {_fact(label, text)}" for label, text in facts), ""])


def _fact(label: str, text: str) -> str:
    return code(text) if label in ("reason", "where") else markdown(text)


def _failure(record: RunRecord) -> str:
    failure = record.failure
    assert failure is not None
    parts = [f"Hint: {markdown(failure.remedy)}\n"] if failure.remedy else []
    if failure.evidence:
        parts.append(folded("evidence", f"<pre>{xml(failure.evidence[-_EVIDENCE:])}</pre>\n"))
    return "\n".join(parts)


def _bold(text: str, good: bool) -> str:
    return markdown(text) if good else f"**{markdown(text)}**"


def _run_time(record: RunRecord) -> str:
    return duration(record.took_ms)
