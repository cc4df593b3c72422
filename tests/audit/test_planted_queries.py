"""A real Prometheus, Alertmanager and application with planted defects: each is found once, with its class and place;
nothing else is called broken, missing or misleading."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from lab.audit.model import AuditReport, Finding, FindingClass
from lab.audit.request import AuditRequest
from lab.audit.run_audit import run_audit
from lab.backends.endpoint import Endpoint
from tests.audit.dashboards import dashboard, line_of, panel, variable
from tests.stacks.compose_projects import eventually, running, service

pytestmark = pytest.mark.engine

PLANTED = Path(__file__).parent / "planted"
BROKEN, MISSING, MISLEADING = FindingClass.BROKEN, FindingClass.MISSING, FindingClass.MISLEADING
QUIET, COSTLY = FindingClass.QUIET, FindingClass.COSTLY

WELL = dashboard(
    panel(
        "Rate by route",
        'sum by (route) (rate(http_requests_total{job=~"$job",instance=~"$instance"}[$__rate_interval]))',
    ),
    panel("Errors", 'sum(rate(http_requests_total{status=~"5.."}[10s])) or vector(0)'),
    panel("Errors by route", 'sum by (route) (rate(http_requests_total{status=~"5.."}[10s]))'),
    panel("Latency", "histogram_quantile(0.9, sum by (le) (rate(http_request_duration_seconds_bucket[10s])))"),
    panel("CPU", 'rate(node_cpu{mode!="idle"}[10s])', 'rate(node_cpu_seconds_total{mode!="idle"}[10s])'),
    panel("Firing", 'ALERTS{alertstate="firing",alertname="QueueLong"}'),
    panel("Queues over their limit", "shop_queue_length > 100"),
    panel("Queue", 'shop_queue_length{queue="$queue"}'),
    panel("Down", "count(up == 5) or vector(0)"),
    variables=[
        variable("job", "label_values(up, job)", current={"value": "database"}),
        variable("instance", 'label_values(up{job="$job"}, instance)', includeAll=True, multi=True),
        {"name": "queue", "type": "custom", "query": "mail,print,fax", "current": {"value": "fax"}},
    ],
    title="Well",
)
ILL = dashboard(
    panel("Renamed", "sum(rate(http_request_total[10s]))"),
    panel("Other label", 'sum by (status) (rate(http_requests_total{verb="GET"}[10s]))'),
    panel("Wrong case", 'http_requests_total{method="get"}'),
    panel("Misspelt value", 'node_cpu_seconds_total{mode="usre"}'),
    panel("Wrong bound", 'http_request_duration_seconds_bucket{le="1"}'),
    panel("Glob", 'http_requests_total{route="/*"}'),
    panel("No exporter", "container_memory_usage_bytes"),
    panel("Dead target", 'pg_up{job="database"}'),
    panel("Short window", 'rate(shop_orders_total{job="slow"}[40s])'),
    panel("Zero", "sum(rate(shop_order_total[10s])) or vector(0)"),
    panel("Two of three", "up", "shop_queue_length", 'shop_queue_length{qeueu="mail"}'),
    panel("Syntax", "sum(rate(http_requests_total[10s])"),
    panel("Behind a variable", 'up{instance=~"$node"}'),
    panel("Unrecorded", "job:http_requests:rate10 > 0"),
    variables=[
        variable("node", "label_values(node_uname_info, nodename)"),
        variable("code", "label_values(http_requests_total, code)"),
        variable("shop", "label_values(up, job)", regex="/^store-(.*)/"),
    ],
    title="Ill",
)
# name -> class, check
EXPECTED = {
    "RenamedMetric": (BROKEN, "never-fires"),
    "OldName": (BROKEN, "never-fires"),
    "WrongLabel": (BROKEN, "never-fires"),
    "WrongStatus": (BROKEN, "never-fires"),
    "WrongJob": (BROKEN, "never-fires"),
    "NoExporter": (MISSING, "never-fires"),
    "TargetIsDown": (MISSING, "never-fires"),
    "NegativeRate": (BROKEN, "impossible-condition"),
    "CountOfNone": (BROKEN, "impossible-condition"),
    "NothingInCommon": (BROKEN, "never-fires"),
    "NoBuckets": (BROKEN, "never-fires"),
    "AlwaysTrue": (MISLEADING, "always-fires"),
    "CounterItself": (MISLEADING, "always-fires"),
    "NeverWas": (MISLEADING, "always-fires"),
    "Refused": (BROKEN, "never-fires"),
    "Unrouted": (BROKEN, "unrouted-alert"),
    "ToNobody": (BROKEN, "unrouted-alert"),
    "OnNothingRecorded": (MISSING, "never-fires"),
    "NotRecorded": (MISSING, "never-fires"),
    "job:redis:rate10s": (MISSING, "records-nothing"),
    "QueueLong": (COSTLY, "duplicate-rule"),
    "Forgotten": (MISSING, "unloaded-rule"),
    "Renamed": (BROKEN, "empty-panel"),
    "Other label": (BROKEN, "empty-panel"),
    "Wrong case": (BROKEN, "empty-panel"),
    "Misspelt value": (BROKEN, "empty-panel"),
    "Wrong bound": (BROKEN, "empty-panel"),
    "Glob": (BROKEN, "empty-panel"),
    "No exporter": (MISSING, "empty-panel"),
    "Dead target": (MISSING, "empty-panel"),
    "Short window": (QUIET, "empty-panel"),
    "Zero": (MISLEADING, "constant-zero"),
    "Two of three": (BROKEN, "empty-panel"),
    "Syntax": (BROKEN, "empty-panel"),
    "Unrecorded": (BROKEN, "empty-panel"),
    "$node": (MISSING, "empty-variable"),
    "$code": (BROKEN, "empty-variable"),
    "$shop": (BROKEN, "empty-variable"),
}


@dataclass(frozen=True)
class Audited:
    report: AuditReport
    folder: Path

    def ill(self) -> dict[str, Finding]:
        kinds = ("panel", "variable", "alerting rule", "recording rule", "receiver")
        ills = (BROKEN, MISSING, MISLEADING, QUIET, COSTLY)
        found = [one for one in self.report.findings if one.subject.kind in kinds and one.class_ in ills]
        by_name = {one.subject.name: one for one in found}
        assert len(by_name) == len(found), [str(one.subject) for one in found]
        return by_name


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Audited]:
    folder = tmp_path_factory.mktemp("planted")
    (folder / "dashboards").mkdir()
    (folder / "dashboards" / "well.json").write_text(WELL, encoding="utf-8")
    (folder / "dashboards" / "ill.json").write_text(ILL, encoding="utf-8")
    names = ("prometheus.yml", "rules.yml", "copied.yml")
    mounts = [f"{PLANTED / name}:/etc/prometheus/{name}:ro" for name in names]
    flags = [
        "--config.file=/etc/prometheus/prometheus.yml",
        "--storage.tsdb.path=/prometheus",
        "--scrape.discovery-reload-interval=100ms",
    ]
    services = {
        "shop": service(
            "go_synthetic",
            8000,
            environment={"MODE": "replay", "EXPOSITION": "/exposition.prom"},
            volumes=[f"{PLANTED / 'exposition.prom'}:/exposition.prom:ro"],
        ),
        "prometheus": service("prometheus", 9090, command=flags, volumes=mounts),
        "alertmanager": service(
            "alertmanager",
            9093,
            environment={},
            volumes=[f"{PLANTED / 'alertmanager.yml'}:/etc/alertmanager/alertmanager.yml:ro"],
        ),
    }
    with running(folder, services) as project:
        prometheus, shop = project.url("prometheus", 9090), project.url("shop", 8000)
        work(shop)
        eventually(lambda: count(prometheus, "count_over_time(node_cpu_seconds_total[1m]) > 8"))
        work(shop)
        eventually(lambda: count(prometheus, 'ALERTS{alertstate="firing",alertname="AlwaysTrue"}'))
        eventually(lambda: count(prometheus, "job:http_requests:rate10s"))
        systems = {"prometheus": Endpoint(prometheus), "alertmanager": Endpoint(project.url("alertmanager", 9093))}
        rules = tuple(str(PLANTED / name) for name in ("rules.yml", "copied.yml", "unloaded.yml"))
        request = AuditRequest(systems, rules, (str(folder / "dashboards"),), since=3600.0)
        yield Audited(run_audit(request, {}), folder)


def work(shop: str) -> None:
    with urllib.request.urlopen(urllib.request.Request(f"{shop}/round", method="POST"), timeout=5) as response:
        assert response.status == 200


def count(prometheus: str, query: str) -> int:
    with urllib.request.urlopen(f"{prometheus}/api/v1/query?query={quote(query)}", timeout=5) as response:
        return len(json.load(response)["data"]["result"])


def test_each_planted_defect_is_found_once_and_nothing_else(audited: Audited) -> None:
    ill = audited.ill()
    found = {name: (finding.class_, finding.check) for name, finding in ill.items()}
    assert found == EXPECTED, "\n".join(
        f"{finding.class_} {finding.subject}: {finding.message} {finding.details}"
        for name, finding in ill.items()
        if found[name] != EXPECTED.get(name)
    )


def test_places_are_those_of_the_files(audited: Audited) -> None:
    ill = audited.ill()
    rules = (PLANTED / "rules.yml").read_text(encoding="utf-8")
    for name in ("RenamedMetric", "AlwaysTrue", "Unrouted", "job:redis:rate10s"):
        place = ill[name].subject.place
        assert place is not None
        assert (place.file, place.line) == (str(PLANTED / "rules.yml"), rules[: rules.index(name)].count("\n") + 1)
    for name, text in (
        ("Renamed", "http_request_total"),
        ("Two of three", "qeueu"),
        ("$code", "http_requests_total, code"),
    ):
        place = ill[name].subject.place
        assert place is not None
        assert (place.file, place.line) == (str(audited.folder / "dashboards" / "ill.json"), line_of(ILL, text))


def test_fixes_are_queries(audited: Audited) -> None:
    ill = audited.ill()
    assert ill["RenamedMetric"].fix == "use rate(http_requests_total[10s]) > 100"
    assert ill["OldName"].fix == "use node_memory_MemFree_bytes < 1000"
    assert ill["WrongStatus"].fix == 'use sum(rate(http_requests_total{status=~"5.."}[10s])) > 1'
    assert ill["WrongJob"].fix == 'use up{job="shop"} == 0'
    assert ill["Two of three"].message.startswith("query C: ")
    assert ill["Zero"].fix == "use sum(rate(shop_orders_total[10s])) or vector(0)"
    assert any("1 panel uses it: Behind a variable" in detail for detail in ill["$node"].details)


def test_queries_that_it_took(audited: Audited) -> None:
    assert audited.report.spent.queries < 400
    assert not audited.report.spent.exhausted
