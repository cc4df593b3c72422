"""Comparison records written by hand, in the form that real comparisons have: one of behaviour, one of sizes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from lab.comparison.record import (
    BrokenQuery,
    ComparisonRecord,
    ExpectedDifference,
    MeaningNames,
    MeasuredValue,
    MetricName,
    Portability,
    QueryAnswer,
    Repetition,
    SideRecord,
    WireCheckResult,
)
from lab.comparison.result import ComparisonResult
from lab.comparison.verdicts import compare
from lab.record.event import ImageRecord
from lab.record.run_record import Versions
from tests.report.records import HOSTILE

START = 1_760_000_000.0
LIMIT = 8.0  # of how long a fault is waited for
CENSORED = ("crash.detected", "partition.detected")
# how far the repetitions of a measure lie from its centre, in shares of its spread; no two measures in the same order
_SCATTER = (-0.35, 0.6, 0.1, -0.8, 0.45, -0.15, 0.9, -0.55)
VERSIONS = Versions(lab="0.5.0", engine="26.1.5", compose="2.26.1", python="3.11.2", system="Linux 6.1 x86_64, 2 CPUs")
_DIGEST = "63805ebb8d2b3920190daf1cb14a60871b16fd38bed42b857a3182bc621f4996"


def _image(service: str, reference: str, version: str = "") -> ImageRecord:
    id_ = f"sha256:{_DIGEST[len(service) :]}{_DIGEST[: len(service)]}"
    return ImageRecord(
        service=service, reference=reference, used=reference, image_id=id_, source="built", version=version
    )


PULL = SideRecord(
    name="pull",
    scenario="prom-pull",
    title="Prometheus scrapes a FastAPI service",
    transport="pull",
    plan_digest="5b1f09c2",
    dialect="prometheus-client",
    network_links={"metrics": ("prometheus", "api")},
    images=(
        _image("prometheus", "prom/prometheus:v3.5.0", "v3.5.0"),
        _image("api", "lab/fastapi_prometheus:77c0"),
    ),
)
PUSH = SideRecord(
    name="push",
    scenario="otel-direct",
    title="FastAPI pushes OTLP straight into Prometheus",
    transport="push",
    plan_digest="c01d77aa",
    dialect="otel-http-ms",
    network_links={"metrics": ("api", "prometheus")},
    images=(_image("prometheus", "prom/prometheus:v3.5.0", "v3.5.0"), _image("api", "lab/fastapi_otel:3ab1")),
)

# (name, of) -> unit, source, and for each side the centre and the spread
_Measures = Mapping[tuple[str, str], tuple[str, str, tuple[float, float], tuple[float, float]]]
_MIB = 1024.0**2
_TO, _FRO = "metrics: api -> prometheus", "metrics: prometheus -> api"
STEADY: _Measures = {
    ("cpu.idle", ""): ("millicores", "engine", (9.1, 0.9), (21.4, 1.8)),
    ("cpu.idle", "api"): ("millicores", "engine", (5.2, 0.5), (16.0, 1.5)),
    ("cpu.idle", "prometheus"): ("millicores", "engine", (3.9, 0.4), (5.4, 0.5)),
    ("cpu.loaded", ""): ("millicores", "engine", (181.0, 6.0), (326.0, 9.0)),
    ("cpu.loaded", "api"): ("millicores", "engine", (172.0, 5.5), (309.0, 8.0)),
    ("cpu.loaded", "prometheus"): ("millicores", "engine", (9.0, 0.7), (17.0, 1.1)),
    ("memory", ""): ("bytes", "engine", (97 * _MIB, 1.6 * _MIB), (121 * _MIB, 2.1 * _MIB)),
    ("memory", "api"): ("bytes", "engine", (51 * _MIB, 0.5 * _MIB), (70 * _MIB, 0.6 * _MIB)),
    ("memory", "prometheus"): ("bytes", "engine", (46 * _MIB, 1.5 * _MIB), (51 * _MIB, 1.9 * _MIB)),
    ("network.idle", "metrics"): ("bytes/s", "engine", (6_410.0, 40.0), (12_950.0, 60.0)),
    ("network.loaded", "metrics"): ("bytes/s", "engine", (7_020.0, 60.0), (15_730.0, 110.0)),
    ("network.loaded", _TO): ("bytes/s", "engine", (6_330.0, 50.0), (14_900.0, 100.0)),
    ("network.loaded", _FRO): ("bytes/s", "engine", (690.0, 10.0), (830.0, 10.0)),
    ("samples.loaded", "prometheus"): ("1/s", "component", (118.0, 1.0), (301.0, 2.0)),
    ("series.head", "prometheus"): ("count", "component", (118.0, 0.0), (301.0, 0.0)),
    ("series.app", ""): ("count", "query", (112.0, 0.0), (300.0, 0.0)),
    ("disk", "prometheus"): ("bytes", "component", (98_304.0, 2_000.0), (229_376.0, 4_000.0)),
    ("freshness.p50", ""): ("s", "clock", (0.52, 0.04), (0.55, 0.05)),
    ("freshness.p95", ""): ("s", "clock", (0.98, 0.03), (1.01, 0.6)),
    ("freshness.max", ""): ("s", "clock", (1.04, 0.03), (1.12, 0.05)),
    ("lost", ""): ("count", "query", (0.0, 0.0), (0.0, 0.0)),
    ("duplicates", ""): ("count", "query", (0.0, 0.0), (0.0, 0.0)),
    ("query_error.rate", ""): ("share", "query", (0.012, 0.004), (0.013, 0.005)),
    ("query_error.p95", ""): ("share", "query", (0.08, 0.01), (0.21, 0.02)),
}
FAULTS: _Measures = {
    ("crash.detected", ""): ("s", "clock", (0.637, 0.21), (4.621, 0.35)),
    ("crash.lost", ""): ("count", "query", (21.0, 2.0), (23.0, 3.0)),
    ("partition.detected", ""): ("s", "clock", (1.913, 0.22), (LIMIT, 0.0)),
    ("partition.lost", ""): ("count", "query", (0.0, 0.0), (0.0, 0.0)),
    ("partition.gap", ""): ("s", "query", (8.4, 0.3), (9.1, 0.4)),
    ("restart.recovered", ""): ("s", "clock", (1.92, 0.2), (2.43, 0.3)),
    ("restart.lost", ""): ("count", "query", (0.0, 0.0), (0.0, 0.0)),
    ("restart.gap", ""): ("s", "query", (1.9, 0.2), (2.2, 0.3)),
}


def _measured(measures: _Measures, side: int, number: int) -> Iterator[MeasuredValue]:
    for index, ((name, of), (unit, source, *sides)) in enumerate(measures.items()):
        centre, spread = sides[side]
        value = centre + spread * _SCATTER[(number + 3 * side + index) % len(_SCATTER)]
        value = max(round(value) if unit == "count" else round(value, 6), 0.0)
        yield MeasuredValue(
            name=name,
            value=value,
            unit=unit,
            source=source,
            of=of,
            within="metrics" if of in (_TO, _FRO) else "",
            censored=name in CENSORED and value >= LIMIT,
        )


def _wire_checks(side: SideRecord) -> tuple[WireCheckResult, ...]:
    if side.transport == "pull":
        expected, actual = "prometheus: GET /metrics -> 200", "GET /metrics -> 200, text/plain, gzip"
        return (WireCheckResult(claim="the application is scraped", passed=True, expected=expected, actual=actual),)
    expected, actual = "api: POST /api/v1/otlp/v1/metrics -> 200", "POST /api/v1/otlp/v1/metrics -> 200, gzip, protobuf"
    return (WireCheckResult(claim="the application pushes", passed=True, expected=expected, actual=actual),)


def repetitions(measures: _Measures, phase: str, count: int, sides: tuple[SideRecord, ...] = (PULL, PUSH)):
    """In the order A B B A A B, half a minute for each."""
    order = [(number, side) for number in range(count) for side in (sides if number % 2 == 0 else sides[::-1])]
    for position, (number, side) in enumerate(order):
        begin = START + 30 * position + (400 if phase == "faults" else 0)
        yield Repetition.model_validate(
            {
                "side": side.name,
                "number": number + 1,
                "phase": phase,
                "lab": f"lab-{side.scenario}-{phase[0]}{number + 1}",
                "started": begin,
                "ended": begin + 19.4,
                "measurements": tuple(_measured(measures, sides.index(side), number)),
                "wire_checks": _wire_checks(side) if phase == "steady" else (),
            }
        )


def _broken(kind: str, name: str, file: str, query: str, cause: str, written_for: str = "pull") -> BrokenQuery:
    on = "push" if written_for == "pull" else "pull"
    return BrokenQuery.model_validate(
        {
            "kind": kind,
            "name": name,
            "file": file,
            "query": query,
            "written_for": written_for,
            "on": on,
            "cause": cause,
        }
    )


_RED, _OTEL = "scenarios/dashboards/http-red.json", "scenarios/dashboards/http-red-otel.json"
_PANELS = {
    "Requests per second now": 'sum(rate(http_requests_total{job="api"}[4s]))',
    "Failed now": 'sum(rate(http_requests_total{job="api",status=~"5.."}[4s]))',
    "P95 now": "histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[4s])))",
    "Rate by route": 'sum by (path) (rate(http_requests_total{job="api"}[4s]))',
    "Requests in progress": "sum by (method) (http_requests_in_progress)",
}
_OTEL_PANELS = {
    "Requests per second now": 'sum(rate(http_server_duration_milliseconds_count{job="api"}[4s]))',
    "In progress now": 'sum(http_server_active_requests{job="api"})',
}


def _cause(query: str) -> str:
    names = ("http_requests_total", "http_request_duration_seconds_bucket", "http_requests_in_progress")
    names += ("http_server_duration_milliseconds_count", "http_server_active_requests")
    name = next(name for name in names if name in query)
    here = {
        "http_requests_total": "http_server_duration_milliseconds_count",
        "http_request_duration_seconds_bucket": "http_server_duration_milliseconds_bucket",
        "http_requests_in_progress": "http_server_active_requests",
        "http_server_duration_milliseconds_count": "http_requests_total",
        "http_server_active_requests": "http_requests_in_progress",
    }
    return f"{name}: no such metric; here it is {here[name]}"


PORTABILITY = Portability(
    meanings=(
        MeaningNames(
            meaning="request count",
            by_side={
                "pull": MetricName(
                    metric="http_requests_total",
                    type="counter",
                    labels={"method": "method", "route": "path", "status": "status"},
                ),
                "push": MetricName(
                    metric="http_server_duration_milliseconds",
                    type="histogram",
                    labels={"method": "http_method", "route": "http_target", "status": "http_status_code"},
                ),
            },
        ),
        MeaningNames(
            meaning="request duration",
            by_side={
                "pull": MetricName(
                    metric="http_request_duration_seconds",
                    type="histogram",
                    unit="s",
                    labels={"method": "method", "route": "path"},
                ),
                "push": MetricName(
                    metric="http_server_duration_milliseconds",
                    type="histogram",
                    unit="ms",
                    labels={"method": "http_method", "route": "http_target"},
                ),
            },
        ),
        MeaningNames(
            meaning="database query duration",
            by_side={"pull": MetricName(metric="db_query_duration_seconds", type="summary", unit="s")},
        ),
    ),
    only_on={
        "pull": ("db_query_duration_seconds_count", "http_requests_in_progress", "http_requests_total", "up"),
        "push": tuple(f"system_network_{name}_total" for name in ("dropped", "errors", "io", "packets"))
        + tuple(f"system_disk_{name}_total" for name in ("io_bytes", "operations", "time_seconds"))
        + ("http_server_active_requests", "http_server_duration_milliseconds_bucket", "target_info"),
    },
    shared=("process_open_fds", "process_resident_memory_bytes"),
    labels_only_on={
        "pull": ("method", "path", "status"),
        "push": ("http_method", "http_target", "otel_scope_name", "device"),
    },
    broken=(
        *(_broken("panel", name, _RED, query, _cause(query)) for name, query in _PANELS.items()),
        _broken(
            "alert",
            "HighHTTPErrorRate",
            "scenarios/prom-pull/rules/http.yml",
            'sum(rate(http_requests_total{status=~"5.."}[4s])) / sum(rate(http_requests_total[4s])) > 0.05',
            _cause("http_requests_total"),
        ),
        _broken(
            "alert",
            "TargetDown",
            "scenarios/prom-pull/rules/http.yml",
            "up == 0",
            "up: no such metric; nothing is scraped here",
        ),
        *(_broken("panel", name, _OTEL, query, _cause(query), "push") for name, query in _OTEL_PANELS.items()),
    ),
    working=2,
    answers=tuple(
        QueryAnswer(question=question, side=side, query=query, unit=unit, value=value, truth=truth, tolerance=tolerance)
        for question, unit, truth, tolerance, answers in (
            (
                "request rate",
                "1/s",
                60.0,
                1.5,
                (
                    ("pull", "sum(rate(http_requests_total[5s]))", 59.6),
                    ("push", "sum(rate(http_server_duration_milliseconds_count[5s]))", 60.3),
                ),
            ),
            (
                "error ratio",
                "share",
                0.15,
                0.01,
                (("pull", "sum(rate(failed[5s])) / sum(rate(all[5s]))", 0.152), ("push", "absent", None)),
            ),
            (
                "p95 duration",
                "s",
                0.201,
                0.05,
                (
                    ("pull", "histogram_quantile(0.95, http_request_duration_seconds)", 0.219),
                    ("push", "histogram_quantile(0.95, http_server_duration_milliseconds) / 1000", 0.3614),
                ),
            ),
        )
        for side, query, value in answers
    ),
)
EXPECTED = (
    ExpectedDifference(measure="cpu.loaded", better="pull", because="the SDK encodes what a scrape only prints"),
    ExpectedDifference(
        measure="crash.detected", better="pull", because="a failed scrape shows at once; a push just ends"
    ),
    ExpectedDifference(measure="freshness.p50", better=None, because="both sides send samples once a second"),
    ExpectedDifference(measure="memory", better="push", because="an opinion that will not hold"),
)


def pull_vs_push(**changes: object) -> ComparisonRecord:
    """Five steady repetitions a side, of which one of push is invalid, and three with faults."""
    steady = list(repetitions(STEADY, "steady", 5))
    invalid = next(
        index for index, repetition in enumerate(steady) if repetition.side == "push" and repetition.number == 4
    )
    steady.append(steady[invalid].model_copy(update={"number": 6, "started": START + 320, "ended": START + 339}))
    steady[invalid] = steady[invalid].model_copy(
        update={"invalid_reason": "the load sent 452 of 480 requests", "measurements": ()}
    )
    every = (*steady, *repetitions(FAULTS, "faults", 3))
    fields: dict[str, object] = {
        "name": "pull-vs-push",
        "title": "Should Prometheus ask, or should the application send?",
        "why": "The same service, the same load, the same resolution: once scraped, once pushing OTLP.",
        "file": "scenarios/pull-vs-push/comparison.yaml",
        "started": START,
        "ended": START + 458,
        "versions": VERSIONS,
        "sides": (PULL, PUSH),
        "repetitions": every,
        "portability": PORTABILITY,
        "expected": EXPECTED,
        "margins": {"freshness.p50": 0.2},
        "benchmark_ms": tuple(41.0 + _SCATTER[number % len(_SCATTER)] for number in range(len(every))),
        "remarks": ("a steady repetition of push was repeated: the load sent 452 of 480 requests",),
    }
    return ComparisonRecord.model_validate(fields | changes)


_STEPS = (10_000, 50_000, 100_000, 300_000)


def at_scale() -> ComparisonRecord:
    """Three repetitions at each size; push is late at the largest."""
    every = []
    for number in range(3):
        for step, size in enumerate(_STEPS):
            for side, rising in ((PULL, 0.8), (PUSH, 2.1)):
                scatter = 1 + 0.05 * _SCATTER[(number + step + (side is PUSH) * 3) % len(_SCATTER)]
                begin = START + 60 * len(every)
                on_time = not (side is PUSH and size == _STEPS[-1])
                values = {
                    ("size.cpu", "", "millicores"): rising * size / 1000 * scatter,
                    ("size.memory", "", "bytes"): (60 * _MIB + size * 4_000 * rising) * scatter,
                    ("size.cpu_per_series", "", "us"): rising * 5 * scatter,
                    ("size.memory_per_series", "", "bytes"): (4_000 * rising + 60 * _MIB / size) * scatter,
                    ("size.duration", "", "s"): rising * size / 1e5 * scatter,
                    ("size.on_time", "", "share"): 1.0 if on_time else 0.25,
                }
                every.append(
                    Repetition(
                        side=side.name,
                        number=number + 1,
                        phase="size",
                        size=size,
                        started=begin,
                        ended=begin + 50,
                        measurements=tuple(
                            MeasuredValue(name=name, of=of, unit=unit, value=value, source="engine")
                            for (name, of, unit), value in values.items()
                        ),
                        wire_checks=_wire_checks(side),
                    )
                )
    return ComparisonRecord(
        name="pull-vs-push-at-scale",
        title="What does a series cost, and where does each path end?",
        why="A source of ours with 10 k to 1 M series, scraped on one side and pushing on the other.",
        file="scenarios/pull-vs-push-at-scale/comparison.yaml",
        started=START,
        ended=START + 1_440,
        versions=VERSIONS,
        sides=(PULL, PUSH),
        repetitions=tuple(every),
        benchmark_ms=tuple(41.0 + deviation for deviation in _SCATTER),
        remarks=("1,000,000 series were left out: they need 16 GiB and 9.1 GiB are free",),
    )


def unlike_its_claim() -> ComparisonRecord:
    """Push turned out to be scraped, so nothing may be concluded."""
    record = pull_vs_push()
    failed = WireCheckResult(
        claim="the application pushes",
        passed=False,
        expected="api: POST /api/v1/otlp/v1/metrics -> 200",
        actual="GET /metrics | 200",
    )
    changed = tuple(
        repetition.model_copy(update={"wire_checks": (failed,)})
        if repetition.side == "push" and repetition.wire_checks
        else repetition
        for repetition in record.repetitions
    )
    return record.model_copy(update={"repetitions": changed})


def hostile() -> ComparisonRecord:
    record = pull_vs_push()
    broken = tuple(
        d.model_copy(update={"name": HOSTILE, "file": HOSTILE, "query": HOSTILE, "cause": HOSTILE})
        for d in record.portability.broken
    )
    answers = tuple(a.model_copy(update={"question": HOSTILE, "query": HOSTILE}) for a in record.portability.answers)
    portability = record.portability.model_copy(
        update={
            "broken": broken,
            "answers": answers,
            "only_on": {"pull": (HOSTILE,)},
            "labels_only_on": {"push": (HOSTILE,)},
        }
    )
    sides = tuple(side.model_copy(update={"title": HOSTILE, "scenario": HOSTILE}) for side in record.sides)
    texts = {"title": HOSTILE, "why": HOSTILE, "name": HOSTILE, "file": HOSTILE + "\n", "remarks": (HOSTILE,)}
    return record.model_copy(update={"sides": sides, "portability": portability, **texts})


def three_sides() -> ComparisonRecord:
    record = pull_vs_push(expected=())
    also = [r.model_copy(update={"side": "remote write"}) for r in record.repetitions if r.side == "push"]
    sides = (*record.sides, PUSH.model_copy(update={"name": "remote write"}))
    return record.model_copy(update={"sides": sides, "repetitions": (*record.repetitions, *also)})


def baseline() -> tuple[ComparisonRecord, ComparisonResult]:
    """Pull against itself at an earlier time."""
    record = pull_vs_push()
    result = compare(record)
    pair = result.pairs[0]
    renamed = {"pull": "before", "push": "now"}
    rows = tuple(
        replace(
            row,
            summaries={renamed[side]: summary for side, summary in row.summaries.items()},
            winner=renamed.get(row.winner or ""),
        )
        for row in pair.rows
    )
    earlier = ComparisonResult(
        (replace(pair, first="before", other="now", rows=rows, same_side="pull"),), result.judged, result.level
    )
    return record, earlier


RECORDS = {"behaviour": pull_vs_push, "scale": at_scale, "unlike": unlike_its_claim}
ALL = {**RECORDS, "hostile": hostile, "three": three_sides, "bare": lambda: pull_vs_push(portability=Portability())}
