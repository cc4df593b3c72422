"""A comparison as GitHub Markdown: the verdict table first, what breaks next, and the rest folded away."""

from __future__ import annotations

from collections.abc import Iterable

from lab.comparison.model import Comparison, Pair
from lab.comparison.record import ComparisonRecord
from lab.comparison.report.format import measured
from lab.comparison.report.phrases import Wording, headline, more_words, title_of, verdict_words
from lab.comparison.report.summary import (
    breaks,
    breaks_sentence,
    one_side_sentence,
    plain_lines,
    predictions,
    proofs,
    quantity,
    questions,
    repetitions_sentence,
    sentence,
    spelled,
)
from lab.comparison.report.view import numbers
from lab.report.escapes import markdown, markdown_code, xml
from lab.report.formatting import plain_number, shortened, utc

_NAMES = 60  # of the metrics of one side; the page has them all


def comparison_markdown(record: ComparisonRecord, comparison: Comparison) -> str:
    wording = Wording.of(record)
    parts = [f"## {markdown(record.title)}\n", f"{markdown(record.why)}\n", f"**{markdown(sentence(comparison))}**\n"]
    parts += [_verdicts(pair, wording) for pair in comparison.pairs]
    parts.append("".join(f"- {markdown(line)}\n" for line in plain_lines(record, comparison)))
    parts.append("".join(f"- remark: {markdown(line)}\n" for line in comparison.remarks))
    parts += [_dead(record), _names(record), _one_side(record), _answers(record)]
    parts += [_expected(pair) for pair in comparison.pairs if pair.foreseen]
    parts += [_production(record), _all_measures(comparison, wording), _numbers(record, comparison)]
    parts += [_proofs(record), _made_of(record, comparison)]
    return "\n".join(part for part in parts if part.strip())


def _verdicts(pair: Pair, wording: Wording) -> str:
    head = f"{markdown(pair.about)}: " if pair.about else ""
    undecided = f"**undecided**: {markdown(pair.undecided)}\n\n" if pair.undecided else ""
    rows = (
        (
            markdown(title_of(row)),
            markdown(wording.median(row, pair.first)),
            markdown(wording.median(row, pair.other)),
            f"{_bold(verdict_words(row, pair.undecided))} {more_words(row)}".rstrip(),
            "" if pair.undecided else markdown(wording.difference(row, pair)),
        )
        for row in headline(pair)
    )
    heads = (f"{head}median of", markdown(pair.first), markdown(pair.other), "verdict", "in words")
    return undecided + _table(heads, rows)


def _dead(record: ComparisonRecord) -> str:
    rows = (
        (f"{each.kind} {markdown(each.name)}", markdown(each.written_for), markdown(each.on), markdown(each.killer))
        for way in breaks(record)
        for each in way.dead
    )
    table = _table(("rule or panel", "written for", "dead on", "what kills it"), rows)
    return _folded(breaks_sentence(record), table) if record.portability.dead else ""


def _names(record: ComparisonRecord) -> str:
    rows = []
    for each in record.portability.meanings:
        cells = []
        for side in record.sides:
            called = each.called.get(side.name)
            labels = [f"{_code(ours)} for {markdown(label)}" for label, ours in called.labels.items()] if called else []
            kind = f" ({markdown(called.type)}{f', {markdown(called.unit)}' if called.unit else ''})" if called else ""
            cells.append("<br>".join([f"{_code(called.metric)}{kind}", *labels]) if called else "none")
        rows.append((markdown(each.meaning), *cells))
    heads = ("meaning", *(markdown(side.name) for side in record.sides))
    return _folded("names, types, units and labels", _table(heads, rows)) if rows else ""


def _one_side(record: ComparisonRecord) -> str:
    said = one_side_sentence(record)
    lines = [
        f"- {what} only on {markdown(side)}: {', '.join(map(_code, names[:_NAMES]))}"
        + (f" and {len(names) - _NAMES} more" if len(names) > _NAMES else "")
        for what, own in (("metrics", record.portability.only_on), ("labels", record.portability.labels_only_on))
        for side, names in own.items()
        if names
    ]
    return _folded(said, "\n".join([*lines, ""])) if said else ""


def _answers(record: ComparisonRecord) -> str:
    rows = (
        (markdown(question.question), question.truth, markdown(answered.side), value, _bold((right, _tone(right))))
        for question in questions(record)
        for answered, value, right in question.answers
    )
    table = _table(("question", "truth", "side", "answer", "held against the truth"), rows)
    return _folded("the same questions, against the truth", table) if record.portability.answers else ""


def _tone(right: str) -> str:
    return "quiet" if right == "right" else "doubt"


def _expected(pair: Pair) -> str:
    rows = (
        (
            _code(each.measure),
            markdown(each.better or "neither"),
            markdown(each.because),
            each.status,
            markdown(each.seen),
        )
        for each in pair.foreseen
    )
    heads = ("measure", "expected better", "because", "outcome", "seen")
    return _folded(f"expected of {pair.other} against {pair.first}", _table(heads, rows))


def _production(record: ComparisonRecord) -> str:
    rows = [
        (
            quantity(each),
            markdown(each.side),
            markdown(each.words),
            measured(each.expected.typical, "s") if each.expected else "-",
            markdown(Wording.of(record).seconds(each.quantity, each.measured or 0.0)),
            {None: "no formula", True: "confirmed", False: "**not confirmed**"}[each.confirmed],
            measured(each.production.typical, "s") if each.production and each.confirmed else "-",
        )
        for each in predictions(record)
    ]
    heads = ("quantity", "side", "formula", "by it here", "measured", "", "in production")
    return _folded(f"in production: {spelled(record.production)}", _table(heads, rows)) if rows else ""


def _all_measures(comparison: Comparison, wording: Wording) -> str:
    found = []
    for pair in comparison.pairs:
        rows = (
            (
                markdown(title_of(row)),
                markdown(wording.median(row, pair.first)),
                markdown(wording.median(row, pair.other)),
                markdown(verdict_words(row, pair.undecided)[0]),
                markdown(row.reason),
            )
            for row in pair.rows
        )
        heads = ("median of", markdown(pair.first), markdown(pair.other), "verdict", "why")
        found.append(_folded(f"all measures of {pair.other} against {pair.first}", _table(heads, rows)))
    return "\n".join(found)


def _numbers(record: ComparisonRecord, comparison: Comparison) -> str:
    rows = (
        (
            _code(each.measure.name),
            markdown(f"{each.of} at {each.size:,}".removeprefix(" ") if each.size else each.of),
            markdown(each.side),
            each.median,
            each.interval,
            ", ".join(each.values),
        )
        for phase in ("steady", "faults", "size")
        for each in numbers(record, comparison, phase)
    )
    return _folded("raw numbers", _table(("measure", "of", "side", "median", "interval", "repetitions"), rows))


def _proofs(record: ComparisonRecord) -> str:
    rows = [
        (
            markdown(each.side),
            markdown(each.claim),
            f"{each.held} of {each.times}",
            _code(each.expected),
            _code(each.seen),
        )
        for each in proofs(record)
    ]
    return (
        _folded("proofs seen on the wire", _table(("side", "claim", "held", "expected", "seen"), rows)) if rows else ""
    )


def _made_of(record: ComparisonRecord, comparison: Comparison) -> str:
    rows = (
        (
            markdown(side.name),
            markdown(image.service),
            markdown(image.version),
            _code(image.used),
            _code(image.image_id[:19]),
        )
        for side in record.sides
        for image in side.images
    )
    noise = comparison.noise
    pace = (
        f"- the same piece of work took {plain_number(min(noise.values))} to {plain_number(max(noise.values))} ms "
        f"on this machine (median {plain_number(noise.median)} ms)\n"
        if noise
        else ""
    )
    versions = ", ".join(f"{name} {value}" for name, value in record.versions.model_dump().items() if value)
    flaws = "".join(
        f"- not counted: {markdown(each.side)}, {each.phase} {each.number}: {markdown(each.invalid_reason)}\n"
        for each in record.repetitions
        if each.invalid_reason
    )
    said = f"- {markdown(versions)}\n- {utc(record.started)}, {markdown(repetitions_sentence(record))}\n{pace}{flaws}"
    body = _table(("side", "service", "version", "image", "id"), rows) + f"\n{said}"
    return _folded("images, versions and the machine", body) + f"\nAgain: {_code(f'lab compare {record.name}')}\n"


def _folded(summary: str, body: str) -> str:
    return f"<details><summary>{xml(summary)}</summary>\n\n{body}\n</details>\n"


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, ("---",) * len(heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _code(text: str) -> str:
    return markdown_code(shortened(text, 200))


def _bold(said: tuple[str, str]) -> str:
    words, tone = said
    return f"**{markdown(words)}**" if words and tone != "quiet" else markdown(words)
