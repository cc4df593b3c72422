"""A small system to audit, without a network: an application, a node_exporter, a database whose target is down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lab.audit.context import AuditContext, AuditedDashboard
from lab.audit.system import LoadedRule, System
from lab.dashboards.dashboard import dashboards_in
from lab.language.dialect import Dialect, Meaning
from lab.why.evaluation import QueryResult, Sample, evaluate_labels
from lab.why.expression import Binary, Selector, parts
from lab.why.inventory import Inventory, Metric, Series, Target
from lab.why.parser import parse

AT = 1_800_000_000.0
API = {"job": "api", "instance": "api:8000"}
NODE = {"job": "node", "instance": "node:9100"}
SELF = {"job": "prometheus", "instance": "localhost:9090"}
REFUSED = "dial tcp 10.0.0.7:9187: connect: connection refused"


def series(base: Mapping[str, str], **labels: Sequence[str]) -> list[dict[str, str]]:
    """Every combination of the values."""
    found = [dict(base)]
    for name, values in labels.items():
        found = [{**one, name: value} for one in found for value in values]
    return found


LIVE: dict[str, list[dict[str, str]]] = {
    "up": [API, NODE, SELF, {"job": "db", "instance": "db:9187"}],
    "http_requests_total": series(API, method=("GET", "POST"), status=("200", "404"), route=("/api/items",)),
    "http_request_duration_seconds_bucket": series(API, route=("/api/items",), le=("0.1", "0.5", "1.0", "+Inf")),
    "http_request_duration_seconds_sum": series(API, route=("/api/items",)),
    "http_request_duration_seconds_count": series(API, route=("/api/items",)),
    "process_resident_memory_bytes": [API, NODE, SELF],
    "node_cpu_seconds_total": series(NODE, cpu=("0", "1"), mode=("idle", "user", "system")),
    "node_memory_MemFree_bytes": [NODE],
    "node_memory_MemTotal_bytes": [NODE],
    "node_filesystem_avail_bytes": series(NODE, mountpoint=("/",), device=("sda1",), fstype=("ext4",)),
    "node_network_receive_drop_total": series(NODE, device=("eth0",)),
    "node_uname_info": [{**NODE, "nodename": "web-1"}],
    "prometheus_http_requests_total": series(SELF, code=("200",), handler=("/metrics",)),
    "shop_orders_total": [API],
}
ENDED: dict[str, list[dict[str, str]]] = {"shop_carts": [API], "pg_up": [{"job": "db", "instance": "db:9187"}]}
TARGETS = (
    Target("api", API, "http://api:8000/metrics", "up", interval=15.0),
    Target("node", NODE, "http://node:9100/metrics", "up", interval=60.0),
    Target("prometheus", SELF, "http://localhost:9090/metrics", "up", interval=15.0),
    Target("db", {"job": "db", "instance": "db:9187"}, "http://db:9187/metrics", "down", REFUSED, interval=15.0),
)
TYPES = {"shop_payments": "gauge", "shop_refunds": "histogram", "http_requests_total": "counter"}
DIALECTS = {
    "prometheus_client": Dialect(
        title="prometheus_client",
        meanings={
            "request count": Meaning(metric="http_requests_total", type="counter", labels={"status": "status"}),
            "memory": Meaning(metric="process_resident_memory_bytes", type="gauge", unit="bytes"),
        },
    ),
    "otel": Dialect(
        title="OpenTelemetry",
        meanings={
            "request count": Meaning(
                metric="http_server_requests_total", type="counter", labels={"status": "http_status_code"}
            )
        },
    ),
}


def inventory_of(named: Mapping[str, Iterable[Mapping[str, str]]]) -> Inventory:
    metrics = {name: Metric(tuple(Series(labels, AT, True) for labels in found), 0) for name, found in named.items()}
    metrics = {name: replace(metric, count=len(metric.series)) for name, metric in metrics.items()}
    return Inventory("prometheus", AT - 86400, AT, metrics, targets=TARGETS, pools={"empty": 0}, types=TYPES)


@dataclass
class SmallAsk:
    """Evaluates queries by labels. A comparison with a number holds for nothing, unless its query is in `passing`."""

    live: Inventory
    before: Inventory
    passing: tuple[str, ...] = ()
    errors: Mapping[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def values(self, queries: Sequence[str]) -> list[QueryResult]:
        self.asked += queries
        return [self._value(query) for query in queries]

    def has_series(self, selectors: Sequence[str], *, since: float | None = None) -> list[bool | str]:
        self.asked += selectors
        inventory = self.live if since is None else self.before
        return [bool(inventory.select(self._selector(one))) for one in selectors]

    def label_values(self, label: str, selector: str) -> list[str] | str:
        self.asked.append(f"{label} of {selector}")
        if not selector:
            every = {one.labels.get(label, "") for metric in self.live.metrics.values() for one in metric.series}
        else:
            every = {one.labels.get(label, "") for _, one in self.live.select(self._selector(selector))}
        return sorted(every - {""})

    def label_names(self, selector: str) -> list[str] | str:
        every = (one for metric in self.live.metrics.values() for one in metric.series)
        series = (one for _, one in self.live.select(self._selector(selector))) if selector else every
        return sorted({label for one in series for label in one.labels})

    def inventory(self, metrics: Sequence[str], selectors: Sequence[str] = ()) -> Inventory | str:
        return self.live

    def _value(self, query: str) -> QueryResult:
        if query in self.errors:
            return QueryResult(error=self.errors[query])
        expression = parse(query)
        compares = any(isinstance(part, Binary) and part.compares for part in parts(expression))
        if compares and query not in self.passing:
            return QueryResult()
        result = evaluate_labels(expression, self.live)
        return replace(result, samples=tuple(Sample(one.labels, 1.0, one.times) for one in result.samples))

    @staticmethod
    def _selector(text: str) -> Selector:
        expression = parse(text)
        assert isinstance(expression, Selector)
        return expression


def ask(**options: Any) -> SmallAsk:
    return SmallAsk(inventory_of(LIVE), inventory_of({**LIVE, **ENDED}), **options)


def system(*rules: LoadedRule, **changes: Any) -> System:
    whole = System(
        "http://prometheus:9090",
        AT,
        "prometheus",
        frozenset(LIVE),
        types=TYPES,
        targets=TARGETS,
        pools={"api": 0, "node": 0, "prometheus": 0, "db": 0, "empty": 3},
        rules=rules,
    )
    return replace(whole, **changes)


def alert(name: str, query: str, state: str = "inactive", **changes: Any) -> LoadedRule:
    return LoadedRule("alerting", name, "shop", "/etc/prometheus/shop.yml", query, state=state, **changes)


def record(name: str, query: str, **changes: Any) -> LoadedRule:
    return LoadedRule("recording", name, "shop", "/etc/prometheus/shop.yml", query, **changes)


def context(*rules: LoadedRule, dashboards: Sequence[str] = (), **changes: Any) -> AuditContext:
    """`dashboards` as JSON."""
    audited = tuple(
        AuditedDashboard(one, f"dashboard-{number}.json", text)
        for number, text in enumerate(dashboards)
        for one in dashboards_in(text, "x.json", {})
    )
    whole = AuditContext(system(*rules), ask(), audited, since=AT - 7 * 86400, dialects=DIALECTS)
    return replace(whole, **changes)
