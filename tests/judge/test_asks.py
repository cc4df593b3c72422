"""What each kind asks for, and over which time."""

import pytest

from lab.judge import family
from lab.judge.moment import Moment
from lab.plan.model import PanelQuery, PanelsCheck, SeriesCheck, Subject
from lab.record.observation import Ask, InstantQuery, MetricNames, RangeQuery, Received, Rules, Targets
from lab.scenario.expectations import (
    AbsenceExpectation,
    AlertExpectation,
    LabelCondition,
    LabelsExpectation,
    NotificationExpectation,
    TargetsExpectation,
)
from tests.judge.answers import check
from tests.judge.test_names import names

LAB, STEP, NOW = 1000.0, 1010.0, 1015.0
MOMENT = Moment(NOW, STEP, LAB)
ODD = 'a "quoted" \\ name'
ABSENT = AbsenceExpectation.model_validate({"absent": "gone", "for": "2s", "while": "up"})


def over(query: str, start: float, step: float = 0.5) -> RangeQuery:
    return RangeQuery(query=query, start=start, end=NOW, step=step)


ROWS: dict[str, tuple[Subject, tuple[Ask, ...]]] = {
    "series: now": (SeriesCheck("up", None, None, None), (InstantQuery(query="up"),)),
    "series: the last seconds": (SeriesCheck("up", None, None, 1, for_=2.0), (over("up", NOW - 2),)),
    "series: never before the step": (SeriesCheck("up", None, None, 1, for_=60.0), (over("up", STEP),)),
    "labels: now": (
        LabelsExpectation(labels="up", every=LabelCondition(have=("job",))),
        (InstantQuery(query="up"),),
    ),
    "metrics: since the lab started": (
        names(at_least=("up",)),
        (MetricNames(selector='{job="api"}', start=LAB),),
    ),
    "absent: the window, with its control": (ABSENT, (over("gone", NOW - 2), over("up", NOW - 2))),
    "absent: never before the step": (
        ABSENT.model_copy(update={"for_": 60.0}),
        (over("gone", STEP), over("up", STEP)),
    ),
    "targets": (TargetsExpectation(targets="api"), (Targets(job="api"),)),
    "alert: its life since the step began": (
        AlertExpectation(alert="High", goes=("firing",)),
        (
            over('timestamp(ALERTS{alertname="High"})', STEP),
            Rules(),
            over('ALERTS_FOR_STATE{alertname="High"}', STEP),
        ),
    ),
    "alert: a name is quoted": (
        AlertExpectation(alert=ODD, goes=("firing",)),
        (
            over('timestamp(ALERTS{alertname="a \\"quoted\\" \\\\ name"})', STEP),
            Rules(),
            over('ALERTS_FOR_STATE{alertname="a \\"quoted\\" \\\\ name"}', STEP),
        ),
    ),
    "notified: since the step began": (NotificationExpectation(notified="High"), (Received(since=STEP),)),
    "panels: since the lab started": (
        PanelsCheck("http.json", (PanelQuery("P", "A", "x"), PanelQuery("P", "B", "y"))),
        (over("x", LAB, 1.0), over("y", LAB, 1.0)),
    ),
}


@pytest.mark.parametrize("row", ROWS)
def test_what_is_asked(row: str) -> None:
    subject, asks = ROWS[row]
    assert family.asks(check(subject), MOMENT) == asks
