"""What each kind asks, and over which time."""

import pytest

from lab.dashboards.panel_queries import PanelQuery
from lab.expectations.absent import AbsenceExpectation
from lab.expectations.agree import AgreementExpectation
from lab.expectations.alert import AlertExpectation
from lab.expectations.answers import AnswersExpectation, PageCheck
from lab.expectations.dashboard import DashboardExpectation
from lab.expectations.datasource import DatasourceExpectation
from lab.expectations.eval_context import EvalContext
from lab.expectations.exemplar import ExemplarExpectation
from lab.expectations.expectation import Check
from lab.expectations.label_condition import LabelCondition
from lab.expectations.labels import LabelsExpectation
from lab.expectations.logs import LogsCheck, LogsExpectation
from lab.expectations.message import MessageExpectation
from lab.expectations.notified import NotificationExpectation
from lab.expectations.panels import PanelsCheck
from lab.expectations.probe import ProbeExpectation
from lab.expectations.routed import RoutedExpectation
from lab.expectations.suppressed import SuppressedExpectation
from lab.expectations.targets import TargetsExpectation
from lab.expectations.total import TotalExpectation
from lab.expectations.traces import TracesCheck, TracesExpectation
from lab.expectations.value_check import ValueCheck
from lab.queries.alertmanager import AlertmanagerAlerts
from lab.queries.grafana import GrafanaDashboard, GrafanaDatasource, GrafanaQuery
from lab.queries.http import Page
from lab.queries.loki import LogLines, LogRange, LogValue
from lab.queries.notifications import Received
from lab.queries.prometheus import Exemplars, InstantQuery, MetricNames, RangeQuery, Rules, ScrapePools, Targets
from lab.queries.query import Query
from lab.queries.traces import Traces
from tests.expectations.test_metrics import names

LAB, STEP, NOW = 1000.0, 1010.0, 1015.0
MOMENT = EvalContext(NOW, STEP, LAB)
ODD = 'a "quoted" \\ name'
ABSENT = AbsenceExpectation.model_validate({"absent": "gone", "for": "2s", "while": "up"})


def over(query: str, start: float, step: float = 0.5) -> RangeQuery:
    return RangeQuery(query=query, start=start, end=NOW, step=step)


ROWS: dict[str, tuple[Check, tuple[Query, ...]]] = {
    "series: now": (ValueCheck("up", None, None, None), (InstantQuery(query="up"),)),
    "series: the last seconds": (ValueCheck("up", None, None, 1, for_=2.0), (over("up", NOW - 2),)),
    "series: never before the step": (ValueCheck("up", None, None, 1, for_=60.0), (over("up", STEP),)),
    "total: every sample since the lab started": (
        TotalExpectation(total='orders_total{job="api"}'),
        (InstantQuery(query='orders_total{job="api"}[16s]'),),
    ),
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
    "targets that are gone: whether anybody knows the job, and whether they ever were there": (
        TargetsExpectation(targets="api", are="gone"),
        (Targets(job="api"), ScrapePools(), over('up{job="api"}', LAB, 1.0)),
    ),
    "agree: both at the same moment": (
        AgreementExpectation.model_validate({"agree": "one", "with": "other"}),
        (over("one", NOW, 1.0), over("other", NOW, 1.0)),
    ),
    "probe: its status in any case": (
        ProbeExpectation(probe="http://api/"),
        (
            InstantQuery(query='probe_success{instance="http://api/"}'),
            InstantQuery(query='probe_http_status_code{instance="http://api/"}'),
        ),
    ),
    "probe: of a job": (
        ProbeExpectation(probe=ODD, job="probes"),
        (
            InstantQuery(query='probe_success{instance="a \\"quoted\\" \\\\ name",job="probes"}'),
            InstantQuery(query='probe_http_status_code{instance="a \\"quoted\\" \\\\ name",job="probes"}'),
        ),
    ),
    "answers": (
        PageCheck(AnswersExpectation(answers="api", path="/ready"), 8000),
        (Page(service="api", port=8000, path="/ready"),),
    ),
    "routed: since the lab began": (RoutedExpectation(routed="High", to="team"), (Received(since=LAB),)),
    "routed to nobody: whether there was something to tell": (
        RoutedExpectation.model_validate({"routed": "High", "not_to": ("team",), "for": "2s"}),
        (Received(since=LAB), AlertmanagerAlerts()),
    ),
    "message: since the lab began": (
        MessageExpectation(message="slack", says={"title": "/./"}),
        (Received(since=LAB),),
    ),
    "suppressed: now": (SuppressedExpectation(suppressed="High", by="silence"), (AlertmanagerAlerts(),)),
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
    "notified: since the lab began": (NotificationExpectation(notified="High"), (Received(since=LAB),)),
    "logql: now": (ValueCheck("rate(x)", None, None, None, language="logql"), (LogValue(query="rate(x)"),)),
    "logql: the last seconds, at whole multiples of the step": (
        ValueCheck("rate(x)", None, None, 1, for_=2.2, language="logql"),
        (LogRange(query="rate(x)", start=NOW - 2, end=NOW, step=0.5),),
    ),
    "logql: never before the step": (
        ValueCheck("rate(x)", None, None, 1, for_=60.0, language="logql"),
        (LogRange(query="rate(x)", start=STEP, end=NOW, step=0.5),),
    ),
    "logs: since the lab started": (
        LogsCheck(LogsExpectation(logs="{a}"), None),
        (LogLines(query="{a}", start=LAB, end=NOW),),
    ),
    "traces: since the lab started": (
        TracesCheck(TracesExpectation(traces="api", operation="GET /"), None),
        (Traces(service="api", operation="GET /", start=LAB, end=NOW),),
    ),
    "traces: of any operation": (
        TracesCheck(TracesExpectation(traces="api"), None),
        (Traces(service="api", start=LAB, end=NOW),),
    ),
    "exemplar: those of the series alone": (
        ExemplarExpectation(exemplar="up"),
        (Exemplars(selector="up", start=LAB, end=NOW),),
    ),
    "exemplar: with their traces": (
        ExemplarExpectation(exemplar="up", label="id", opens="a trace"),
        (Exemplars(selector="up", start=LAB, end=NOW, label="id"),),
    ),
    "panels: lines and values of logs": (
        PanelsCheck(
            "logs.json",
            (PanelQuery("P", "A", "{a}", source="loki", logs=True), PanelQuery("P", "B", "rate(x)", source="loki")),
        ),
        (
            LogLines(query="{a}", start=LAB, end=NOW, limit=100),
            LogRange(query="rate(x)", start=LAB, end=NOW, step=1.0),
        ),
    ),
    "panels: through Grafana": (
        PanelsCheck(
            "http.json",
            (PanelQuery("P", "A", "x", uid="prom"), PanelQuery("P", "B", "{a}", source="loki", logs=True)),
            "grafana",
        ),
        (
            GrafanaQuery(ref="A", type="prometheus", uid="prom", query="x", start=LAB, end=NOW, step=1.0),
            GrafanaQuery(ref="B", type="loki", uid="", query="{a}", start=LAB, end=NOW, step=1.0),
        ),
    ),
    "panels: since the lab started": (
        PanelsCheck("http.json", (PanelQuery("P", "A", "x"), PanelQuery("P", "B", "y"))),
        (over("x", LAB, 1.0), over("y", LAB, 1.0)),
    ),
    "datasource": (DatasourceExpectation(datasource="prom"), (GrafanaDatasource(uid="prom"),)),
    "dashboard": (DashboardExpectation(dashboard="lab"), (GrafanaDashboard(uid="lab"),)),
}


@pytest.mark.parametrize("row", ROWS)
def test_queries(row: str) -> None:
    check, queries = ROWS[row]
    assert check.queries(MOMENT) == queries
