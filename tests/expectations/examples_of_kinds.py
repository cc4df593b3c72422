"""Reads `examples/<kind>.yaml`: an expectation that passes and one that fails, each planned and judged for real."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter

from lab.errors import Place
from lab.expectations import AnyExpectation
from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation
from lab.expectations.plan_context import PlanContext
from lab.language.alert_rules import AlertRule
from lab.language.dialect import Dialect
from lab.language.problem_collector import ProblemCollector
from lab.plan.actions import LoadPlan, RequestPlan
from lab.plan.files import FileTexts
from lab.queries.answer import Answer
from lab.record.event import LoadCount, LoadTruth, ResponseTimes
from lab.record.observation import Observation
from lab.record.verdict import Judgement

FOLDER = Path(__file__).parent / "examples"
LAB_STARTED, STEP_STARTED, NOW = 0.0, 10.0, 20.0
PLACE = Place("scenario.yaml", 1, 1)
ANY = TypeAdapter(AnyExpectation)
BUILT_IN = {"__rate_interval": "4s", "__interval": "1s"}


@dataclass(frozen=True)
class Example:
    expectation: Expectation
    check: Check
    ctx: EvalContext
    answers: tuple[Any, ...]
    judgement: Judgement

    def judge(self, *answers: Any) -> Judgement:
        """By these answers, or by its own; `Answer` where there is no JSON."""
        given = [answer if isinstance(answer, Answer) else Answer(json=answer) for answer in answers or self.answers]
        observations = tuple(
            Observation(query=query, at=NOW, answer=answer.json, error=answer.error, refused=answer.refused)
            for query, answer in zip(self.check.queries(self.ctx), given, strict=True)
        )
        return self.check.judge(observations, self.ctx)


def examples(kind: str) -> dict[str, Example]:
    """By `passes` and `fails`."""
    content = yaml.safe_load((FOLDER / f"{kind}.yaml").read_text(encoding="utf-8"))
    return {outcome: _example(example) for outcome, example in content.items()}


def _example(content: dict[str, Any]) -> Example:
    context = content.get("context", {})
    expectation: Expectation = ANY.validate_python(_with_tuples(content["expectation"]))
    around = plan_context(context)
    check = expectation.plan(lambda *keys: PLACE, 15.0, around)
    assert around.problems.problems == []
    assert check is not None
    ctx = EvalContext(NOW, STEP_STARTED, LAB_STARTED, _truth(context.get("load")))
    judgement = Judgement.model_validate(content["judgement"])
    return Example(expectation, check, ctx, tuple(map(_answer, content["answers"])), judgement)


def _answer(body: Any) -> Any:
    """The body of a refusal as what lab makes of it, any other answer as it is."""
    refused = isinstance(body, dict) and body.get("status") == "error"
    return Answer(error=body["error"], refused=True) if refused else body


def plan_context(context: dict[str, Any]) -> PlanContext:
    """What an expectation may refer to, as an example describes it."""
    dialect = Dialect.model_validate(context["dialect"]) if "dialect" in context else None
    files: dict[str, str] = context.get("files", {})
    alerts = {name: (AlertRule(name, for_, PLACE),) for name, for_ in context.get("alerts", {}).items()}
    texts = FileTexts(files.get, str, dialect, ())
    ports = context.get("ports", {})
    problems, answering = ProblemCollector(), _with_tuples(context.get("answering", {}))
    load = _load(context.get("load"))
    return PlanContext(dialect, alerts, texts, BUILT_IN, ports, problems, load, answering=answering)


def _load(load: dict[str, Any] | None) -> LoadPlan | None:
    if load is None:
        return None
    requests = tuple(
        RequestPlan(c["method"], c["route"], c["route"], query, None)
        for c in load["counts"]
        for query in load.get("queries", [""])
    )
    return LoadPlan(load["name"], "api", 8000, 1.0, 1.0, requests, tuple(range(len(requests))))


def _truth(load: dict[str, Any] | None) -> LoadTruth | None:
    if load is None:
        return None
    counts = tuple(LoadCount.model_validate(count) for count in load["counts"])
    sent = sum(count.count for count in counts)
    return LoadTruth(
        name=load["name"],
        asked=sent,
        sent=sent,
        dropped=0,
        started=STEP_STARTED,
        ended=NOW - 5,
        counts=counts,
        response_times=tuple(
            ResponseTimes(method=counts[0].method, route=counts[0].route, percentiles=tuple(percentiles))
            for percentiles in [load["response_times"]]
        )
        if "response_times" in load
        else (),
    )


def _with_tuples(value: Any) -> Any:
    """Lists as the scenario's reader gives them to the models."""
    if isinstance(value, dict):
        return {key: _with_tuples(item) for key, item in value.items()}
    return tuple(map(_with_tuples, value)) if isinstance(value, list) else value
