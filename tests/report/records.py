"""Small records made by hand, for what no recorded run shows; `stories` has whole runs."""

from __future__ import annotations

from typing import Any

from lab.errors import Place
from lab.language import reasons
from lab.language.reasons import Reason
from lab.queries.notifications import Received
from lab.queries.prometheus import InstantQuery, RangeQuery
from lab.record.event import (
    ActionDone,
    BuildProgress,
    Event,
    Evidence,
    Exited,
    Failed,
    ImageDecided,
    ImageRecord,
    Judged,
    LeftOut,
    LoadCount,
    LoadDone,
    LoadTruth,
    Phase,
    RunStarted,
    Waiting,
)
from lab.record.observation import Observation
from lab.record.planned import MutantPlan, ScaledValue
from lab.record.run_record import Measurement, RunRecord, Versions
from lab.record.verdict import Judgement, Status, Verdict

START = 1_760_000_000.0
VERSIONS = Versions(lab="0.3.0", engine="26.1.5", compose="2.26.1", python="3.11.2", system="Linux 6.1 x86_64")
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


def verdict(
    name: str,
    status: Status = Status.PASSED,
    *,
    reason: Reason | None = None,
    expected: str = "as the scenario says",
    actual: str = "just that",
    difference: str = "",
    hint: str = "",
    evidence: tuple[Observation, ...] = (),
) -> Verdict:
    return Verdict(
        step="shopping",
        name=name,
        kind="series",
        where=Place("scenarios/shop/scenario.yaml", 60, 7),
        judgement=Judgement(
            status=status, reason=reason, expected=expected, actual=actual, difference=difference, hint=hint
        ),
        attempts=1,
        elapsed_ms=12,
        evidence=evidence,
    )


def judged(at_ms: int, one: Verdict) -> Judged:
    return Judged(at_ms=at_ms, verdict=one)


def started_events() -> tuple[Event, ...]:
    """The start of a run that builds an image."""
    built = "built lab/alertmanager:v0.28.1-9f2c"
    return (
        RunStarted(at_ms=0, scenario="shop", title="A shop", lab="lab-shop-1", plan_digest="5b", deadline_ms=120_000),
        Phase(at_ms=14, name="images"),
        ImageDecided(at_ms=60, image=IMAGES[0]),
        BuildProgress(at_ms=90, component="alertmanager", line="step 1/6 FROM golang", elapsed_ms=30),
        BuildProgress(at_ms=1_190, component="alertmanager", line="step 4/6 RUN go build", elapsed_ms=1_130),
        BuildProgress(at_ms=2_050, component="alertmanager", line=built, elapsed_ms=1_990, done=True),
        ImageDecided(at_ms=2_051, image=IMAGES[1]),
        Phase(at_ms=2_062, name="images", ms=2_048),
    )


WAITING = (
    Waiting(at_ms=3_200, awaited={"prometheus": "no answer on /-/ready", "api": "starting"}),
    Waiting(at_ms=14_300, awaited={"errors alert": "pending", "the team is told": "no notification"}),
    Waiting(at_ms=14_800, awaited={"errors alert": "pending for 1.5 s", "the team is told": "no notification"}),
    Waiting(at_ms=16_900, awaited={"errors alert": "firing", "the team is told": "1 of 2 notifications"}),
    Waiting(at_ms=18_950, awaited={"errors alert": "firing", "the team is told": "1 of 2 notifications"}),
)


def matrix(*series: tuple[dict[str, str], list[tuple[float, str]]]) -> dict[str, Any]:
    values = [{"metric": metric, "values": [list(pair) for pair in pairs]} for metric, pairs in series]
    return {"resultType": "matrix", "result": values}


def ranged(query: str, answer: Any, *, begin: float = 5.0, end: float = 26.0, step: float = 0.5) -> Observation:
    ask = RangeQuery(query=query, start=START + begin, end=START + end, step=step)
    return Observation(query=ask, at=START + end, answer=answer)


def record(events: tuple[Event, ...], *, seconds: float = 26.3, exit_code: int = 0, **more: Any) -> RunRecord:
    values: dict[str, Any] = {
        "scenario": "shop",
        "label": "shop",
        "title": "A shop that is scraped",
        "why": "to be reported",
        "plan_digest": "5b1f09c2",
        "started": START,
        "ended": START + seconds,
        "versions": VERSIONS,
        "events": tuple(sorted(events, key=lambda event: event.at_ms)),
        "exit_code": exit_code,
    }
    return RunRecord(**(values | more))


HOSTILE = "<script>alert(1)</script>\"'&\x1b[31m\x00]]>|`*\n::error::x"


def hostile() -> RunRecord:
    """Every text that came from elsewhere tries to be markup."""
    bad = verdict(
        HOSTILE,
        Status.FAILED,
        reason=reasons.WRONG_VALUE,
        expected=HOSTILE,
        actual=HOSTILE,
        difference=HOSTILE,
        hint=HOSTILE,
        evidence=(
            Observation(query=InstantQuery(query=HOSTILE), at=START, answer={HOSTILE: [HOSTILE]}, error=HOSTILE),
        ),
    ).model_copy(update={"step": HOSTILE, "kind": HOSTILE, "where": Place(file=HOSTILE, line=1, column=1)})
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
        ActionDone(at_ms=6, verb=HOSTILE, service=HOSTILE, state=HOSTILE, request=HOSTILE),
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
    mutant = MutantPlan(name=HOSTILE, fails={"x" + HOSTILE: reasons.NO_DATA}, may_fail=(HOSTILE + "y",))
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
