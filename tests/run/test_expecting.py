"""Expectations of a step: all asked at once, told while awaited, and what becomes of them when a container ends."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from lab.backends.observing import Backends
from lab.errors import Place
from lab.expectations.eval_context import EvalContext
from lab.expectations.value_check import ValueCheck
from lab.language import reasons
from lab.language.conditions import parse_condition
from lab.language.reasons import Reason
from lab.plan.model import CheckPlan, EarlyFailure
from lab.queries.prometheus import InstantQuery
from lab.queries.query import Query
from lab.record.event import Exited
from lab.record.observation import Observation
from lab.record.verdict import Judgement, Status, Verdict
from lab.run.clock import Clock
from lab.run.expecting import MOST_AT_ONCE, StepContext, expect, expecting_throughout, undecided, verdict_of
from lab.run.polling import Attempt, PollResult
from tests.backends.small_backend import Reply, SmallBackend
from tests.run.scripted import FAILED, FINAL, PASSED, UNDECIDED, check
from tests.run.scripted import observation as said

WITHIN = 1.0
DIED = Exited(at_ms=900, service="api", code=137, log="one\ntwo\nthree\nfour\n")
WHERE = Place(file="scenarios/x/scenario.yaml", line=7, column=3)


@dataclass(frozen=True, slots=True)
class Answers(Backends):
    """Backends whose every query is answered by a function of how often it was asked."""

    by_query: Mapping[str, Callable[[int], str]]
    asked: Counter[str] = field(default_factory=Counter)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def observe(self, ask: Query) -> Observation:
        assert isinstance(ask, InstantQuery)
        with self.changed:
            self.asked[ask.query] += 1
            count = self.asked[ask.query]
            self.changed.notify_all()
        return said(self.by_query[ask.query](count)).model_copy(update={"ask": ask})

    def wait_until_asked(self, query: str, times: int) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: self.asked[query] >= times, 30)


def answering(**by_query: Callable[[int], str]) -> Answers:
    return Answers(lambda role: None, time.time, lambda service, port: None, by_query)


def context(backends: Backends, exited: Callable[[], Exited | None] = lambda: None) -> StepContext:
    clock = Clock()
    return StepContext("shopping", clock.now(), clock.now() - 2, backends, clock, exited)


def judged(found: list[Any]) -> dict[str, Verdict]:
    return {each.name: each for each in found if isinstance(each, Verdict)}


def awaited(found: list[Any]) -> list[dict[str, str]]:
    return [each for each in found if not isinstance(each, Verdict)]


def test_a_verdict_says_what_was_judged_how_often_and_by_which_answers() -> None:
    backends = answering(up=lambda count: "1" if count == 2 else "0")
    (verdict,) = judged(list(expect((check("it is up"),), context(backends)))).values()
    assert verdict == Verdict(
        step="shopping",
        name="it is up",
        kind="series",
        where=WHERE,
        judgement=Judgement(status=Status.PASSED, expected="every series == 1", actual="up = 1"),
        attempts=2,
        elapsed_ms=verdict.elapsed_ms,
        evidence=(said("1").model_copy(update={"query": InstantQuery(query="up")}),),
    )
    assert verdict.elapsed_ms >= 250


def test_nothing_to_expect_is_nothing_to_wait_for() -> None:
    assert list(expect((), context(answering()))) == []


def test_ten_failing_ones_cost_one_deadline() -> None:
    checks = tuple(check(f"check {number}", within=WITHIN) for number in range(10))
    began = time.monotonic()
    verdicts = judged(list(expect(checks, context(answering(up=lambda count: "0")))))
    took = time.monotonic() - began
    assert [verdicts[each.name].judgement for each in checks] == [
        Judgement(
            status=Status.FAILED,
            reason=reasons.WRONG_VALUE,
            expected="every series == 1",
            actual="up = 0",
            difference="by -1",
        )
    ] * 10
    assert WITHIN <= took < 8 * WITHIN  # one after the other they would take ten times that


def test_each_has_its_own_deadline_and_is_told_when_it_is_decided() -> None:
    checks = (check("slow", within=3.0), check("fast", within=0.1), check("at once", "now"))
    found = list(expect(checks, context(answering(up=lambda count: "0", now=lambda count: "1"))))
    assert list(judged(found)) == ["at once", "fast", "slow"]


@pytest.mark.parametrize(
    ("reason", "ends_early"),
    [
        pytest.param(reasons.WRONG_VALUE, True, id="for its reason"),
        pytest.param(None, True, id="it may fail for any"),
        pytest.param(reasons.NO_SERIES, False, id="for another reason"),
    ],
)
def test_failing_as_planned_is_enough_before_the_deadline(reason: Reason | None, ends_early: bool) -> None:
    missing = replace(check("missing", within=30.0 if ends_early else 1.0), miss=EarlyFailure(0.2, reason))
    (verdict,) = judged(list(expect((missing,), context(answering(up=lambda count: "0"))))).values()
    assert verdict.judgement.reason is reasons.WRONG_VALUE
    assert verdict.elapsed_ms < 10_000 if ends_early else verdict.elapsed_ms >= 900


def test_more_than_can_be_asked_at_once_are_all_judged() -> None:
    checks = tuple(check(f"check {number}", within=0.2) for number in range(MOST_AT_ONCE + 3))
    verdicts = judged(list(expect(checks, context(answering(up=lambda count: "0")))))
    assert len(verdicts) == MOST_AT_ONCE + 3
    assert all(verdict.attempts >= 1 for verdict in verdicts.values())


def test_what_is_missing_is_told_while_it_is_awaited_and_only_when_it_changed() -> None:
    checks = (check("slow", within=1.2), check("at once", "now"))
    backends = answering(up=lambda count: "0" if count <= 2 else "0.5", now=lambda count: "1")
    found = list(expect(checks, context(backends)))
    assert awaited(found) == [{"slow": "by -1"}, {"slow": "by -0.5"}]


def test_what_was_not_yet_answered_is_not_asked_yet() -> None:
    answered = threading.Event()

    def late(count: int) -> str:
        answered.wait(10)
        return "1"

    telling = expect((check("late", within=5.0),), context(answering(up=late)))
    assert next(telling) == {"late": "not asked yet"}
    answered.set()
    assert judged(list(telling))["late"].status is Status.PASSED


def test_whoever_stops_listening_does_not_wait_for_the_deadlines() -> None:
    telling = expect((check("awaited", within=30.0),), context(answering(up=lambda count: "0")))
    assert next(telling) == {"awaited": "by -1"}
    began = time.monotonic()
    telling.close()  # type: ignore[attr-defined]
    assert time.monotonic() - began < 3


def test_a_fault_in_judging_one_does_not_stop_the_others() -> None:
    def broken(count: int) -> str:
        raise ValueError("a fault of lab's own")

    checks = (check("broken", "broken"), check("fine", "now"))
    found = list(expect(checks, context(answering(broken=broken, now=lambda count: "1"))))
    verdicts = judged(found)
    assert verdicts["fine"].status is Status.PASSED
    assert verdicts["broken"].judgement == Judgement(
        status=Status.UNDECIDED,
        reason=reasons.NOT_OBSERVED,
        expected="broken",
        actual="lab could not judge this: ValueError: a fault of lab's own",
    )


def test_a_container_that_ends_ends_what_is_awaited_but_not_what_is_decided() -> None:
    died = threading.Event()

    def dying(count: int) -> str:
        if count == 2:
            died.set()
        return "0"

    checks = (check("pending", within=30.0), check("at once", "now", within=30.0))
    began = time.monotonic()
    backends = answering(up=dying, now=lambda count: "1")
    verdicts = judged(list(expect(checks, context(backends, lambda: DIED if died.is_set() else None))))
    assert time.monotonic() - began < 3
    assert verdicts["at once"].status is Status.PASSED
    assert verdicts["pending"].judgement == Judgement(
        status=Status.FAILED,
        reason=reasons.CONTAINER_EXITED,
        expected="every series == 1",
        actual="api exited with 137 (SIGKILL); before that: up = 0",
        difference="by -1",
        hint="see the last lines of its log: two / three / four",
    )


ENDED = {
    "passed": (PASSED, PASSED),
    "final": (FINAL, FINAL),
    "still awaited": (
        FAILED,
        Judgement(
            status=Status.FAILED,
            reason=reasons.CONTAINER_EXITED,
            expected="1",
            actual="api exited with 137 (SIGKILL); before that: 0",
            hint="see the last lines of its log: two / three / four",
        ),
    ),
    "no answer": (
        UNDECIDED,
        Judgement(
            status=Status.FAILED,
            reason=reasons.CONTAINER_EXITED,
            expected="1",
            actual="api exited with 137 (SIGKILL); before that: no answer",
            hint="see the last lines of its log: two / three / four",
        ),
    ),
}


@pytest.mark.parametrize(("before", "after"), ENDED.values(), ids=ENDED)
def test_what_a_container_that_ended_makes_of_a_judgement(before: Judgement, after: Judgement) -> None:
    polled = PollResult(Attempt(before, ()), 2, 600)
    assert verdict_of(check("it"), polled, context(answering(), lambda: DIED)).judgement == after
    assert verdict_of(check("it"), polled, context(answering(), lambda: None)).judgement == before


def test_throughout_an_action_is_watched_until_it_ends() -> None:
    backends = answering(up=lambda count: "1")
    with expecting_throughout((check("it stays up"),), context(backends)) as verdicts:
        backends.wait_until_asked("up", 3)
    (verdict,) = verdicts
    assert verdict.status is Status.PASSED
    assert verdict.attempts == backends.asked["up"] >= 3


def test_throughout_keeps_the_first_miss_though_it_is_over() -> None:
    backends = answering(up=lambda count: "0" if count == 2 else "1", now=lambda count: "1")
    with expecting_throughout((check("it stays up"), check("that too", "now")), context(backends)) as verdicts:
        backends.wait_until_asked("up", 2)
    first, second = verdicts
    assert (first.status, first.attempts, backends.asked["up"]) == (Status.FAILED, 2, 2)
    assert second.status is Status.PASSED


def test_nothing_to_watch_throughout() -> None:
    with expecting_throughout((), context(answering())) as verdicts:
        pass
    assert verdicts == []


def test_what_was_never_asked_says_why() -> None:
    verdict = undecided(check("a trace arrives"), "shopping", Status.NOT_APPLICABLE, reasons.LEFT_OUT, "no tempo here")
    assert verdict == Verdict(
        step="shopping",
        name="a trace arrives",
        kind="series",
        where=WHERE,
        judgement=Judgement(
            status=Status.NOT_APPLICABLE, reason=reasons.LEFT_OUT, expected="a trace arrives", actual="no tempo here"
        ),
        attempts=0,
        elapsed_ms=0,
    )


@dataclass(frozen=True, slots=True)
class ManyQueries(ValueCheck):
    """A check with fifteen queries, as of a dashboard."""

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        return tuple(InstantQuery(query=f"up + {number}") for number in range(15))


def of_a_dashboard(within: float) -> CheckPlan:
    return replace(check("panels", within=within), spec=ManyQueries("up", parse_condition("== 1"), None, None))


def at(url: str) -> Backends:
    return Backends(lambda role: url, time.time, lambda service, port: None)


def test_a_backend_that_never_answers_is_not_asked_beyond_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lab.run.expecting.ATTEMPT_S", 0.5)
    monkeypatch.setattr("lab.run.polling.ATTEMPT_S", 0.5)
    monkeypatch.setattr("lab.backends.http.TIMEOUT_S", 0.4)
    with SmallBackend(Reply(200, "{}"), hold=threading.Event()) as backend:
        began = time.monotonic()
        (verdict,) = judged(list(expect((of_a_dashboard(1.0),), context(at(backend.url))))).values()
        took = time.monotonic() - began
    assert (verdict.status, verdict.judgement.reason) == (Status.UNDECIDED, reasons.NOT_OBSERVED)
    assert 1.0 <= took < 5  # each attempt would take six seconds
    assert len(backend.asked) == 4
    assert verdict.evidence[-1].error == "not asked: timed out"


def test_closing_ends_requests_at_once() -> None:
    with SmallBackend(Reply(200, "{}"), hold=threading.Event()) as backend:
        results = expect((of_a_dashboard(60.0),), context(at(backend.url)))
        next(results)
        began = time.monotonic()
        results.close()  # type: ignore[attr-defined]
        took = time.monotonic() - began
    assert took < 5


def _interrupt_once_asked(backend: SmallBackend) -> None:
    while not backend.asked:
        time.sleep(0.01)
    raise KeyboardInterrupt


def test_an_exception_ends_what_is_asked_throughout() -> None:
    with SmallBackend(Reply(200, "{}"), hold=threading.Event()) as backend:
        began = time.monotonic()
        with pytest.raises(KeyboardInterrupt), expecting_throughout((of_a_dashboard(60.0),), context(at(backend.url))):
            _interrupt_once_asked(backend)
        took = time.monotonic() - began
    assert took < 5


def test_evidence_is_cut_after_it_was_judged() -> None:
    series = [{"metric": {"i": str(number)}, "value": [0.0, "1"]} for number in range(20_000)]
    text = json.dumps({"status": "success", "data": {"resultType": "vector", "result": series}})
    with SmallBackend(Reply(200, text)) as backend:
        (verdict,) = judged(list(expect((check("many"),), context(at(backend.url))))).values()
    assert verdict.status is Status.PASSED
    (evidence,) = verdict.evidence
    assert 0 < len(evidence.answer["result"]) < 20_000
    assert evidence.cut.startswith("left out of this answer: ")
