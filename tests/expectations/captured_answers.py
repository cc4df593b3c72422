"""Captured answers of real backends, the times they belong to, and the rows of the tables in these tests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check
from lab.expectations.results import failed, passed, undecided
from lab.language.conditions import Condition, parse_condition
from lab.language.reasons import Reason
from lab.queries.answer import Answer
from lab.record.event import LoadCount, LoadTruth
from lab.record.observation import Observation
from lab.record.verdict import Judgement

CAPTURED = Path(__file__).parent / "captured"
PROMETHEUS = CAPTURED / "prometheus-3.15.0"
ALERTMANAGER = CAPTURED / "alertmanager-0.34.2"
LOKI = CAPTURED / "loki-3.7.8"
JAEGER = CAPTURED / "jaeger-1.62.0"

# When the captured lab began its step, sent its loads, lost its application; see captured/README.md.
STEP_STARTED = 1795249472.8985927
LOAD_ENDED = 1795249479.2987008
RESOLVED_BY = 1795249485.3488395
FIRED_AGAIN_BY = 1795249492.8919506
KILLED = 1795249492.9237518
GONE_BY = 1795249497.1254308
BACK_BY = 1795249501.3249414

TRUTH = LoadTruth(
    name="shopping",
    asked=300,
    sent=300,
    dropped=0,
    started=1795249474.09,
    ended=1795249479.094,
    counts=(
        LoadCount(method="GET", route="/api/items/{id}", status="200", count=180),
        LoadCount(method="POST", route="/api/orders", status="201", count=60),
        LoadCount(method="GET", route="/api/slow", status="200", count=15),
        LoadCount(method="GET", route="/api/boom", status="500", count=45),
    ),
)


def after(seconds: float, load: LoadTruth | None = TRUTH) -> EvalContext:
    """An evaluation this many seconds after the captured step began."""
    return EvalContext(STEP_STARTED + seconds, STEP_STARTED, STEP_STARTED - 2.0, load)


SETTLED = after(8.4)


def body(file: Path) -> Any:
    """What the backend answered, as it came."""
    return json.loads(file.read_text(encoding="utf-8"))["body"]


def prometheus(name: str) -> Any:
    """The `data` of a captured answer of Prometheus."""
    return body(PROMETHEUS / f"{name}.json")["data"]


def targets(name: str) -> Any:
    return prometheus(name)["activeTargets"]


def rules(name: str = "rules_firing") -> Any:
    return [rule for group in prometheus(name)["groups"] for rule in group["rules"]]


def received(name: str = "received") -> Any:
    return body(ALERTMANAGER / f"{name}.json")


def loki(name: str) -> Any:
    """The `data` of a captured answer of Loki, without the statistics."""
    data = body(LOKI / f"{name}.json")["data"]
    return {key: data[key] for key in ("resultType", "result")}


def jaeger(name: str) -> Any:
    return body(JAEGER / f"{name}.json")["data"]


def sent(**counts: int) -> LoadTruth:
    """A load with this number of requests to each route; `a_b` is the route `/a/b`."""
    routes = tuple(
        LoadCount(method="GET", route=f"/{name.replace('_', '/')}", status="200", count=count)
        for name, count in counts.items()
    )
    total = sum(counts.values())
    return LoadTruth(name="logging", asked=total, sent=total, dropped=0, started=0.0, ended=1.0, counts=routes)


def until(answer: Any, end: float) -> Any:
    """A range answer without the points after `end`."""
    cut = [{**series, "values": [p for p in series["values"] if p[0] <= end]} for series in answer["result"]]
    return {**answer, "result": [series for series in cut if series["values"]]}


def with_values(answer: Any, *values: str) -> Any:
    """An instant answer with other values, in the order of its series."""
    pairs = zip(answer["result"], values, strict=True)
    return {**answer, "result": [{**series, "value": [series["value"][0], value]} for series, value in pairs]}


def condition(text: str) -> Condition:
    return parse_condition(text)


@dataclass(frozen=True)
class Case:
    """A check, what the backends answered (`Answer` when it was not JSON), and the whole judgement of it."""

    check: Check
    answers: tuple[Any, ...]
    judgement: Judgement
    ctx: EvalContext = SETTLED

    @property
    def reason(self) -> Reason | None:
        return self.judgement.reason


def judged(case: Case) -> Judgement:
    answers = [answer if isinstance(answer, Answer) else Answer(json=answer) for answer in case.answers]
    observations: tuple[Observation, ...] = ()
    while queries := case.check.next_queries(observations, case.ctx):
        observations += tuple(
            Observation(query=query, at=case.ctx.now, answer=answer.json, error=answer.error, refused=answer.refused)
            for query, answer in zip(queries, answers[len(observations) :], strict=False)
        )
    assert len(observations) == len(answers)
    return case.check.judge(observations, case.ctx)


# The judgements of a table, by what they mean in its rows.
holds, misses, unsure = passed, failed, undecided
