"""The exemplars of a series, and whether the traces they name are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lab.expectations.eval_context import Moment
from lab.expectations.results import failed, passed, shortened, spell_labels, spell_value, unobserved
from lab.expectations.telemetry_models import ExemplarExpectation
from lab.language import reasons
from lab.queries.prometheus import Exemplars
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement


def asks(check: ExemplarExpectation, moment: Moment) -> tuple[Query, ...]:
    label = check.label if check.opens else ""
    return (Exemplars(selector=check.exemplar, start=moment.lab_started, end=moment.now, label=label),)


def judge(check: ExemplarExpectation, observations: tuple[Observation, ...], moment: Moment) -> Judgement:
    expected = f"exemplars with a {check.label}" + (", and each opens a trace" if check.opens else "")
    if missed := unobserved(expected, observations):
        return missed
    answer = observations[0].answer
    found = [(series["seriesLabels"], one) for series in answer["series"] for one in series["exemplars"]]
    if not found:
        advice = f"Prometheus keeps them only with --enable-feature=exemplar-storage; asked for {check.exemplar}"
        return failed(reasons.NO_SERIES, expected, "no exemplars", hint=advice)
    nameless = [(labels, one) for labels, one in found if not one["labels"].get(check.label)]
    closed = [trace for trace, there in answer["opened"].items() if not there]
    seen, off = [], []
    if nameless:
        which = [f"{spell_labels(one['labels'])} of {spell_labels(labels)}" for labels, one in nameless]
        seen.append(shortened(which, 3))
        off.append(f"{len(nameless)} of {len(found)} exemplars have no {check.label}")
    if closed:
        seen.append(f"no trace {shortened(closed, 3)}")
        off.append(f"{len(closed)} of {len(answer['opened'])} traces do not open")
    if seen:
        reason = reasons.WRONG_LABELS if nameless else reasons.NO_TRACES
        advice = "is the trace sampled, and sent to where it is looked for?" if closed else ""
        return failed(reason, expected, "; ".join(seen), difference="; ".join(off), hint=advice)
    labels, one = found[0]
    opened = f"; {_looked_up(answer['opened'], found, check.label)} traces open" if check.opens else ""
    first = f"{spell_labels(one['labels'])} = {spell_value(float(one['value']))} of {spell_labels(labels)}"
    return passed(expected, f"{len(found)} exemplars, for instance {first}{opened}")


def _looked_up(opened: Mapping[str, bool], found: Sequence[tuple[Any, Any]], label: str) -> str:
    """Not more than a hundred are looked up, and then it is said."""
    named = {one["labels"][label] for _, one in found}
    return f"all of {len(named)}" if len(opened) == len(named) else f"the {len(opened)} looked up of {len(named)}"
