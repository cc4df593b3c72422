"""A comparison as one page: everything in one file, nothing fetched, no script. Its neighbours decide what it says."""

from __future__ import annotations

from lab.comparison.model import Comparison, Pair, Row
from lab.comparison.record import ComparisonRecord
from lab.comparison.report.format import measured
from lab.comparison.report.phrases import Wording, headline, more_words, parts_of, title_of, verdict_words
from lab.comparison.report.summary import (
    breaks,
    breaks_sentence,
    expected_sentence,
    kept_up_sentence,
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
from lab.comparison.report.view import charts, numbers
from lab.report.html.page import pages

PHASES = {"steady": "Under a steady load", "faults": "Under faults", "size": "Over the number of series"}
_TONES = {"met": "good", "not met": "bad", "cannot tell": "doubt"}


def comparison_html(record: ComparisonRecord, comparison: Comparison) -> str:
    wording = Wording.of(record)
    phases = [phase for phase in PHASES if any(each.phase == phase for each in record.repetitions)]
    return (
        pages()
        .get_template("comparison.html.j2")
        .render(
            record=record,
            comparison=comparison,
            here=record.portability,
            sentence=sentence(comparison),
            undecided=bool(comparison.undecided),
            plain=plain_lines(record, comparison),
            headline=headline,
            faults=lambda pair: _totals(pair, "faults"),
            measures=[(PHASES[phase], phase) for phase in phases],
            rows_of=lambda pair, phase: [row for row in pair.rows if row.phase == phase],
            charts=[(PHASES[phase], charts(record, comparison, phase)) for phase in phases],
            numbers=[(PHASES[phase], numbers(record, comparison, phase)) for phase in phases],
            wording=wording,
            title_of=title_of,
            is_part=parts_of,
            verdict_words=verdict_words,
            more_words=more_words,
            breaks=breaks(record),
            breaks_sentence=breaks_sentence(record),
            one_side_sentence=one_side_sentence(record),
            questions=questions(record),
            expected_sentence=expected_sentence(comparison.pairs),
            tones=_TONES,
            predictions=predictions(record),
            quantity=quantity,
            seconds=lambda value: measured(value, "s"),
            lab_intervals=spelled(record.measured_with),
            production_intervals=spelled(record.production),
            kept_up=[words for pair in comparison.pairs if (words := kept_up_sentence(pair))],
            proofs=proofs(record),
            repetitions=repetitions_sentence(record),
            flawed=[each for each in record.repetitions if each.invalid_reason],
        )
    )


def _totals(pair: Pair, phase: str) -> list[Row]:
    return [row for row in pair.rows if row.phase == phase and not parts_of(row, pair)]
