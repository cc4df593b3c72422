"""A run record with every kind of event and answer. The answers were captured from real backends."""

from __future__ import annotations

from lab.errors import Place
from lab.language import reasons
from lab.language.reasons import Reason
from lab.queries.notifications import Received
from lab.queries.prometheus import InstantQuery, MetricNames, RangeQuery, Rules, Targets
from lab.record.event import (
    ActionDone,
    BuildProgress,
    EngineSlow,
    Event,
    Evidence,
    Exited,
    FirstSample,
    ImageDecided,
    ImageRecord,
    Judged,
    LeftOut,
    LoadDone,
    Noted,
    Phase,
    RunEnded,
    RunStarted,
    ServiceReady,
    StepStarted,
    Waiting,
)
from lab.record.observation import Observation
from lab.record.planned import MutantPlan, ScaledValue
from lab.record.run_record import Measurement, RunRecord, Versions
from lab.record.verdict import Judgement, Status, Verdict
from tests.expectations.captured_answers import KILLED, STEP_STARTED, TRUTH, prometheus, received, rules, targets

AT = STEP_STARTED + 8.4
OBSERVED = (
    Observation(query=InstantQuery(query="http_requests_total"), at=AT, answer=prometheus("instant_counts")),
    Observation(query=InstantQuery(query="quantile"), at=AT, answer=prometheus("instant_nan")),
    Observation(
        query=RangeQuery(query="up", start=STEP_STARTED, end=KILLED, step=0.5), at=AT, answer=prometheus("range_gap")
    ),
    Observation(query=MetricNames(selector='{job="api"}', start=STEP_STARTED), at=AT, answer=prometheus("names")),
    Observation(query=Targets(job="api"), at=AT, answer=targets("targets_down")),
    Observation(query=Rules(), at=AT, answer=rules()),
    Observation(query=Received(since=STEP_STARTED), at=AT, answer=received()),
    Observation(query=InstantQuery(query="sum by (job (up)"), at=AT, error="parse error", refused=True),
)


def verdict(name: str, status: Status = Status.PASSED, reason: Reason | None = None) -> Verdict:
    return Verdict(
        step="shopping",
        name=name,
        kind="series",
        where=Place(file="scenarios/prom-pull/scenario.yaml", line=47, column=7),
        judgement=Judgement(status=status, reason=reason, expected="every series == 1", actual="up = 1"),
        attempts=3,
        elapsed_ms=612,
    )


def record(*events: Event, mutant: MutantPlan | None = None, exit_code: int = 0) -> RunRecord:
    return RunRecord(
        scenario="prom-pull",
        label="prom-pull",
        title="Prometheus scrapes a FastAPI service",
        why="the classic",
        plan_digest="5b1f09c2",
        started=STEP_STARTED,
        ended=KILLED,
        versions=Versions(lab="0.1.0"),
        mutant=mutant,
        events=events,
        exit_code=exit_code,
    )


def judged(*verdicts: Verdict) -> tuple[Judged, ...]:
    return tuple(Judged(at_ms=9000 + index, verdict=verdict) for index, verdict in enumerate(verdicts))


EVERYTHING: tuple[Event, ...] = (
    RunStarted(
        at_ms=0,
        scenario="prom-pull",
        title="Prometheus scrapes a FastAPI service",
        lab="lab-prom-pull-75fdc5",
        plan_digest="5b1f09c2",
        deadline_ms=201_000,
    ),
    Phase(at_ms=2, name="images"),
    BuildProgress(at_ms=5, component="api", line="step 1/7 FROM lab/python", elapsed_ms=3),
    ImageDecided(
        at_ms=8,
        image=ImageRecord(
            service="prometheus",
            reference="prom/prometheus:v3.15.0",
            used="lab/prometheus:v3.15.0-327fea81f5ee",
            image_id="sha256:327fea81f5ee",
            source="built",
            version="v3.15.0",
        ),
    ),
    LeftOut(at_ms=9, service="grafana", why="its image cannot be had"),
    Phase(at_ms=30, name="images", ms=28, detail="all at hand"),
    ServiceReady(at_ms=400, service="prometheus", ms=316),
    StepStarted(at_ms=500, name="shopping", action="load: 300 requests to api in 5 s"),
    FirstSample(at_ms=900, job="api"),
    Waiting(at_ms=950, awaited={"it is up": "not asked yet"}),
    LoadDone(at_ms=6000, truth=TRUTH),
    *judged(
        verdict("it is counted").model_copy(update={"evidence": OBSERVED}),
        verdict("it is notified", Status.FAILED, reasons.NOT_DELIVERED),
        verdict("it is drawn", Status.NOT_APPLICABLE, reasons.LEFT_OUT),
    ),
    ActionDone(at_ms=9500, verb="kill", service="api", state="exited"),
    Exited(at_ms=9600, service="alertmanager", code=137, log="killed \u2013 \U0001f480 \x1b[31mred\x1b[0m\n"),
    Evidence(at_ms=9700, kind="panel", name="http.json: P50", detail={"unit": "s"}, observation=OBSERVED[2]),
    Evidence(at_ms=9710, kind="log", name="api", text='{"level": "info"}\n'),
    EngineSlow(at_ms=30_000, question="inspecting containers", ms=23_000, answered=True),
    Noted(at_ms=10, text="app: 8080 is published on a free port of 127.0.0.1"),
    RunEnded(at_ms=9800, exit_code=1),
)

WHOLE = record(
    *EVERYTHING,
    mutant=MutantPlan("metric renamed", fails={"it is notified": reasons.NOT_DELIVERED}, may_fail=("it is drawn",)),
    exit_code=1,
).model_copy(
    update={
        "scaled": (ScaledValue(file="rules/http.yml", path="groups[http].rules[High].for", production="2m", lab="2s"),),
        "variant": {"protocol": "grpc"},
        "measurements": (Measurement(name="time.images", value=28, unit="ms", source="clock"),),
    }
)
