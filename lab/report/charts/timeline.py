"""The timeline of a run as inline SVG: phases, loads, faults, and when each verdict was reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lab.record.event import ActionDone, Exited, Judged, LoadDone, Phase
from lab.record.outcome import verdict_outcome
from lab.record.run_record import RunRecord
from lab.report.charts.axes import time_axis
from lab.report.charts.svg import colour, element, picture, text
from lab.report.charts.text_metrics import text_width
from lab.report.event_text import action_label, action_text
from lab.report.formatting import duration, plain_number
from lab.report.sentences import verdict_text
from lab.report.tones import OUTCOME_TONES, Tone

_WIDTH, _LEFT, _ROW, _AXIS = 900.0, 250.0, 19.0, 26.0
_COLOURS: Mapping[Tone, str] = {"good": "pass", "bad": "fail", "doubt": "doubt", "quiet": "quiet"}


@dataclass(frozen=True, slots=True)
class Bar:
    """Milliseconds since the run's start; a bar without a length is a mark. `note` is drawn beside it."""

    name: str
    begin: float
    end: float
    note: str
    colour: str


def timeline(record: RunRecord) -> str:
    bars = bars_of(record)
    if not bars:
        return ""
    last = max(bar.end for bar in bars) / 1000
    axis = time_axis(0.0, last, _LEFT, _WIDTH - 120, marks=10)
    height = _ROW * len(bars) + _AXIS
    parts = []
    for tick in axis.ticks:
        x = axis.at(tick)
        parts.append(element("line", x1=x, x2=x, y1=4, y2=height - _AXIS + 4, stroke=colour("grid")))
        parts.append(text(x, height - 8, f"{plain_number(tick)} s", anchor="middle", opacity=0.8))
    for row, bar in enumerate(bars):
        y = 4 + row * _ROW
        x, end = axis.at(bar.begin / 1000), axis.at(bar.end / 1000)
        parts.append(text(_LEFT - 10, y + 12, bar.name, max_width=_LEFT - 16, anchor="end"))
        shape = {"y": y + 2, "height": _ROW - 7, "rx": 2, "fill": colour(bar.colour)}
        parts.append(element("rect", x=x, width=max(end - x, 3.0), **shape))
        inside = max(end, x + 3) + 6
        fits = inside + text_width(bar.note) <= _WIDTH
        parts.append(text(inside if fits else x - 6, y + 12, bar.note, anchor="start" if fits else "end", opacity=0.85))
    return picture(_WIDTH, height, "timeline of the run", "; ".join(f"{bar.name}: {bar.note}" for bar in bars), parts)


def bars_of(record: RunRecord) -> tuple[Bar, ...]:
    """Without the pulling and building of images, which would leave no room for the rest."""
    zero_ms = record.images_ms
    begun: dict[tuple[str, str], int] = {}
    phases, rest = [], []
    for event in record.events:
        match event:
            case Phase(ms=None):
                begun[event.name, event.step] = event.at_ms - zero_ms
            case Phase(name="images") if zero_ms:
                pass
            case Phase():
                took = event.ms or 0
                begin = begun.get((event.name, event.step), max(event.at_ms - zero_ms - took, 0))
                phases.append(Bar(_phase_name(event), begin, begin + took, duration(took), "phase"))
            case LoadDone():
                truth = event.truth
                first, last = ((at - record.zero) * 1000 for at in (truth.started, truth.ended))
                rest.append(Bar(f"load {truth.name}", max(first, 0.0), max(last, 0.0), f"{truth.sent} sent", "load"))
            case ActionDone():
                rest.append(
                    Bar(action_label(event), event.at_ms - zero_ms, event.at_ms - zero_ms, action_text(event), "doubt")
                )
            case Exited():
                rest.append(
                    Bar(
                        f"{event.service} exited",
                        event.at_ms - zero_ms,
                        event.at_ms - zero_ms,
                        f"code {event.code_text}",
                        "fail",
                    )
                )
            case Judged():
                verdict = event.verdict
                note = f"{verdict_text(verdict, record.mutant)}, {duration(verdict.elapsed_ms)}"
                begin = max(event.at_ms - zero_ms - verdict.elapsed_ms, 0)
                shade = _COLOURS[OUTCOME_TONES[verdict_outcome(verdict, record.mutant)]]
                rest.append(Bar(verdict.name, begin, event.at_ms - zero_ms, note, shade))
            case _:
                pass
    return (*phases, *sorted(rest, key=lambda bar: bar.begin))


def _phase_name(phase: Phase) -> str:
    return f"{phase.name}: {phase.step}" if phase.step else phase.name
