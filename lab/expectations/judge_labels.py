"""Which labels the series of a query carry."""

from __future__ import annotations

from lab.expectations.base import LabelCondition
from lab.expectations.eval_context import Moment
from lab.expectations.models import LabelsExpectation
from lab.expectations.results import Labels, failed, mismatches, passed, series_of, shortened, spell_labels, unobserved
from lab.language import reasons
from lab.queries.prometheus import InstantQuery
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement


def asks(check: LabelsExpectation, moment: Moment) -> tuple[Query, ...]:
    return (InstantQuery(query=check.labels),)


def judge(check: LabelsExpectation, observations: tuple[Observation, ...], moment: Moment) -> Judgement:
    condition = check.every or check.any
    assert condition is not None  # the model gives exactly one
    expected = f"{'every' if check.every else 'any'} series {say_labels(condition)}"
    if missed := unobserved(expected, observations):
        return missed
    found = [labels for labels, _ in series_of(observations[0].answer)]
    if not found:
        return failed(reasons.NO_SERIES, expected, "no series", hint=f"the query was {check.labels}")
    wrong = [(labels, faults) for labels in found if (faults := faults_of(condition, labels))]
    if not wrong or (check.any and len(wrong) < len(found)):
        return passed(expected, f"{len(found)} series, for instance {spell_labels(found[0])}")
    seen = shortened([f"{spell_labels(labels)}: {', '.join(faults)}" for labels, faults in wrong], 3)
    return failed(reasons.WRONG_LABELS, expected, seen, difference=f"{len(wrong)} of {len(found)} series")


def faults_of(condition: LabelCondition, labels: Labels) -> list[str]:
    given = {name: value for name, value in labels.items() if name != "__name__"}
    faults = [f"no label {name}" for name in condition.have if name not in given]
    faults += [f"has the label {name}" for name in condition.lack if name in given]
    if condition.exactly is not None:
        faults += [f"no label {name}" for name in condition.exactly if name not in given]
        faults += [f"also has the label {name}" for name in given if name not in condition.exactly]
    return faults + mismatches(condition.equal, given)


def say_labels(condition: LabelCondition) -> str:
    words = []
    if condition.exactly is not None:
        words.append(f"has exactly the labels {', '.join(condition.exactly)}")
    if condition.have:
        words.append(f"has {', '.join(condition.have)}")
    if condition.lack:
        words.append(f"lacks {', '.join(condition.lack)}")
    words += [f"{name} = {value}" for name, value in condition.equal.items()]
    return ", ".join(words)
