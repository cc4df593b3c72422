"""Every panel of a dashboard has data: each of its queries, asked of the real data source, returns samples."""

from __future__ import annotations

import math

from lab.judge.moment import Moment
from lab.judge.saying import failed, passed, points_of, shortened
from lab.plan.model import PanelsCheck
from lab.record.observation import Ask, Observation, RangeQuery
from lab.record.verdict import Judgement, Status
from lab.scenario.reasons import Reason

STEP = 1.0


def asks(check: PanelsCheck, moment: Moment) -> tuple[Ask, ...]:
    return tuple(
        RangeQuery(query=query.query, start=moment.lab_started, end=moment.now, step=STEP) for query in check.queries
    )


def judge(check: PanelsCheck, observations: tuple[Observation, ...], moment: Moment) -> Judgement:
    panels = dict.fromkeys(query.panel for query in check.queries)
    expected = f"each of {len(panels)} panels has data"
    empty, refused = [], []
    for query, observation in zip(check.queries, observations, strict=True):
        if observation.refused:
            refused.append(f"{query.panel} ({query.ref}): {observation.error}")
        elif observation.error:
            return Judgement(
                status=Status.UNDECIDED, reason=Reason.NOT_OBSERVED, expected=expected, seen=observation.error
            )
        elif not _has_data(observation):
            empty.append(f"{query.panel} ({query.ref}): {query.query}")
    if refused:
        return failed(Reason.QUERY_ERROR, expected, shortened(refused), final=True)
    if empty:
        off = f"{len(empty)} of {len(check.queries)} queries return nothing"
        return failed(Reason.NO_DATA, expected, shortened(empty, 4), off=off)
    return passed(expected, f"{len(check.queries)} queries return samples")


def _has_data(observation: Observation) -> bool:
    return any(not math.isnan(value) for _, points in points_of(observation.answer) for _, value in points)
