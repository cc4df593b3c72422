"""A comparison as GitHub Markdown: the verdict table first, broken queries next, the rest in folded sections."""

from __future__ import annotations

from lab.comparison.production import predictions
from lab.comparison.record import ComparisonRecord, NameDifference
from lab.comparison.report.format import intervals_text, summary_value_text, value_text
from lab.comparison.report.headline import headline, result_sentence
from lab.comparison.report.phrases import (
    MORE_LEGEND,
    difference,
    median_text,
    more_text,
    row_title,
    verdict_text,
)
from lab.comparison.report.summary import (
    broken_by_sides,
    broken_sentences,
    judged_questions,
    metric_names_sentence,
    repetitions_sentence,
    summary_lines,
    wire_check_summaries,
)
from lab.comparison.report.view import numbers
from lab.comparison.result import ComparisonResult, Pair
from lab.comparison.table import PHASES
from lab.report.escapes import markdown
from lab.report.formatting import plain_number, utc
from lab.report.markdown_elements import code, folded, table
from lab.report.tones import Tone

_MOST_NAMES = 60  # of the metrics of one side; the page has all


def comparison_markdown(record: ComparisonRecord, result: ComparisonResult) -> str:
    parts = [
        f"## {markdown(record.title)}\n",
        f"{markdown(record.why)}\n",
        f"**{markdown(result_sentence(result))}**\n",
        *map(_verdicts, result.pairs),
        "".join(f"- {markdown(line)}\n" for line in summary_lines(record, result)),
        "".join(f"- remark: {markdown(line)}\n" for line in result.remarks),
        _broken(record),
        _names(record),
        *map(_only_on, record.portability.differences),
        _answers(record),
        *(_hypotheses(pair) for pair in result.pairs if pair.hypotheses),
        _production(record),
        *map(_all_measures, result.pairs),
        _numbers(result),
        _wire_checks(record),
        _environment(record, result),
    ]
    return "\n".join(part for part in parts if part.strip())


def _verdicts(pair: Pair) -> str:
    title = f"### {markdown(pair.title)}\n\n" if pair.title else ""
    name = f"{markdown(pair.same_side)}: " if pair.same_side else ""
    undecided = f"**undecided**: {markdown(pair.undecided)}\n\n" if pair.undecided else ""
    headline_rows = headline(pair)
    rows = (
        (
            markdown(row_title(row)),
            markdown(median_text(row, pair.first)),
            markdown(median_text(row, pair.other)),
            f"{_bold(*verdict_text(row, pair))} {more_text(row)}".rstrip(),
            "" if pair.undecided else markdown(str(difference(row, pair))),
        )
        for row in headline_rows
    )
    heads = (f"{name}median of", markdown(pair.first), markdown(pair.other), "verdict", "difference")
    legend = f"\n{MORE_LEGEND}\n" if any(map(more_text, headline_rows)) else ""
    return title + undecided + table(heads, rows) + legend


def _broken(record: ComparisonRecord) -> str:
    rows = (
        (f"{query.kind} {markdown(query.name)}", markdown(query.written_for), markdown(query.on), markdown(query.cause))
        for sides in broken_by_sides(record)
        for query in sides.queries
    )
    broken_table = table(("rule or panel", "written for", "broken on", "cause"), rows)
    return folded("; ".join(broken_sentences(record)), broken_table) if record.portability.broken else ""


def _names(record: ComparisonRecord) -> str:
    rows = []
    for meaning in record.portability.meanings:
        cells = []
        for side in record.sides:
            name = meaning.by_side.get(side.name)
            labels = [f"{code(ours)} for {markdown(label)}" for label, ours in name.labels.items()] if name else []
            kind = f" ({markdown(name.type)}{f', {markdown(name.unit)}' if name.unit else ''})" if name else ""
            cells.append("<br>".join([f"{code(name.metric)}{kind}", *labels]) if name else "none")
        rows.append((markdown(meaning.meaning), *cells))
    heads = ("meaning", *(markdown(side.name) for side in record.sides))
    return folded("metric names, types, units and labels", table(heads, rows)) if rows else ""


def _only_on(names: NameDifference) -> str:
    sentence = metric_names_sentence(names)
    lines = [
        f"- {what} only on {markdown(side)}: {', '.join(map(code, own_names[:_MOST_NAMES]))}"
        + (f" and {len(own_names) - _MOST_NAMES} more" if len(own_names) > _MOST_NAMES else "")
        for what, own in (("metrics", names.only_on), ("labels", names.labels_only_on))
        for side, own_names in own.items()
        if own_names
    ]
    return folded(sentence, "\n".join([*lines, ""])) if sentence else ""


def _answers(record: ComparisonRecord) -> str:
    questions = judged_questions(record)
    rows = (
        (
            markdown(question.question),
            question.truth,
            markdown(judged.answer.side),
            judged.text,
            _bold(judged.judgement, "quiet" if judged.correct else "doubt"),
        )
        for question in questions
        for judged in question.answers
    )
    heads = ("question", "truth", "side", "answer", "judgement")
    return folded("the same questions on each side", table(heads, rows)) if questions else ""


def _hypotheses(pair: Pair) -> str:
    rows = (
        (
            code(result.measure),
            markdown(result.better or "neither"),
            markdown(result.because),
            result.status,
            markdown(result.evidence),
        )
        for result in pair.hypotheses
    )
    heads = ("measure", "expected better", "because", "outcome", "evidence")
    return folded(f"{_head(pair)}expected differences of {pair.other} and {pair.first}", table(heads, rows))


def _production(record: ComparisonRecord) -> str:
    rows = [
        (
            prediction.measure.title,
            markdown(prediction.side),
            markdown(prediction.formula),
            value_text(prediction.expected.typical, "s") if prediction.expected else "-",
            markdown(summary_value_text(prediction.measured.median, prediction.measured, "s")),
            f"**{prediction.outcome}**" if prediction.confirmed is False else prediction.outcome,
            value_text(prediction.production.typical, "s") if prediction.production else "-",
        )
        for prediction in predictions(record)
        if prediction.measured is not None
    ]
    heads = ("measure", "side", "formula", "expected here", "measured here", "", "in production")
    return folded(f"in production: {intervals_text(record.production_intervals)}", table(heads, rows)) if rows else ""


def _all_measures(pair: Pair) -> str:
    rows = (
        (
            markdown(row_title(row)),
            markdown(median_text(row, pair.first)),
            markdown(median_text(row, pair.other)),
            markdown(verdict_text(row, pair)[0]),
            markdown(row.reason),
        )
        for row in pair.rows
    )
    heads = ("median of", markdown(pair.first), markdown(pair.other), "verdict", "reason")
    return folded(f"{_head(pair)}all measures of {pair.other} and {pair.first}", table(heads, rows))


def _head(pair: Pair) -> str:
    return f"{pair.title}: " if pair.title else ""


def _numbers(result: ComparisonResult) -> str:
    rows = (
        (
            code(row.measure.id),
            markdown(f"{row.of} at {row.size:,}".lstrip() if row.size else row.of),
            markdown(row.side),
            row.median,
            row.interval,
            ", ".join(row.values),
        )
        for phase in PHASES
        for row in numbers(result, phase)
    )
    return folded("raw numbers", table(("measure", "of", "side", "median", "interval", "repetitions"), rows))


def _wire_checks(record: ComparisonRecord) -> str:
    rows = [
        (
            markdown(check.side),
            markdown(check.claim),
            f"{check.passed} of {check.repetitions}",
            code(check.expected),
            code(check.actual),
        )
        for check in wire_check_summaries(record)
    ]
    return folded("wire checks", table(("side", "claim", "passed", "expected", "actual"), rows)) if rows else ""


def _environment(record: ComparisonRecord, result: ComparisonResult) -> str:
    rows = (
        (
            markdown(side.name),
            markdown(image.service),
            markdown(image.version),
            code(image.used),
            code(image.image_id[:19]),
        )
        for side in record.sides
        for image in side.images
    )
    benchmark = result.benchmark_ms
    speed = (
        f"- CPU benchmark of the machine: {plain_number(min(benchmark.values))} to "
        f"{plain_number(max(benchmark.values))} ms (median {plain_number(benchmark.median)} ms)\n"
        if benchmark
        else ""
    )
    versions = ", ".join(f"{name} {value}" for name, value in record.versions.model_dump().items() if value)
    invalid = "".join(
        f"- invalid: {markdown(repetition.side)}, {repetition.phase} {repetition.number}: "
        f"{markdown(repetition.invalid_reason)}\n"
        for repetition in record.repetitions
        if repetition.invalid_reason
    )
    when = f"- {markdown(versions)}\n- {utc(record.started)}, {markdown(repetitions_sentence(record))}\n"
    body = table(("side", "service", "version", "image", "id"), rows) + f"\n{when}{speed}{invalid}"
    return folded("images, versions and the machine", body) + f"\nRepeat: {code(f'lab compare {record.name}')}\n"


def _bold(text: str, tone: Tone) -> str:
    return f"**{markdown(text)}**" if text and tone != "quiet" else markdown(text)
