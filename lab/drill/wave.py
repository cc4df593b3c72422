"""One wave of a drill: its rules are quiet, then true, then quiet again; what Prometheus, Alertmanager and the sink
show meanwhile is kept for each rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from lab.drill.isolation import GROUPED, LABEL, IsolatedRule
from lab.drill.receivers import Routing
from lab.language.times import parse_time
from lab.queries.alertmanager import AlertmanagerAlert
from lab.queries.notifications import Webhook

Labels: TypeAlias = frozenset[tuple[str, str]]

POLL_S = 0.5
_DEADLINE_S = 60.0
_STILL_S = 8.0  # without any change, a phase is over: what has not happened by then does not


class Stage(Protocol):
    """The running lab. `put`: makes Prometheus evaluate these rules as of a moment (unix seconds)."""

    def put(self, rules: Sequence[IsolatedRule], moment: float) -> float: ...
    def groups(self) -> Sequence[Mapping[str, Any]]: ...
    def alerts(self) -> Sequence[AlertmanagerAlert]: ...
    def notifications(self) -> Sequence[Webhook]: ...
    def now(self) -> float: ...
    def pause(self, seconds: float) -> None: ...


@dataclass(slots=True)
class Seen:
    """What was seen of one rule. `alerts`: labels of each of its alerts as they are sent. `hooks`: of the sink that
    were told that one fires, `over` that one is over. `inhibited_by`: labels of the alerts that hid it. `receivers`:
    those that Alertmanager names."""

    isolated: IsolatedRule
    early: bool = False
    pending: bool = False
    fired: bool = False
    resolved: bool = False
    error: str = ""
    alerts: set[Labels] = field(default_factory=set)
    hooks: set[str] = field(default_factory=set)
    over: set[str] = field(default_factory=set)
    inhibited_by: list[Mapping[str, str]] = field(default_factory=list)
    annotations: set[str] = field(default_factory=set)
    receivers: set[str] = field(default_factory=set)

    def routed(self, routing: Routing) -> tuple[str, ...]:
        """The receivers that the routes promise; those that Alertmanager names where only it can read the patterns."""
        if not routing.is_decidable:
            return tuple(sorted(self.receivers))
        routes = [route for labels in sorted(map(sorted, self.alerts)) for route in routing.root.taken_by(dict(labels))]
        return tuple(dict.fromkeys(route.receiver for route in routes))

    def hidden(self, routing: Routing) -> bool:
        """Whether somebody was not told because other alerts inhibit it."""
        return bool(self.inhibited_by) and not self.awaited(routing, over=False) <= self.hooks

    def awaited(self, routing: Routing, *, over: bool) -> set[str]:
        """The webhooks that should hear of it, or that it is over."""
        return {
            one.hook
            for receiver in self.routed(routing)
            for one in routing.of(receiver)
            if not over or (one.sends_resolved and one.hook in self.hooks)
        }


@dataclass(frozen=True, slots=True)
class Wave:
    """`external`: labels that Prometheus adds to every alert."""

    stage: Stage
    routing: Routing
    external: Mapping[str, str]
    firing: float
    quiet: float

    def run(self, rules: Sequence[IsolatedRule]) -> dict[int, Seen]:
        """Rule number -> what was seen."""
        seen = {one.rule.number: Seen(one) for one in rules}
        self._phase(rules, self.quiet, seen, self._all_quiet, _note_early)
        self._phase(rules, self.firing, seen, self._all_told)
        for one in seen.values():
            one.resolved = False
        self._phase(rules, self.quiet, seen, self._all_over)
        return seen

    def _phase(
        self,
        rules: Sequence[IsolatedRule],
        moment: float,
        seen: dict[int, Seen],
        done: Callable[[Iterable[Seen]], bool],
        at_end: Callable[[Iterable[Seen]], None] = lambda seen: None,
    ) -> None:
        since = self.stage.put(rules, moment)
        deadline, changed, last = since + _DEADLINE_S, since, ""
        while True:
            self._look(seen, since)
            now = self.stage.now()
            state = _state(seen.values())
            if state != last:
                changed, last = now, state
            if done(seen.values()) or now > deadline or now - changed > _STILL_S:
                at_end(seen.values())
                return
            self.stage.pause(POLL_S)

    def _look(self, seen: dict[int, Seen], since: float) -> None:
        by_labels: dict[Labels, list[Seen]] = {}
        in_order = list(seen.values())
        for group in self.stage.groups():
            first = int(group["name"]) * GROUPED
            for one, rule in zip(in_order[first : first + GROUPED], group["rules"], strict=False):
                self._note(one, rule, since)
        for one in seen.values():
            for labels in one.alerts:
                by_labels.setdefault(labels, []).append(one)
        for webhook in self.stage.notifications():
            for alert in webhook.body.alerts:
                for one in by_labels.get(frozenset(alert.labels.items()), ()):
                    told = one.over if alert.status == "resolved" else one.hooks
                    told.add(webhook.receiver or "")

    def _note(self, one: Seen, rule: Mapping[str, Any], since: float) -> None:
        state, alerts = rule.get("state"), rule.get("alerts") or ()
        one.pending |= state == "pending" or any(alert.get("state") == "pending" for alert in alerts)
        if state == "firing":
            one.fired = True
            one.alerts |= {self._sent_labels(alert["labels"]) for alert in alerts if alert.get("state") == "firing"}
            one.annotations |= {text for alert in alerts for text in alert.get("annotations", {}).values()}
        one.resolved = state == "inactive" and _evaluated_after(rule, since)
        one.error = str(rule.get("lastError") or "")

    def _sent_labels(self, labels: Mapping[str, str]) -> Labels:
        sent = {**self.external, **labels}
        sent.pop(LABEL, None)
        return frozenset((name, value) for name, value in sent.items() if value)

    def _all_quiet(self, seen: Iterable[Seen]) -> bool:
        return all(one.resolved for one in seen)

    def _all_told(self, seen: Iterable[Seen]) -> bool:
        """All but those that are inhibited."""
        seen = list(seen)
        self._note_inhibited(seen)
        return all(
            one.fired and one.routed(self.routing) and (self._is_delivered(one) or one.inhibited_by) for one in seen
        )

    def _is_delivered(self, one: Seen) -> bool:
        return one.awaited(self.routing, over=False) <= one.hooks

    def _all_over(self, seen: Iterable[Seen]) -> bool:
        return all(one.resolved and one.awaited(self.routing, over=True) <= one.over for one in seen)

    def _note_inhibited(self, seen: Iterable[Seen]) -> None:
        asks_receivers = not self.routing.is_decidable
        untold = [one for one in seen if one.fired and (asks_receivers or not self._is_delivered(one))]
        if not untold or not (self.routing.inhibits or asks_receivers):
            return
        alerts = self.stage.alerts()
        by_fingerprint = {alert.fingerprint: alert for alert in alerts}
        by_labels = {frozenset(alert.labels.items()): alert for alert in alerts}
        for one in untold:
            one.inhibited_by.clear()
            for labels in one.alerts:
                alert = by_labels.get(labels)
                one.receivers |= {receiver.name for receiver in alert.receivers} if alert else set()
                inhibitors = alert.status.inhibited_by if alert else ()
                one.inhibited_by += [by_fingerprint[mark].labels for mark in inhibitors if mark in by_fingerprint]


def _note_early(seen: Iterable[Seen]) -> None:
    for one in seen:
        one.early = not one.resolved


def _state(seen: Iterable[Seen]) -> str:
    return "".join(f"{one.pending:d}{one.fired:d}{one.resolved:d}{len(one.hooks)},{len(one.over)};" for one in seen)


def _evaluated_after(rule: Mapping[str, Any], since: float) -> bool:
    try:
        return parse_time(str(rule.get("lastEvaluation"))) > since
    except ValueError:
        return False
