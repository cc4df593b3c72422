"""Run records written by hand, in the shapes that real runs have."""

from __future__ import annotations

import math
from typing import Any

from lab.language import reasons
from lab.language.reasons import Reason
from lab.queries.notifications import Received
from lab.queries.prometheus import InstantQuery, RangeQuery, Targets
from lab.record.event import (
    ActionDone,
    BuildProgress,
    Event,
    Evidence,
    Exited,
    Failed,
    FirstSample,
    ImageDecided,
    ImageRecord,
    Judged,
    LeftOut,
    LoadCount,
    LoadDone,
    LoadTruth,
    Phase,
    RunEnded,
    RunStarted,
    ServiceReady,
    StepStarted,
    Waiting,
)
from lab.record.observation import Observation
from lab.record.run_record import Expected, Measurement, RunRecord, ScaledValue, Versions
from lab.record.verdict import Judgement, Status, Verdict, Where

START = 1_760_000_000.0
FILE = "scenarios/fastapi_push/scenario.yaml"
COUNTED, NO_UP, DASHBOARD, PAGED, TOLD, GONE = (
    "requests are counted exactly",
    "push has no up",
    "the dashboard works",
    "errors raise the alert",
    "someone is told, once, with the summary that the rule file gives",
    "nobody notices until the lookback ends",
)
_LINES = {COUNTED: 28, NO_UP: 31, DASHBOARD: 34, PAGED: 37, TOLD: 41, GONE: 48}
_KINDS = {COUNTED: "meaning", NO_UP: "absent", DASHBOARD: "panels", PAGED: "alert", TOLD: "notified", GONE: "series"}
VERSIONS = Versions(lab="0.3.0", engine="26.1.5", compose="2.26.1", python="3.11.2", system="Linux 6.1 x86_64")
SCALED = (
    ScaledValue(file="rules/http.yml", path="groups[http].rules[HighHTTPErrorRate].for", production="5m", lab="2s"),
    *(
        ScaledValue(
            file="rules/http.yml", path="groups[http].rules[HighHTTPErrorRate].expr", production=production, lab=lab
        )
        for production, lab in (("[5m]", "[5s]"), ("[30m:1m]", "[20s:2s]"), ("offset 1h", "offset 30s"))
    ),
    ScaledValue(file="prometheus.yml", path="global.evaluation_interval", production="30s", lab="1s"),
    ScaledValue(file="alertmanager.yml", path="route.group_wait", production="30s", lab="1s"),
)
IMAGES = (
    ImageRecord(
        service="prometheus",
        reference="prom/prometheus:v3.5.0",
        used="prom/prometheus:v3.5.0",
        image_id="sha256:63805ebb8d2b3920190daf1cb14a60871b16fd38bed42b857a3182bc621f4996",
        source="present",
        version="v3.5.0",
    ),
    ImageRecord(
        service="alertmanager",
        reference="prom/alertmanager:v0.28.1",
        used="lab/alertmanager:v0.28.1-9f2c",
        image_id="sha256:27c475db5fb156cab31d5c18a4251ac7ed567746a2483ff264516437a39b15ba",
        source="built",
        version="v0.28.1",
    ),
    ImageRecord(
        service="api",
        reference="lab/fastapi_otel:3ab1",
        used="lab/fastapi_otel:3ab1",
        image_id="sha256:8a1d5dc2f0a04d0e8a3c9b57a54d9e4ff2ac2e6e35e1b5e4a4be5f0c3a1b0d11",
        source="built",
    ),
)
TRUTH = LoadTruth(
    name="shopping",
    asked=400,
    sent=400,
    dropped=0,
    started=START + 6.2,
    ended=START + 14.2,
    counts=(
        LoadCount(method="GET", route="/api/items/{id}", status="200", count=304),
        LoadCount(method="GET", route="/api/items/{id}", status="404", count=16),
        LoadCount(method="GET", route="/api/boom", status="500", count=80),
    ),
)
QUERY = "sum by (http_route, http_response_status_code) (http_server_request_duration_seconds_count)"


def verdict(
    name: str,
    status: Status = Status.PASSED,
    *,
    reason: Reason | None = None,
    expected: str = "as the scenario says",
    seen: str = "just that",
    off: str = "",
    advice: str = "",
    attempts: int = 1,
    elapsed_ms: int = 12,
    evidence: tuple[Observation, ...] = (),
) -> Verdict:
    return Verdict(
        step="the api is killed" if name == GONE else "people shop",
        name=name,
        kind=_KINDS.get(name, "series"),
        where=Where(file=FILE, line=_LINES.get(name, 60), column=7),
        judgement=Judgement(status=status, reason=reason, expected=expected, actual=seen, difference=off, hint=advice),
        attempts=attempts,
        elapsed_ms=elapsed_ms,
        evidence=evidence,
    )


def judged(at_ms: int, one: Verdict) -> Judged:
    return Judged(at_ms=at_ms, verdict=one)


def started_events() -> tuple[Event, ...]:
    return (
        RunStarted(
            at_ms=0,
            scenario="fastapi_push",
            title="FastAPI pushes OTLP straight into Prometheus",
            lab="lab-fastapi-push-7f3a",
            plan_digest="5b1f09c2",
            deadline_ms=120_000,
        ),
        Phase(at_ms=0, name="render"),
        Phase(at_ms=14, name="render", ms=14),
        Phase(at_ms=14, name="images"),
        ImageDecided(at_ms=60, image=IMAGES[0]),
        BuildProgress(at_ms=90, component="alertmanager", line="step 1/6 FROM golang", elapsed_ms=30),
        BuildProgress(at_ms=1_190, component="alertmanager", line="step 4/6 RUN go build", elapsed_ms=1_130),
        BuildProgress(
            at_ms=2_050,
            component="alertmanager",
            line="built lab/alertmanager:v0.28.1-9f2c",
            elapsed_ms=1_990,
            done=True,
        ),
        ImageDecided(at_ms=2_051, image=IMAGES[1]),
        ImageDecided(at_ms=2_060, image=IMAGES[2]),
    )


def up_events() -> tuple[Event, ...]:
    return (
        *started_events(),
        Phase(at_ms=2_062, name="images", ms=2_048, detail="1 present, 2 built"),
        Phase(at_ms=2_062, name="create"),
        Phase(at_ms=3_150, name="create", ms=1_088),
        Phase(at_ms=3_150, name="ready"),
        Waiting(at_ms=3_200, awaited={"prometheus": "no answer on /-/ready", "api": "starting"}),
        ServiceReady(at_ms=4_020, service="prometheus", ms=870),
        ServiceReady(at_ms=4_310, service="alertmanager", ms=1_160),
        ServiceReady(at_ms=5_100, service="api", ms=1_950),
        Phase(at_ms=5_100, name="ready", ms=1_950),
        Phase(at_ms=5_100, name="steps"),
        StepStarted(at_ms=5_101, name="people shop", action="load shopping to api, 50/s for 8s"),
        FirstSample(at_ms=5_900, job="api"),
        LoadDone(at_ms=14_230, truth=TRUTH),
        Waiting(at_ms=14_300, awaited={PAGED: "pending, not firing yet", TOLD: "no notification yet"}),
        Waiting(at_ms=14_800, awaited={PAGED: "pending for 1.5 s", TOLD: "no notification yet"}),
        Waiting(at_ms=15_800, awaited={PAGED: "pending for 2.5 s", TOLD: "no notification yet"}),
        Waiting(at_ms=16_900, awaited={PAGED: "firing, not resolved yet", TOLD: "1 of 2 notifications"}),
        Waiting(at_ms=18_950, awaited={PAGED: "firing, not resolved yet", TOLD: "1 of 2 notifications"}),
    )


def end_events(at_ms: int, exit_code: int) -> tuple[Event, ...]:
    return (
        Phase(at_ms=at_ms - 1_900, name="steps", ms=at_ms - 1_900 - 5_100),
        Phase(at_ms=at_ms - 1_900, name="down"),
        Phase(at_ms=at_ms, name="down", ms=1_900),
        RunEnded(at_ms=at_ms, exit_code=exit_code),
    )


def matrix(*series: tuple[dict[str, str], list[tuple[float, str]]]) -> dict[str, Any]:
    values = [{"metric": metric, "values": [list(pair) for pair in pairs]} for metric, pairs in series]
    return {"resultType": "matrix", "result": values}


def ranged(query: str, answer: Any, *, begin: float = 5.0, end: float = 26.0, step: float = 0.5) -> Observation:
    ask = RangeQuery(query=query, start=START + begin, end=START + end, step=step)
    return Observation(query=ask, at=START + end, answer=answer)


def _samples(
    begin: float, end: float, height: float, *, step: float = 0.5, hole: float = 0.0
) -> list[tuple[float, str]]:
    """Rises, stays, falls; NaN for the second after `hole`."""
    pairs = []
    for number in range(round((end - begin) / step) + 1):
        at = begin + number * step
        value = height * min(1.0, (at - begin) / 3 + 0.05, max(0.0, (end - at) / 4)) * (1 + 0.06 * math.sin(at * 2.1))
        pairs.append((START + at, "NaN" if hole and hole <= at < hole + 1.5 else f"{value:.4f}"))
    return pairs


def panel_events(at_ms: int) -> tuple[Event, ...]:
    rate = matrix(
        ({"http_route": "/api/items/{id}", "job": "api"}, _samples(6, 24, 40)),
        ({"http_route": "/api/boom", "job": "api"}, _samples(6, 24, 10, hole=12)),
    )
    latency = matrix(
        *(({"quantile": q, "job": "api"}, _samples(7, 24, height)) for q, height in (("0.5", 0.012), ("0.99", 0.087)))
    )
    many = matrix(*(({"le": f"{2**n * 5}ms", "job": "api"}, _samples(7, 22, 3.0 * (n + 1))) for n in range(13)))
    errors = matrix(({"job": "api"}, _samples(8, 24, 0.2)))
    memory = matrix(({"__name__": "process_resident_memory_bytes", "job": "api"}, _samples(5, 26, 6.1e7)))
    panels: tuple[tuple[str, dict[str, Any], Observation], ...] = (
        (
            "Request rate",
            {"unit": "reqps", "legend": "{{http_route}}"},
            ranged("sum by (http_route) (rate(x[5s]))", rate),
        ),
        ("Latency", {"unit": "s", "legend": "p{{quantile}}"}, ranged("histogram_quantile(0.99, x)", latency)),
        ("Buckets", {}, ranged("sum by (le) (rate(http_server_request_duration_seconds_bucket[5s]))", many)),
        ("Error share", {"unit": "percentunit"}, ranged("sum(rate(x{code=~'5..'}[5s])) / sum(rate(x[5s]))", errors)),
        ("Memory", {"unit": "bytes"}, ranged("process_resident_memory_bytes{job='api'}", memory)),
        ("Queue", {}, ranged("queue_length", matrix())),
    )
    return tuple(
        Evidence(at_ms=at_ms, kind="panel", name=f"dashboards/http.json: {title}", detail=detail, observation=seen)
        for title, detail, seen in panels
    )


def alert_evidence(at_ms: int, *, fires: bool = True) -> Evidence:
    labels = {"__name__": "ALERTS", "alertname": "HighHTTPErrorRate", "job": "api", "severity": "page"}

    def state(name: str, begin: float, end: float) -> tuple[dict[str, str], list[tuple[float, str]]]:
        pairs = [(START + begin + n * 0.5, "1") for n in range(round((end - begin) / 0.5))]
        return {**labels, "alertstate": name}, pairs

    seen = matrix(state("pending", 9.5, 11.5), state("firing", 11.5, 20.5)) if fires else matrix()
    query = 'ALERTS{alertname="HighHTTPErrorRate"}'
    return Evidence(at_ms=at_ms, kind="alert", name="HighHTTPErrorRate", observation=ranged(query, seen))


def received() -> Observation:
    def webhook(at: float, status: str) -> dict[str, Any]:
        alert = {
            "status": status,
            "labels": {"alertname": "HighHTTPErrorRate", "job": "api", "severity": "page"},
            "annotations": {"summary": "20% of requests fail on api"},
            "startsAt": "2025-10-09T08:53:31.5Z",
            "endsAt": "0001-01-01T00:00:00Z" if status == "firing" else "2025-10-09T08:53:40.5Z",
        }
        body = {"version": "4", "status": status, "receiver": "team", "alerts": [alert], "truncatedAlerts": 0}
        return {"at": START + at, "receiver": "team", "body": body}

    answer = [webhook(12.6, "firing"), webhook(21.7, "resolved")]
    return Observation(query=Received(since=START + 5), at=START + 21.9, answer=answer)


def counted_evidence(broken: bool = False) -> Observation:
    rows = (("/api/items/{id}", "200", "304"), ("/api/items/{id}", "404", "16"), ("/api/boom", "500", "80"))
    result = [
        {
            "metric": {"http_route": route, "http_response_status_code": status},
            "value": [START + 14.9, "79" if broken and status == "500" else count],
        }
        for route, status, count in rows
    ]
    answer = {"resultType": "vector", "result": result}
    return Observation(query=InstantQuery(query=QUERY), at=START + 14.9, answer=answer)


def good_verdicts() -> dict[str, Verdict]:
    return {
        COUNTED: verdict(
            COUNTED,
            expected="every series equals the load",
            seen="3 series: 304, 16, 80",
            attempts=4,
            elapsed_ms=640,
            evidence=(counted_evidence(),),
        ),
        NO_UP: verdict(
            NO_UP,
            expected='no up{job="api"} for 3s, while target_info{job="api"} is there',
            seen="absent for 3.0 s, 1 series of the control throughout",
            attempts=7,
            elapsed_ms=3_040,
        ),
        DASHBOARD: verdict(
            DASHBOARD, expected="every panel has data", seen="6 of 6 panels", attempts=2, elapsed_ms=410
        ),
        PAGED: verdict(
            PAGED,
            expected="HighHTTPErrorRate goes pending, firing, resolved",
            seen="pending 2.0 s, firing 9.0 s, resolved",
            attempts=14,
            elapsed_ms=6_890,
        ),
        TOLD: verdict(
            TOLD,
            expected="firing and resolved at receiver team",
            seen="firing after 12.6 s, resolved after 21.7 s",
            attempts=15,
            elapsed_ms=7_610,
            evidence=(received(),),
        ),
        GONE: verdict(
            GONE,
            expected='target_info{job="api"} present for 2s',
            seen="1 series throughout",
            attempts=5,
            elapsed_ms=2_100,
            evidence=(Observation(query=Targets(job="api"), at=START + 25, error="connection refused"),),
        ),
    }


def _judged_events(verdicts: dict[str, Verdict]) -> tuple[Event, ...]:
    first = [judged(14_260 + one.elapsed_ms, one) for name, one in verdicts.items() if name != GONE]
    then = max(event.at_ms for event in first) + 30
    return (
        *sorted(first, key=lambda event: event.at_ms),
        StepStarted(at_ms=then, name="the api is killed", action="kill api"),
        ActionDone(at_ms=then + 150, verb="kill", service="api", state="exited (137)"),
        judged(then + 150 + verdicts[GONE].elapsed_ms, verdicts[GONE]),
    )


def _gathered(at_ms: int) -> tuple[Event, ...]:
    log = "INFO:     Application startup complete.\n\x1b[31mERROR\x1b[0m:    boom\n" * 3
    return (
        alert_evidence(at_ms),
        *panel_events(at_ms),
        Evidence(at_ms=at_ms, kind="log", name="api", text=log),
        Evidence(at_ms=at_ms, kind="config", name="prometheus.yml", text="global:\n  evaluation_interval: 1s\n"),
    )


def record(events: tuple[Event, ...], *, seconds: float = 26.3, exit_code: int = 0, **more: Any) -> RunRecord:
    values: dict[str, Any] = {
        "scenario": "fastapi_push",
        "label": "fastapi_push",
        "title": "FastAPI pushes OTLP straight into Prometheus",
        "why": "the shortest OTel path; what becomes of names, labels and target health without a collector",
        "plan_digest": "5b1f09c2",
        "started": START,
        "ended": START + seconds,
        "versions": VERSIONS,
        "scaled": SCALED,
        "events": tuple(sorted(events, key=lambda event: event.at_ms)),
        "exit_code": exit_code,
    }
    return RunRecord(**(values | more))


def passed() -> RunRecord:
    events = (*up_events(), *_judged_events(good_verdicts()), *_gathered(24_300), *end_events(26_300, 0))
    memory = Measurement(name="peak memory", value=61.4, unit="MiB", source="engine", of="api")
    return record(events, measurements=(memory,))


def failed() -> RunRecord:
    verdicts = good_verdicts()
    verdicts[COUNTED] = verdict(
        COUNTED,
        Status.FAILED,
        reason=reasons.WRONG_VALUE,
        expected="every series equals the load",
        seen='79 for {http_route="/api/boom", http_response_status_code="500"}',
        off="1 of 80 missing (-1.25%)",
        advice="look at the exporter's queue: 'lab logs api' shows what was dropped at shutdown",
        attempts=31,
        elapsed_ms=15_010,
        evidence=(counted_evidence(broken=True),),
    )
    verdicts[TOLD] = verdict(
        TOLD,
        Status.UNDECIDED,
        reason=reasons.NOT_OBSERVED,
        expected="firing and resolved at receiver team",
        seen="notification-sink did not answer: connection refused",
        advice="see the log of notification-sink",
        attempts=30,
        elapsed_ms=15_000,
    )
    events = (
        *up_events()[:-5],
        *_judged_events(verdicts),
        Exited(
            at_ms=15_100, service="notification-sink", code=1, log="listening on :8080\nOSError: [Errno 28] disk full\n"
        ),
        *_gathered(32_300),
        *end_events(41_200, 1),
    )
    return record(events, seconds=41.2, exit_code=1)


def left_out() -> RunRecord:
    verdicts = good_verdicts()
    verdicts[DASHBOARD] = verdict(
        DASHBOARD,
        Status.NOT_APPLICABLE,
        reason=reasons.LEFT_OUT,
        expected="every panel has data",
        seen="needs grafana, which was left out",
        attempts=0,
        elapsed_ms=0,
    )
    gone = LeftOut(at_ms=2_061, service="grafana", why="grafana/grafana:12.1.0 cannot be pulled and has no recipe")
    events = (*up_events()[:10], gone, *up_events()[10:], *_judged_events(verdicts), *end_events(26_300, 0))
    return record(events)


def not_started() -> RunRecord:
    evidence = 'level=error msg="Error loading config" err="parsing YAML file: line 7: field scrap_configs not found"\n'
    failure = Failed(
        at_ms=4_400,
        kind="NotReady",
        message="prometheus exited with code 2 before it was ready",
        remedy="look at line 7 of prometheus.yml, then run 'lab check fastapi_push'",
        evidence=evidence,
        exit_code=4,
    )
    exited = Exited(at_ms=4_390, service="prometheus", code=2, log=evidence)
    events = (*up_events()[:13], exited, failure, Phase(at_ms=5_900, name="down", ms=1_400))
    return record((*events, RunEnded(at_ms=5_900, exit_code=4)), seconds=5.9, exit_code=4)


MUTANT = Expected(
    mutant="receiver off", fails={COUNTED: reasons.NO_SERIES, PAGED: reasons.NEVER_FIRED}, may_fail=(TOLD,)
)


def _broken_verdicts() -> dict[str, Verdict]:
    verdicts = good_verdicts()
    verdicts[COUNTED] = verdict(
        COUNTED,
        Status.FAILED,
        reason=reasons.NO_SERIES,
        expected="every series equals the load",
        seen="no series",
        attempts=12,
        elapsed_ms=6_010,
    )
    verdicts[PAGED] = verdict(
        PAGED,
        Status.FAILED,
        reason=reasons.NEVER_FIRED,
        expected="HighHTTPErrorRate goes pending, firing, resolved",
        seen="inactive throughout",
        attempts=12,
        elapsed_ms=6_020,
    )
    verdicts[TOLD] = verdict(
        TOLD,
        Status.FAILED,
        reason=reasons.NOT_DELIVERED,
        expected="firing and resolved at receiver team",
        seen="nothing was delivered",
        attempts=12,
        elapsed_ms=6_030,
    )
    return verdicts


def mutant_as_planned() -> RunRecord:
    quiet = alert_evidence(24_300, fires=False)
    events = (*up_events(), *_judged_events(_broken_verdicts()), quiet, *end_events(26_300, 0))
    return record(events, mutant=MUTANT, label="fastapi_push (mutant: receiver off)")


def mutant_with_surprise() -> RunRecord:
    verdicts = _broken_verdicts()
    verdicts[COUNTED] = good_verdicts()[COUNTED]
    verdicts[NO_UP] = verdict(
        NO_UP,
        Status.FAILED,
        reason=reasons.CONTROL_MISSING,
        expected='no up{job="api"} for 3s, while target_info{job="api"} is there',
        seen="the control returned nothing",
        attempts=9,
        elapsed_ms=6_040,
    )
    events = (*up_events(), *_judged_events(verdicts), *end_events(26_300, 1))
    return record(events, mutant=MUTANT, label="fastapi_push (mutant: receiver off)", exit_code=1)


HOSTILE = "<script>alert(1)</script>\"'&\x1b[31m\x00]]>|`*\n::error::x"


def hostile() -> RunRecord:
    """Every text that came from elsewhere tries to be markup."""
    bad = verdict(
        HOSTILE,
        Status.FAILED,
        reason=reasons.WRONG_VALUE,
        expected=HOSTILE,
        seen=HOSTILE,
        off=HOSTILE,
        advice=HOSTILE,
        evidence=(
            Observation(query=InstantQuery(query=HOSTILE), at=START, answer={HOSTILE: [HOSTILE]}, error=HOSTILE),
        ),
    ).model_copy(update={"step": HOSTILE, "kind": HOSTILE, "where": Where(file=HOSTILE, line=1, column=1)})
    metric = {"__name__": "ALERTS", "alertname": HOSTILE, "alertstate": "firing", "x": HOSTILE}
    samples = [(START + 6, "1"), (START + 6.5, "2")]
    sent = Observation(
        query=Received(since=START),
        at=START + 9,
        answer=[
            {
                "at": START + 7,
                "receiver": HOSTILE,
                "body": {"status": HOSTILE, "alerts": [{"labels": {"alertname": HOSTILE}}]},
            }
        ],
    )
    load = TRUTH.model_copy(
        update={
            "name": HOSTILE,
            "invalid_reason": HOSTILE,
            "counts": (LoadCount(method=HOSTILE, route=HOSTILE, status=HOSTILE, count=1),),
        }
    )
    other = {"x": "1"}
    events: tuple[Event, ...] = (
        RunStarted(at_ms=0, scenario=HOSTILE, title=HOSTILE, lab=HOSTILE, plan_digest=HOSTILE, deadline_ms=1),
        Phase(at_ms=3, name=HOSTILE, ms=3, detail=HOSTILE),
        ImageDecided(
            at_ms=4, image=IMAGES[0].model_copy(update={"service": HOSTILE, "used": HOSTILE, "version": HOSTILE})
        ),
        LeftOut(at_ms=5, service=HOSTILE, why=HOSTILE),
        LoadDone(at_ms=6, truth=load),
        ActionDone(at_ms=6, verb=HOSTILE, service=HOSTILE, state=HOSTILE),
        Exited(at_ms=7, service=HOSTILE, code=1, log=HOSTILE),
        judged(8_000, bad),
        judged(8_001, bad.model_copy(update={"evidence": (sent,), "kind": "notified"})),
        Evidence(at_ms=9, kind="alert", name=HOSTILE, observation=ranged(HOSTILE, matrix((metric, samples)))),
        Evidence(
            at_ms=9,
            kind="panel",
            name=f"{HOSTILE}: {HOSTILE}",
            detail={"unit": HOSTILE},
            observation=ranged(HOSTILE, matrix((metric, samples), (other, samples))),
        ),
        Evidence(at_ms=9, kind="log", name=HOSTILE, text=HOSTILE),
        Evidence(at_ms=9, kind="config", name=HOSTILE, text=HOSTILE),
        Failed(at_ms=10, kind=HOSTILE, message=HOSTILE, remedy=HOSTILE, evidence=HOSTILE, exit_code=3),
    )
    scaled = (ScaledValue(file=HOSTILE, path=HOSTILE, production=HOSTILE, lab=HOSTILE),)
    mutant = Expected(mutant=HOSTILE, fails={"x" + HOSTILE: reasons.NO_DATA}, may_fail=(HOSTILE + "y",))
    measured = (Measurement(name=HOSTILE, value=1.0, unit=HOSTILE, source="clock", of=HOSTILE),)
    return record(
        events,
        title=HOSTILE,
        label=HOSTILE,
        why=HOSTILE,
        plan_digest=HOSTILE,
        scaled=scaled,
        mutant=mutant,
        variant={HOSTILE: HOSTILE},
        measurements=measured,
        exit_code=3,
    )


STORIES = {
    "passed": passed,
    "failed": failed,
    "left_out": left_out,
    "not_started": not_started,
    "mutant_as_planned": mutant_as_planned,
    "mutant_with_surprise": mutant_with_surprise,
}
