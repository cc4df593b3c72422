"""A comparison as one page: everything in one file, nothing fetched, no script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lab.comparison.production import predictions
from lab.comparison.record import ComparisonRecord, Phase
from lab.comparison.report.format import intervals_text, summary_value_text, value_text
from lab.comparison.report.headline import headline, is_part, result_sentence
from lab.comparison.report.phrases import MORE_LEGEND, difference, median_text, more_text, row_title, verdict_text
from lab.comparison.report.summary import (
    broken_by_sides,
    broken_sentences,
    hypotheses_sentence,
    judged_questions,
    metric_names_sentence,
    repetitions_sentence,
    sizes_sentence,
    summary_lines,
    wire_check_summaries,
)
from lab.comparison.report.view import Chart, Numbers, charts, numbers
from lab.comparison.result import ComparisonResult, Pair, Row, Status
from lab.comparison.stats.summary_stats import Summary
from lab.report.html.page import pages

_TITLES: Mapping[Phase, str] = {
    "steady": "Under a steady load",
    "faults": "Under faults",
    "size": "Over the number of series",
}
_TONES = {Status.CONFIRMED: "good", Status.CONTRADICTED: "bad", Status.INCONCLUSIVE: "doubt"}


@dataclass(frozen=True, slots=True)
class PhaseSection:
    phase: Phase
    title: str
    charts: tuple[Chart, ...]
    numbers: tuple[Numbers, ...]

    def rows(self, pair: Pair) -> list[Row]:
        return [row for row in pair.rows if row.phase == self.phase]

    def totals(self, pair: Pair) -> list[Row]:
        return [row for row in self.rows(pair) if not is_part(row, pair)]


def comparison_html(record: ComparisonRecord, result: ComparisonResult) -> str:
    measured = {repetition.phase for repetition in record.repetitions}
    sections = [
        PhaseSection(phase, title, charts(record, result, phase), numbers(result, phase))
        for phase, title in _TITLES.items()
        if phase in measured
    ]
    return (
        pages(Path(__file__).with_name("templates"))
        .get_template("comparison.html.j2")
        .render(
            record=record,
            result=result,
            portability=record.portability,
            sentence=result_sentence(result),
            summary=summary_lines(record, result),
            headline=headline,
            sections=sections,
            is_part=is_part,
            row_title=row_title,
            median_text=median_text,
            difference=difference,
            verdict_text=verdict_text,
            more_text=more_text,
            more_legend=MORE_LEGEND,
            broken=broken_by_sides(record),
            broken_sentences=broken_sentences(record),
            metric_names_sentence=metric_names_sentence,
            has_names=any(map(metric_names_sentence, record.portability.differences)),
            questions=judged_questions(record),
            hypotheses_sentence=hypotheses_sentence(result.pairs),
            tones=_TONES,
            predictions=predictions(record),
            seconds=lambda value: value_text(value, "s"),
            median_seconds=_median_seconds,
            lab_intervals=intervals_text(record.lab_intervals),
            production_intervals=intervals_text(record.production_intervals),
            sizes_sentences=[text for pair in result.pairs if (text := sizes_sentence(pair))],
            wire_checks=wire_check_summaries(record),
            repetitions=repetitions_sentence(record),
            invalid=[repetition for repetition in record.repetitions if repetition.invalid_reason],
        )
    )


def _median_seconds(summary: Summary) -> str:
    return summary_value_text(summary.median, summary, "s")
