"""What the evidence of a record shows: alerts with their lives and deliveries, panels with their series, raw answers
cut to what a reader can take in. How it looks is for the page."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lab.queries.loki import LogLines
from lab.queries.notifications import Received
from lab.queries.prometheus import RangeQuery
from lab.record.event import Evidence
from lab.record.observation import Observation
from lab.record.run_record import RunRecord
from lab.report.charts.alert_life import Delivery, Life, alert_chart, lives, silent
from lab.report.charts.lines import line_chart
from lab.report.charts.series import Series, series_of
from lab.report.formatting import duration, value_in_unit
from lab.report.html.log_lines import LinesShown, lines_shown

_ITEMS, _STRING, _WHOLE = 12, 600, 12_000  # of an answer: items of a list, characters of a string, and of it all


@dataclass(frozen=True, slots=True)
class AlertShown:
    alert: str
    labels: str
    said: tuple[str, ...]
    chart: str
    deliveries: tuple[Delivery, ...]


@dataclass(frozen=True, slots=True)
class PanelShown:
    """`values` stands in for a chart where the answer has a single moment, `lines` where a log was asked for, `error`
    where there is no answer."""

    dashboard: str
    title: str
    unit: str
    chart: str
    values: tuple[tuple[str, str], ...]
    queries: tuple[str, ...]
    error: str
    lines: LinesShown | None = None


def alerts_shown(record: RunRecord) -> tuple[AlertShown, ...]:
    sent = deliveries(record)
    shown = []
    for event in _evidence(record, "alert"):
        match event.observation:
            case Observation(query=RangeQuery(start=start, end=end, step=step), answer=answer):
                known = lives(answer, start, end, step) or (silent(event.name, start, end),)
                shown += [_alert(life, sent, record.started) for life in known]
            case _:
                shown.append(AlertShown(event.name, "", (_unseen(event.observation),), "", ()))
    told = {each.alert for each in shown}
    others = dict.fromkeys(alert for each in sent for alert in each.alerts if alert not in told)
    unwatched = (AlertShown(name, "", (), "", tuple(each for each in sent if name in each.alerts)) for name in others)
    return (*shown, *unwatched)


def _alert(life: Life, sent: tuple[Delivery, ...], zero: float) -> AlertShown:
    own = tuple(each for each in sent if life.alert in each.alerts)
    said = tuple(f"{band.state} {duration((band.end - band.begin) * 1000)}" for band in life.bands)
    return AlertShown(life.alert, life.labels, said, alert_chart(life, own, zero=zero), own)


def deliveries(record: RunRecord) -> tuple[Delivery, ...]:
    """Every notification that some verdict has seen, once, in the order of arrival."""
    found: dict[Delivery, None] = {}
    for verdict in record.verdicts:
        for observation in verdict.evidence:
            if isinstance(observation.query, Received) and isinstance(observation.answer, list):
                for each in observation.answer:
                    if delivery := _delivery(each):
                        found[delivery] = None
    return tuple(sorted(found, key=lambda delivery: delivery.at))


def _delivery(raw: Any) -> Delivery | None:
    if not isinstance(raw, dict) or not isinstance(raw.get("body"), dict) or (at := _unix(raw.get("at"))) is None:
        return None
    body = raw["body"]
    alerts = [each for each in body.get("alerts") or [] if isinstance(each, dict)]
    names = dict.fromkeys(str((each.get("labels") or {}).get("alertname", "alert")) for each in alerts)
    receiver = str(raw.get("receiver") or body.get("receiver", "receiver"))
    return Delivery(at, receiver, str(body.get("status", "sent")), tuple(names))


def _unix(at: Any) -> float | None:
    if isinstance(at, int | float):
        return float(at)
    try:
        return datetime.fromisoformat(str(at)).timestamp()
    except ValueError:
        return None


def panels_shown(record: RunRecord) -> tuple[PanelShown, ...]:
    """A panel with several queries is several events of the same name: one chart."""
    by_name: dict[str, list[Evidence]] = {}
    for event in _evidence(record, "panel"):
        by_name.setdefault(event.name, []).append(event)
    return tuple(_panel(name, tuple(events), record.started) for name, events in by_name.items())


def _panel(name: str, events: tuple[Evidence, ...], zero: float) -> PanelShown:
    errors = [_unseen(event.observation) for event in events if event.observation is None or event.observation.error]
    answered = [(each, each.observation) for each in events if each.observation and not each.observation.error]
    measured = [(event, seen) for event, seen in answered if not isinstance(seen.query, LogLines)]
    series: list[Series] = []
    for event, seen in measured:
        legend = str(event.detail.get("legend") or "")
        series += series_of(seen.answer, legend=legend, step=getattr(seen.query, "step", 0.0))
    unit = next((str(event.detail["unit"]) for event in events if event.detail.get("unit")), "")
    dashboard, _, title = name.partition(": ")
    moments = {at for each in series for at, _ in each.points}
    single = len(moments) == 1 and not any(hasattr(seen.query, "step") for _, seen in measured)
    values = tuple((each.name or "value", value_in_unit(each.points[-1][1], unit)) for each in series if each.points)
    drawn = measured and not single and not errors
    return PanelShown(
        dashboard,
        title,
        unit,
        line_chart(series, title=title, unit=unit, zero=zero) if drawn else "",
        values if single else (),
        tuple(getattr(seen.query, "query", "") for _, seen in answered),
        "; ".join(errors),
        lines_shown([seen for _, seen in answered], zero),
    )


def _unseen(observation: Observation | None) -> str:
    return observation.error if observation is not None and observation.error else "nothing was observed"


def _evidence(record: RunRecord, kind: str) -> Iterable[Evidence]:
    return (event for event in record.events if isinstance(event, Evidence) and event.kind == kind)


def answer_text(answer: Any) -> str:
    """The answer as readable JSON: long lists and strings are cut, and what was left out is said."""
    text = _json(_cut(answer), "")
    return text if len(text) <= _WHOLE else f"{text[:_WHOLE]}\n... {len(text) - _WHOLE} more characters in run.json"


def _cut(value: Any) -> Any:
    match value:
        case list() | tuple():
            kept = [_cut(each) for each in value[:_ITEMS]]
            more = len(value) - _ITEMS
            return kept if more <= 0 else [*kept, f"... and {more} more of {len(value)}"]
        case dict():
            return {str(key): _cut(each) for key, each in value.items()}
        case str() if len(value) > _STRING:
            return f"{value[:_STRING]}... ({len(value)} characters)"
        case _:
            return value


def _json(value: Any, indent: str) -> str:
    flat = json.dumps(value, ensure_ascii=False, default=str)
    if not isinstance(value, dict | list) or len(flat) + len(indent) <= 100:
        return flat
    inner = indent + "  "
    if isinstance(value, list):
        body = ",\n".join(inner + _json(each, inner) for each in value)
        return f"[\n{body}\n{indent}]"
    lines = (f"{inner}{json.dumps(key, ensure_ascii=False)}: {_json(each, inner)}" for key, each in value.items())
    body = ",\n".join(lines)
    return f"{{\n{body}\n{indent}}}"
