"""The evidence of a record, prepared for the page: alerts with their states and deliveries, panels with their series,
raw answers cut to a readable length."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lab.language.json_values import mapping, mappings
from lab.queries.answer import UNREADABLE
from lab.queries.loki import LogLines
from lab.queries.notifications import Received
from lab.queries.prometheus import RangeQuery
from lab.record.event import Evidence
from lab.record.observation import Observation
from lab.record.run_record import RunRecord
from lab.report.charts.alert_life import Delivery, Life, alert_chart, inactive_life, lives
from lab.report.charts.lines import line_chart
from lab.report.charts.series import Series, series_of
from lab.report.formatting import duration, value_in_unit
from lab.report.html.log_lines import LogExcerpt, log_excerpt

_MAX_ITEMS = 12  # of a list
_MAX_STRING = 600  # characters
_MAX_ANSWER = 12_000  # characters
_UNREADABLE = "the answer cannot be shown: it is not one of the backend's; it is in run.json"


@dataclass(frozen=True, slots=True)
class AlertView:
    """`states`: how long the alert was in each, or why that is not known."""

    alert: str
    labels: str
    states: tuple[str, ...]
    chart: str
    deliveries: tuple[Delivery, ...]


@dataclass(frozen=True, slots=True)
class PanelView:
    """`values` replaces the chart where the answer has a single moment, `lines` where log lines were queried, `error`
    where there is no answer."""

    dashboard: str
    title: str
    unit: str
    chart: str
    values: tuple[tuple[str, str], ...]
    queries: tuple[str, ...]
    error: str
    lines: LogExcerpt | None = None


def alert_views(record: RunRecord) -> tuple[AlertView, ...]:
    """The alerts that expectations watched, then those known only from notifications."""
    arrived = deliveries(record)
    watched = []
    for event in evidence_of(record, "alert"):
        match event.observation:
            case Observation(query=RangeQuery(start=start, end=end, step=step), answer=answer):
                try:
                    of_alert = lives(answer, start, end, step) or (inactive_life(event.name, start, end),)
                    watched += [_alert(life, arrived, record.zero) for life in of_alert]
                except UNREADABLE:
                    watched.append(AlertView(event.name, "", (_UNREADABLE,), "", ()))
            case _:
                watched.append(AlertView(event.name, "", (_why_missing(event.observation),), "", ()))
    names = {view.alert for view in watched}
    others = dict.fromkeys(alert for delivery in arrived for alert in delivery.alerts if alert not in names)
    unwatched = (AlertView(name, "", (), "", _deliveries_of(name, arrived)) for name in others)
    return (*watched, *unwatched)


def _alert(life: Life, arrived: tuple[Delivery, ...], zero: float) -> AlertView:
    own = _deliveries_of(life.alert, arrived)
    states = tuple(f"{band.state} {duration((band.end - band.begin) * 1000)}" for band in life.bands)
    return AlertView(life.alert, life.labels, states, alert_chart(life, own, zero=zero), own)


def _deliveries_of(alert: str, arrived: tuple[Delivery, ...]) -> tuple[Delivery, ...]:
    return tuple(delivery for delivery in arrived if alert in delivery.alerts)


def deliveries(record: RunRecord) -> tuple[Delivery, ...]:
    """Every notification in the evidence of a verdict, once, in the order of arrival."""
    unique: dict[Delivery, None] = {}
    for verdict in record.verdicts:
        for observation in verdict.evidence:
            if isinstance(observation.query, Received) and isinstance(observation.answer, list):
                for item in observation.answer:
                    if delivery := _delivery(item):
                        unique[delivery] = None
    return tuple(sorted(unique, key=lambda delivery: delivery.at))


def _delivery(raw: Any) -> Delivery | None:
    if not isinstance(raw, dict) or not isinstance(raw.get("body"), dict) or (at := _unix(raw.get("at"))) is None:
        return None
    body = raw["body"]
    names = dict.fromkeys(
        str(mapping(alert.get("labels")).get("alertname", "alert")) for alert in mappings(body.get("alerts"))
    )
    receiver = str(raw.get("receiver") or body.get("receiver", "receiver"))
    return Delivery(at, receiver, str(body.get("status", "sent")), tuple(names))


def _unix(at: Any) -> float | None:
    try:
        if isinstance(at, int | float):
            return float(at)
        return datetime.fromisoformat(str(at)).timestamp()
    except (ValueError, OverflowError):
        return None


def panel_views(record: RunRecord) -> tuple[PanelView, ...]:
    """One view for each panel; its queries are several events of the same name."""
    by_name: dict[str, list[Evidence]] = {}
    for event in evidence_of(record, "panel"):
        by_name.setdefault(event.name, []).append(event)
    return tuple(_panel_or_why_not(name, tuple(events), record.zero) for name, events in by_name.items())


def _panel_or_why_not(name: str, events: tuple[Evidence, ...], zero: float) -> PanelView:
    """One odd answer must not cost the others their charts."""
    try:
        return _panel(name, events, zero)
    except UNREADABLE:
        dashboard, _, title = name.partition(": ")
        return PanelView(dashboard, title, "", "", (), (), _UNREADABLE)


def _panel(name: str, events: tuple[Evidence, ...], zero: float) -> PanelView:
    errors = [
        _why_missing(event.observation) for event in events if event.observation is None or event.observation.error
    ]
    answered = [(event, event.observation) for event in events if event.observation and not event.observation.error]
    measured = [(event, observation) for event, observation in answered if not isinstance(observation.query, LogLines)]
    series: list[Series] = []
    for event, observation in measured:
        legend = str(event.detail.get("legend") or "")
        series += series_of(observation.answer, legend=legend, step=getattr(observation.query, "step", 0.0))
    unit = next((str(event.detail["unit"]) for event in events if event.detail.get("unit")), "")
    dashboard, _, title = name.partition(": ")
    moments = {at for one in series for at, _ in one.points}
    single = len(moments) == 1 and not any(hasattr(observation.query, "step") for _, observation in measured)
    values = tuple((one.name or "value", value_in_unit(one.points[-1][1], unit)) for one in series if one.points)
    drawn = measured and not single and not errors
    return PanelView(
        dashboard,
        title,
        unit,
        line_chart(series, title=title, unit=unit, zero=zero) if drawn else "",
        values if single else (),
        tuple(getattr(observation.query, "query", "") for _, observation in answered),
        "; ".join(errors),
        log_excerpt([observation for _, observation in answered], zero),
    )


def _why_missing(observation: Observation | None) -> str:
    return observation.error if observation is not None and observation.error else "nothing was observed"


def evidence_of(record: RunRecord, kind: str) -> Iterable[Evidence]:
    return (event for event in record.events if isinstance(event, Evidence) and event.kind == kind)


def answer_text(answer: Any) -> str:
    """The answer as readable JSON: long lists and strings are cut, with a note of how much was left out."""
    text = _json(_cut(answer), "")
    return (
        text
        if len(text) <= _MAX_ANSWER
        else f"{text[:_MAX_ANSWER]}\n... {len(text) - _MAX_ANSWER} more characters in run.json"
    )


def _cut(value: Any) -> Any:
    match value:
        case list() | tuple():
            first = [_cut(item) for item in value[:_MAX_ITEMS]]
            more = len(value) - _MAX_ITEMS
            return first if more <= 0 else [*first, f"... and {more} more of {len(value)}"]
        case dict():
            return {str(key): _cut(item) for key, item in value.items()}
        case str() if len(value) > _MAX_STRING:
            return f"{value[:_MAX_STRING]}... ({len(value)} characters)"
        case _:
            return value


def _json(value: Any, indent: str) -> str:
    flat = json.dumps(value, ensure_ascii=False, default=str)
    if not isinstance(value, dict | list) or len(flat) + len(indent) <= 100:
        return flat
    inner = indent + "  "
    if isinstance(value, list):
        body = ",\n".join(inner + _json(item, inner) for item in value)
        return f"[\n{body}\n{indent}]"
    lines = (f"{inner}{json.dumps(key, ensure_ascii=False)}: {_json(item, inner)}" for key, item in value.items())
    body = ",\n".join(lines)
    return f"{{\n{body}\n{indent}}}"
