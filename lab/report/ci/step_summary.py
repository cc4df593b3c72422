"""Runs as GitHub Markdown for the page of a CI job: the sentence first, what is wrong next, the rest folded away."""

from __future__ import annotations

from collections.abc import Iterable

from lab.record.run_record import RunRecord
from lab.record.verdict import Verdict
from lab.report.escapes import markdown, markdown_code, xml
from lab.report.formatting import duration, shortened
from lab.report.outcome import bad_verdicts, last_sentence, planned_words, run_word, runs_sentence, spelled_outcome
from lab.report.scaled_values import scaled_by_file

_EVIDENCE = 4000  # characters: a step summary has a limit, and the full log is in the report


def step_summary(records: Iterable[RunRecord]) -> str:
    runs = tuple(records)
    parts = [_overview(runs)] if len(runs) > 1 else []
    parts += [_run(record) for record in runs]
    return "\n".join(parts)


def _overview(runs: tuple[RunRecord, ...]) -> str:
    rows = (
        (markdown(run.label), _bold(run_word(run), run.passed), markdown(last_sentence(run)), _run_time(run))
        for run in runs
    )
    return f"## {markdown(runs_sentence(runs))}\n\n" + _table(("run", "outcome", "in a sentence", "time"), rows)


def _run(record: RunRecord) -> str:
    parts = [f"### {markdown(record.label)}: {markdown(last_sentence(record))}\n", f"{markdown(record.title)}\n"]
    if record.surprises():
        parts.append("".join(f"- {markdown(words)}\n" for words in record.surprises()))
    if record.failure is not None:
        parts.append(_broken_off(record))
    parts += [_wrong(record, verdict) for verdict in bad_verdicts(record)]
    parts += [f"Left out: {markdown(left.service)} ({markdown(left.why)})\n" for left in record.left_out]
    if record.verdicts:
        parts.append(_folded(f"{len(record.verdicts)} verdicts", _verdicts(record), record.failure is None))
    if record.scaled:
        parts.append(_folded("times scaled for the lab", _scaled(record)))
    phases = " → ".join(f"{markdown(phase.name)} {duration(phase.ms or 0)}" for phase in record.phases)
    return "\n".join([*parts, f"{phases}\n" if phases else ""])


def _scaled(record: RunRecord) -> str:
    rows = (
        (_code(file), _code(path), _lines(each.production for each in values), _lines(each.lab for each in values))
        for file, paths in scaled_by_file(record)
        for path, values in paths
    )
    return _table(("file", "path", "production", "lab"), rows)


def _lines(words: Iterable[str]) -> str:
    return "<br>".join(map(_code, words))


def _verdicts(record: RunRecord) -> str:
    rows = (
        (
            markdown(verdict.step),
            markdown(verdict.name),
            markdown(verdict.kind),
            _bold(spelled_outcome(verdict, record.mutant), verdict not in bad_verdicts(record)),
            str(verdict.attempts),
            duration(verdict.elapsed_ms),
        )
        for verdict in record.verdicts
    )
    return _table(("step", "expectation", "kind", "status", "attempts", "time"), rows)


def _wrong(record: RunRecord, verdict: Verdict) -> str:
    judgement = verdict.judgement
    facts = [
        ("planned", planned_words(verdict, record.mutant)),
        ("expected", markdown(judgement.expected)),
        ("seen", markdown(judgement.actual)),
        ("off", markdown(judgement.difference)),
        ("reason", _code(str(judgement.reason or ""))),
        ("where", _code(str(verdict.where))),
        ("try", markdown(judgement.hint)),
    ]
    head = f"**{markdown(verdict.name)}** ({markdown(verdict.step)}): {spelled_outcome(verdict, record.mutant)}\n"
    return "\n".join([head, *(f"- {name}: {text}" for name, text in facts if text), ""])


def _broken_off(record: RunRecord) -> str:
    failure = record.failure
    assert failure is not None
    parts = [f"Try: {markdown(failure.remedy)}\n"] if failure.remedy else []
    if failure.evidence:
        parts.append(_folded("evidence", f"<pre>{xml(failure.evidence[-_EVIDENCE:])}</pre>\n"))
    return "\n".join(parts)


def _folded(summary: str, body: str, is_open: bool = False) -> str:
    return f"<details{' open' if is_open else ''}><summary>{xml(summary)}</summary>\n\n{body}\n</details>\n"


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, ("---",) * len(heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _code(text: str) -> str:
    return markdown_code(shortened(text, 200))


def _bold(words: str, good: bool) -> str:
    return markdown(words) if good else f"**{markdown(words)}**"


def _run_time(record: RunRecord) -> str:
    return duration((record.ended - record.started) * 1000)
