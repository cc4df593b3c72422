"""Why Loki has no lines, from logs as Promtail 3.5 and Loki 3.7 write them."""

from __future__ import annotations

import pytest

from lab.errors import Place
from lab.language import reasons
from lab.queries.loki import LogLines
from lab.record.event import Evidence
from lab.record.observation import Observation
from lab.record.run_record import RunRecord
from lab.record.verdict import Judgement, Status, Verdict
from lab.report.explanations import Explainer
from lab.report.log_senders import why_no_lines
from tests.report.records import VERSIONS

CONFIG = """\
scrape_configs:
  - job_name: system
    static_configs:
      - targets: [localhost]
        labels: {job: varlogs, __path__: /var/log/apps/*.log}
"""
FINAL = (
    'level=error caller=client.go:430 component=client host=%s msg="final error sending batch" status=%s tenant= '
    'error="%s"'
)
LOGS = {
    "path": (
        FINAL % ("loki:3100", "404", "server returned HTTP status 404 Not Found (404): 404 page not found"),
        "promtail: the path of the push URL is wrong: loki:3100 answers 404; Loki accepts lines at /loki/api/v1/push, "
        "OTLP at /otlp",
    ),
    "host": (
        FINAL
        % (
            "lokki:3100",
            "-1",
            'Post \\"http://lokki:3100/loki/api/v1/push\\": dial tcp: lookup lokki on 127.0.0.11:53: no such host',
        ),
        "promtail: no service is called lokki: correct the host of the push URL",
    ),
    "schema": (
        FINAL
        % (
            "loki:3100",
            "500",
            "server returned HTTP status 500: no schema config found for time 1",
        ),
        "promtail: the lines are older than the first period of Loki's schema_config: check the timestamp stage",
    ),
    "too old": (
        FINAL % ("loki:3100", "400", "entry for stream '{}' has timestamp too old: 2020-01-01T00:00:00Z"),
        "promtail: Loki refuses lines that are too old: check the timestamp stage, or raise "
        "limits_config.reject_old_samples_max_age",
    ),
}


def verdict(query: str) -> Verdict:
    return Verdict(
        step="s",
        name="n",
        kind="logs",
        where=Place("scenario.yaml", 1, 1),
        judgement=Judgement(status=Status.FAILED, reason=reasons.NO_LINES, expected="lines", actual="no lines"),
        attempts=1,
        elapsed_ms=1,
        evidence=(Observation(query=LogLines(query=query, start=0, end=1), at=1.0, answer={"result": []}),),
    )


def record(**logs: str) -> RunRecord:
    kept = [Evidence(at_ms=1, kind="log", name=name, text=text) for name, text in logs.items()]
    config = Evidence(at_ms=1, kind="config", name="promtail.yml", text=CONFIG)
    return RunRecord(
        scenario="shop",
        label="shop",
        title="a shop",
        why="",
        plan_digest="",
        started=0.0,
        ended=1.0,
        versions=VERSIONS,
        events=(*kept, config),
        exit_code=1,
    )


@pytest.mark.parametrize(("log", "cause"), LOGS.values(), ids=LOGS)
def test_why_no_lines_logged(log: str, cause: str) -> None:
    found = record(loki=log, promtail=log, api='level=error msg="lookup db on 127.0.0.11:53: no such host"')
    assert why_no_lines(verdict('{job="varlogs"}'), found) == (cause,)
    assert Explainer.of(found).explain(verdict('{job="varlogs"}')).why == cause


def test_why_no_lines_files_that_are_read() -> None:
    [cause] = why_no_lines(
        verdict('{job="varlogs"} |= "ERROR"'), record(promtail='level=warn msg="enable watchConfig"')
    )
    assert cause.startswith("the lines with these labels are read from /var/log/apps/*.log, and no error is logged")
    assert why_no_lines(verdict('{job="other"}'), record()) == ()
