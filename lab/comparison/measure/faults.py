"""One repetition of faults: how soon a side's own query notices each, and what is missing afterwards.

Single events go on all the time. What the application answered is the truth; what a query counts in the end is held
against it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from lab.comparison.config import Fault, Faults
from lab.comparison.measure.phases import part
from lab.comparison.measure.prom_queries import Asking
from lab.comparison.measure.results import Found
from lab.comparison.measure.side_setup import asking, not_begun
from lab.comparison.measure.single_events import Sending, beside, watch
from lab.comparison.sides.planning import SidePlan
from lab.comparison.stats.events import Counted, longest_gap
from lab.containers.compose_project import Verb
from lab.errors import LabError
from lab.plan.naming import link_network
from lab.record.event import Event
from lab.run.clock import Clock
from lab.run.lab import Lab

LOOK_S = 0.05
EVENTS_PER_S = 20.0
BEFORE_S = 2.0  # what has to be seen of the ordinary course of things before a fault
COMES_BACK_S = 20.0  # how long what comes back may take to be counted again
SETTLED = 3  # looks that say the same before a count is taken for the last word


@dataclass(slots=True)
class _Scene:
    """`base`: what was answered before the counter began at 0 for the last time."""

    side: SidePlan
    ask: Asking
    clock: Clock
    how: Faults
    found: Found
    sending: Sending
    counts: list[Counted] = field(default_factory=list)
    alarms: list[Counted] = field(default_factory=list)
    base: int = 0

    @property
    def answered(self) -> int:
        return len(self.sending.done) - self.base

    def count(self) -> float:
        return next((look.count for look in reversed(self.counts) if look.count is not None), 0.0)

    def wait_until(self, so: Callable[[], bool], seconds: float) -> bool:
        end = self.clock.now() + seconds
        while not so():
            if self.clock.now() > end or self.clock.stopped.is_set():
                return False
            self.clock.pause(LOOK_S)
        return True


def faults(side: SidePlan, lab: Lab, how: Faults, clock: Clock, on_event: Callable[[Event], None]) -> Found:
    """`lab` is a fresh one of this side. Never raises for what the lab does; that is a invalid_reason."""
    assert side.event is not None and side.load is not None
    found, ask = Found(), asking(side, lab)
    found.invalid_reason = not_begun(side, lab, clock)
    if found.invalid_reason:
        return found
    load = side.load
    sending = Sending(lambda: lab.address(load.service, load.port), f"{load.service}:{load.port}", side.event, clock)
    scene = _Scene(side, ask, clock, how, found, sending)
    every = ask.count_query()
    with (
        beside(watch(lambda: ask.value(every), LOOK_S, clock, scene.counts), "count"),
        beside(watch(lambda: ask.value(side.side.noticed), LOOK_S, clock, scene.alarms), "noticed"),
        beside(lambda over: _going_on(scene, over.is_set), "events"),
    ):
        for kind in how.kinds:
            if found.invalid_reason:
                break
            with part(kind, clock, on_event):
                _ordinary(scene, kind)
                if not found.invalid_reason:
                    _DONE[kind](scene)
    return found


def _going_on(scene: _Scene, over: Callable[[], bool]) -> None:
    while not over() and not scene.clock.stopped.is_set():
        scene.sending.several(1, EVENTS_PER_S)


def _ordinary(scene: _Scene, kind: Fault) -> None:
    """Before each fault everything is as it should be, or there is nothing to compare with."""
    began = len(scene.sending.done)
    grown = scene.wait_until(
        lambda: scene.count() > 0 and len(scene.sending.done) > began + BEFORE_S * EVENTS_PER_S * 0.5, COMES_BACK_S
    )
    quiet = scene.wait_until(lambda: bool(scene.alarms) and scene.alarms[-1].count is None, COMES_BACK_S)
    if not grown:
        scene.found.invalid_reason = f"before {kind!r} the count did not grow"
    elif not quiet:
        scene.found.invalid_reason = f"before {kind!r} the query for a dead application already returned something"


def _application_dies(scene: _Scene) -> None:
    lab, service = scene.ask.lab.running, _loaded(scene)
    state = _inject(scene, "kill", service)
    died = state or scene.clock.now()
    answered = sum(1 for at in scene.sending.done[scene.base :] if at <= died)
    _notice(scene, "dead.noticed", died)
    scene.found.add("dead.lost", max(0.0, answered - _most(scene, died)), "count")
    lab.inject("start", service)
    back = scene.clock.now()
    scene.base = len(scene.sending.done)
    # The counter begins at 0 again: until it is seen to, the old one's value may still be told.
    scene.wait_until(lambda: _first(scene, back, lambda count: 0 < count < answered) is not None, COMES_BACK_S)


def _network_is_cut(scene: _Scene) -> None:
    service = _loaded(scene)
    link = next(name for name, ends in scene.side.side.links.items() if service in ends)
    _inject(scene, "disconnect", service, link_network(link))
    cut = scene.clock.now()
    _notice(scene, "cut.noticed", cut)
    _inject(scene, "connect", service, link_network(link))
    _recovered(scene, "cut", cut, scene.clock.now())


def _backend_restarts(scene: _Scene) -> None:
    stores = scene.ask.stores
    assert stores is not None
    began = scene.clock.now()
    before = scene.count()
    _inject(scene, "restart", stores.name)
    back = scene.clock.now()
    scene.wait_until(lambda: _first(scene, back, lambda count: count > before) is not None, COMES_BACK_S)
    first = _first(scene, back, lambda count: count > before)
    if first is None:
        scene.found.invalid_reason = "after its restart the backend counted nothing new"
        return
    scene.found.add("restart.recovered", round(first - began, 3), "s", "clock")
    _recovered(scene, "restart", began, back)


_DONE: dict[Fault, Callable[[_Scene], None]] = {
    "application dies": _application_dies,
    "network is cut": _network_is_cut,
    "backend restarts": _backend_restarts,
}


def _notice(scene: _Scene, name: str, since: float) -> None:
    """What is never noticed is told by the time that was waited."""
    last = scene.how.last

    def noticed() -> float | None:
        return next((look.at for look in scene.alarms if look.at >= since and look.count is not None), None)

    scene.wait_until(lambda: noticed() is not None or scene.clock.now() - since > last, last + 1)
    at = noticed()
    scene.found.add(name, round(min(last, at - since) if at is not None else last, 3), "s", "clock")


def _recovered(scene: _Scene, word: str, began: float, back: float) -> None:
    """When what was answered is counted, or enough was waited: what is lost, and how long there were no samples."""
    answered = scene.answered
    scene.wait_until(lambda: scene.count() >= answered, COMES_BACK_S)
    scene.found.add(f"{word}.lost", max(0.0, answered - scene.count()), "count")
    samples = scene.ask.samples(round(scene.clock.now() - began + BEFORE_S) + 2)
    gap = longest_gap(samples, began, back)
    if gap == float("inf"):
        scene.found.invalid_reason = f"{word}: no sample came afterwards"
    else:
        scene.found.add(f"{word}.gap", round(gap, 3), "s")


def _first(scene: _Scene, since: float, fits: Callable[[float], bool]) -> float | None:
    """When a count of this kind was first seen after `since`."""
    looks = (look for look in scene.counts if look.at > since and look.count is not None)
    return next((look.at for look in looks if look.count is not None and fits(look.count)), None)


def _most(scene: _Scene, since: float) -> float:
    """The most that was counted of the application's last life: its series do not grow after its death."""
    return max((look.count for look in scene.counts if look.count is not None and look.at >= since - 1), default=0.0)


def _loaded(scene: _Scene) -> str:
    assert scene.side.load is not None
    return scene.side.load.service


def _inject(scene: _Scene, verb: Verb, service: str, network: str | None = None) -> float | None:
    """When the container ended, by the engine's clock; None when it did not."""
    try:
        return scene.ask.lab.running.inject(verb, service, network).finished_at
    except LabError as error:
        scene.found.invalid_reason = scene.found.invalid_reason or error.message
        return None
