"""What every kind makes of a backend that refuses its query, or does not answer."""

import pytest

from lab.expectations.absent import AbsenceExpectation
from lab.expectations.agree import AgreementExpectation
from lab.expectations.alert import AlertExpectation
from lab.expectations.answers import AnswersExpectation, PageCheck
from lab.expectations.collector import CollectorCheck, CollectorExpectation
from lab.expectations.dashboard import DashboardExpectation
from lab.expectations.datasource import DatasourceExpectation
from lab.expectations.distributed import DistributedExpectation
from lab.expectations.exemplar import ExemplarExpectation
from lab.expectations.expectation import Check
from lab.expectations.gapless import GaplessExpectation
from lab.expectations.label_condition import LabelCondition
from lab.expectations.labels import LabelsExpectation
from lab.expectations.logs import LogsCheck, LogsExpectation
from lab.expectations.message import MessageExpectation
from lab.expectations.metadata import MetadataExpectation
from lab.expectations.notified import NotificationExpectation
from lab.expectations.printed import PrintedExpectation
from lab.expectations.probe import ProbeExpectation
from lab.expectations.routed import RoutedExpectation
from lab.expectations.same import SameExpectation
from lab.expectations.suppressed import SuppressedExpectation
from lab.expectations.targets import TargetsExpectation
from lab.expectations.traces import TracesCheck, TracesExpectation
from lab.expectations.value_check import ValueCheck
from lab.expectations.write import WriteExpectation
from lab.language import reasons
from lab.queries.answer import Answer
from tests.expectations import test_metrics
from tests.expectations.captured_answers import PROMETHEUS, SETTLED, Case, body, judged, misses, unsure

REFUSED = Answer(error=body(PROMETHEUS / "refused_syntax.json")["error"], refused=True)
SILENT = Answer(error="http://127.0.0.1:1/api/v1/query does not answer: [Errno 111] Connection refused")

KINDS: dict[str, tuple[Check, str]] = {
    "series": (ValueCheck("up", None, None, None), "at least one series"),
    "series over a window": (
        ValueCheck("up", None, None, 1, for_=2.0),
        "exactly 1 series, for 2s without a break",
    ),
    "metrics": (test_metrics.names(none_of=("up",)), "none of these 1 metric names"),
    "labels": (LabelsExpectation(labels="up", any=LabelCondition(have=("job",))), "any series has job"),
    "absent": (
        AbsenceExpectation.model_validate({"absent": "up", "for": "2s", "while": "x"}),
        "nothing for 2s, while x is there",
    ),
    "targets": (TargetsExpectation(targets="api"), "every target up"),
    "alert": (AlertExpectation(alert="A", goes=("firing",)), "A goes firing"),
    "alert that stays inactive": (
        AlertExpectation.model_validate({"alert": "A", "stays": "inactive", "for": "2s"}),
        "A stays inactive for 2s",
    ),
    "notified": (NotificationExpectation(notified="A"), "A delivered as firing"),
    "targets that are gone": (TargetsExpectation(targets="api", are="gone"), "no target in the job api"),
    "agree": (
        AgreementExpectation.model_validate({"agree": "a", "with": "b"}),
        "series by series the same as b",
    ),
    "same": (SameExpectation.model_validate({"same": "x", "in": ("one", "other")}), "the same in one and other"),
    "gapless": (
        GaplessExpectation.model_validate({"gapless": "x", "longest": "2s"}),
        "samples since the action, at most 2s apart",
    ),
    "distributed": (
        DistributedExpectation.model_validate({"distributed": "api", "over": ("one", "other"), "count": 3}),
        "3 targets, each up and scraped by exactly one of one, other",
    ),
    "metadata": (
        MetadataExpectation.model_validate({"metadata": {"x": {"type": "gauge"}}, "targets": "{}"}),
        "x is gauge of targets {}",
    ),
    "collector": (
        CollectorCheck(CollectorExpectation(collector="otel", sent="all"), 8888),
        "metrics in otel: sent all that was accepted",
    ),
    "printed": (PrintedExpectation(printed="otel", lines="/x/"), "lines of otel that match /x/: at least one"),
    "probe": (ProbeExpectation(probe="http://api/"), "probing http://api/ succeeds"),
    "answers": (PageCheck(AnswersExpectation(answers="api"), 8000), "GET / of api answers 200"),
    "routed": (RoutedExpectation(routed="A", to="team"), "A notified as firing to team"),
    "routed to nobody": (
        RoutedExpectation.model_validate({"routed": "A", "not_to": ("team",), "for": "2s"}),
        "A notified as firing, not to team, watched for 2s",
    ),
    "message": (
        MessageExpectation(message="email", says={"subject": "/./"}),
        "at least 1 email message, subject = /./",
    ),
    "suppressed": (SuppressedExpectation(suppressed="A", by="inhibition"), "A suppressed by an inhibition"),
    "logql": (ValueCheck("rate(x)", None, None, None, language="logql"), "at least one series"),
    "logql over a window": (
        ValueCheck("rate(x)", None, None, 1, for_=2.0, language="logql"),
        "exactly 1 series, for 2s without a break",
    ),
    "logs": (LogsCheck(LogsExpectation(logs="{a}"), None), "lines: at least one"),
    "traces": (TracesCheck(TracesExpectation(traces="api"), None), "traces of api: at least one"),
    "exemplar": (ExemplarExpectation(exemplar="up"), "exemplars with a trace_id"),
    "write": (WriteExpectation(write="one", status=204), "the receiver answers 204 to 'one'"),
    "datasource": (DatasourceExpectation(datasource="prom", healthy=True), "a data source prom, healthy"),
    "dashboard": (DashboardExpectation(dashboard="lab"), "a dashboard lab"),
}


def last(spec: Check, answer: Answer) -> tuple[Answer, ...]:
    """Everything but the last question is answered, with nothing."""
    count = len(spec.queries(SETTLED))
    return (*[Answer(json={"resultType": "matrix", "result": []})] * (count - 1), answer)


@pytest.mark.parametrize("kind", KINDS)
def test_judge_refused(kind: str) -> None:
    spec, expected = KINDS[kind]
    seen = f"the query was refused: {REFUSED.error}"
    case = Case(spec, last(spec, REFUSED), misses(reasons.QUERY_ERROR, expected, seen, final=True))
    assert judged(case) == case.judgement


@pytest.mark.parametrize("kind", KINDS)
def test_judge_not_answered(kind: str) -> None:
    spec, expected = KINDS[kind]
    advice = "the backend did not answer; see its log in the report"
    case = Case(spec, last(spec, SILENT), unsure(reasons.NOT_OBSERVED, expected, SILENT.error, hint=advice))
    assert judged(case) == case.judgement
