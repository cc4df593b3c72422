"""Time moved by hand, and looks and checks whose outcomes are written down beforehand."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from lab.errors import Place
from lab.expectations.value_check import ValueCheck
from lab.language import reasons
from lab.language.conditions import parse_condition
from lab.plan.model import CheckPlan
from lab.queries.prometheus import InstantQuery
from lab.record.observation import Observation
from lab.record.verdict import Judgement, Status
from lab.run.clock import Clock
from lab.run.polling import Attempt


@dataclass(frozen=True, slots=True)
class ManualClock(Clock):
    """A clock that stands still but for its pauses, which take no time, and `pass_`."""

    elapsed: list[float] = field(default_factory=lambda: [0.0])
    pauses: list[float] = field(default_factory=list)

    def now(self) -> float:
        return 1_700_000_000.0 + self.elapsed[0] / 1000

    def ms(self) -> int:
        return round(self.elapsed[0])

    def pause(self, seconds: float) -> None:
        self.pauses.append(round(seconds, 3))
        self.elapsed[0] += seconds * 1000

    def pass_(self, ms: float) -> None:
        self.elapsed[0] += ms


PASSED = Judgement(status=Status.PASSED, expected="1", actual="1")
FAILED = Judgement(status=Status.FAILED, reason=reasons.WRONG_VALUE, expected="1", actual="0")
FINAL = FAILED.model_copy(update={"final": True})
UNDECIDED = Judgement(status=Status.UNDECIDED, reason=reasons.NOT_OBSERVED, expected="1", actual="no answer")


class ScriptedAttempts:
    """Gives the written judgements one after the other, the last one for ever, and takes so long for each."""

    def __init__(self, clock: ManualClock, judgements: Iterable[Judgement], takes_ms: float = 0.0) -> None:
        self.clock, self.judgements, self.takes_ms = clock, list(judgements), takes_ms
        self.began: list[int] = []

    def __call__(self) -> Attempt:
        self.began.append(self.clock.ms())
        judgement = self.judgements[min(len(self.began), len(self.judgements)) - 1]
        self.clock.pass_(self.takes_ms)
        return Attempt(judgement, (observation(str(len(self.began))),))


def observation(value: str, **more: Any) -> Observation:
    answer = {"resultType": "vector", "result": [{"metric": {"__name__": "up"}, "value": [0.0, value]}]}
    return Observation(query=InstantQuery(query="up"), at=0.0, answer=answer, **more)


def check(name: str, query: str = "up", within: float = 0.5, every: str = "== 1") -> CheckPlan:
    spec = ValueCheck(query, parse_condition(every), None, None)
    return CheckPlan(name, "series", Place("scenarios/x/scenario.yaml", 7, 3), spec, within)


def never() -> bool:
    return False


def over(at_once: bool) -> threading.Event:
    event = threading.Event()
    if at_once:
        event.set()
    return event
