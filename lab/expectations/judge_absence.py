"""Nothing there for a window, while a control shows that the lab would have seen it."""

from __future__ import annotations

from lab.expectations.eval_context import Moment
from lab.expectations.models import AbsenceExpectation
from lab.expectations.results import failed, passed, points_of, shortened, spell_labels, unobserved
from lab.language import reasons
from lab.language.quantities import spell_duration
from lab.queries.prometheus import RangeQuery
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement

STEP = 0.5


def asks(check: AbsenceExpectation, moment: Moment) -> tuple[Query, ...]:
    start = max(moment.now - check.for_, moment.step_started)
    return tuple(
        RangeQuery(query=query, start=start, end=moment.now, step=STEP) for query in (check.absent, check.while_)
    )


def judge(check: AbsenceExpectation, observations: tuple[Observation, ...], moment: Moment) -> Judgement:
    expected = f"nothing for {spell_duration(check.for_)}, while {check.while_} is there"
    if missed := unobserved(expected, observations):
        return missed
    watched = moment.now - moment.step_started
    present = [(labels, points) for labels, points in points_of(observations[0].answer) if points]
    if present:
        what = shortened(
            [f"{spell_labels(labels)} until {moment.now - points[-1][0]:.1f} s ago" for labels, points in present], 3
        )
        return failed(reasons.UNEXPECTED_SERIES, expected, f"there were {what}")
    controlled = {at for _, points in points_of(observations[1].answer) for at, _ in points}
    # At least one, or a window shorter than a step would do without its control.
    wanted = max(1, round((moment.now - max(moment.now - check.for_, moment.step_started)) / STEP))
    if len(controlled) < wanted:
        seen = f"the control was there at {len(controlled)} of {wanted} moments"
        return failed(
            reasons.CONTROL_MISSING, expected, seen, hint=f"an absence proves nothing unless {check.while_} is there"
        )
    if watched < check.for_:
        return failed(reasons.CONTROL_MISSING, expected, f"watched for {watched:.1f} s so far")
    return passed(expected, f"nothing, and the control at {len(controlled)} moments")
