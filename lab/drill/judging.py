"""What was seen of each rule, as results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lab.drill.choosing import Choice
from lab.drill.receivers import Routing
from lab.drill.result import DrillResult, Outcome, RuleResult
from lab.drill.rules import DrillRule, RuleSet
from lab.drill.solving.cases import Cases
from lab.drill.wave import Seen
from lab.why.expression import Selector, parts

_TEMPLATE_ERROR = "<error expanding template:"


@dataclass(frozen=True, slots=True)
class Judge:
    """`seen` and `alone`: by rule number, with all others and without those that inhibit it. `reasons`: why a rule
    could not be fired."""

    rules: RuleSet
    routing: Routing
    cases: Mapping[int, Cases]
    choices: Sequence[Choice]
    seen: Mapping[int, Seen]
    alone: Mapping[int, Seen]
    reasons: Mapping[int, str]

    def result(self, seconds: float, phases: tuple[tuple[str, float], ...]) -> DrillResult:
        results = tuple(self._judged(choice) for choice in self.choices)
        return DrillResult(results, tuple(self._changed()), tuple(self._idle(results)), seconds, phases)

    def _judged(self, choice: Choice) -> RuleResult:
        rule = choice.rule
        notes = tuple(self._notes(choice))
        seen = self.seen.get(rule.number)
        if seen is None:
            return RuleResult(rule, Outcome.NOT_FIRED, self.reasons.get(rule.number, ""), notes=notes)
        if not seen.fired:
            reason = seen.error or "Prometheus found it true, and did not fire it within the wave"
            return RuleResult(rule, Outcome.NOT_FIRED, reason, pending=seen.pending, notes=notes)
        told = self.alone.get(rule.number, seen)
        routed = seen.routed(self.routing)
        delivered, over = self._receivers(told.hooks), self._receivers(told.over)
        outcome, reason = self._outcome(choice, seen, told, routed)
        if rule.number in self.alone and outcome is not Outcome.INHIBITED:
            notes = (*notes, f"inhibited while {self._inhibitors(seen)} fires; delivered without it")
        return RuleResult(rule, outcome, reason, seen.pending, True, told.resolved, routed, delivered, over, notes)

    def _outcome(self, choice: Choice, seen: Seen, told: Seen, routed: tuple[str, ...]) -> tuple[Outcome, str]:
        missing = self._receivers(told.awaited(self.routing, over=False) - told.hooks)
        if missing and told.inhibited_by:
            return Outcome.INHIBITED, f"inhibited by {self._inhibitors(told)}"
        if missing:
            return Outcome.NOT_DELIVERED, f"{', '.join(missing)} got nothing"
        if not any(self.routing.of(receiver) for receiver in routed):
            return Outcome.NOWHERE, f"{', '.join(routed)} has no integration"
        if not any(isinstance(part, Selector) for part in parts(choice.rule.parsed)):
            return Outcome.ALWAYS, ""
        if not told.resolved or seen.early:
            return Outcome.NOT_RESOLVED, "no values were found for which it is not true, not even without its series"
        untold = self._receivers(told.awaited(self.routing, over=True) - told.over)
        if untold:
            return Outcome.NOT_RESOLVED, f"{', '.join(untold)} was not told that it is over"
        return Outcome.DELIVERED, ""

    def _receivers(self, hooks: set[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.receiver for one in self.routing.integrations if one.hook in hooks))

    def _inhibitors(self, seen: Seen) -> str:
        names = dict.fromkeys(labels.get("alertname", "?") for labels in seen.inhibited_by)
        return " and ".join(list(names)[:3])

    def _notes(self, choice: Choice) -> list[str]:
        rule, notes = choice.rule, []
        seen = self.seen.get(rule.number)
        names = {part.name or "" for part in parts(rule.parsed) if isinstance(part, Selector)}
        if recorded := sorted(names & self.rules.recorded):
            notes.append(f"fed with {', '.join(recorded)} itself, which a recording rule makes")
        if choice.isolated is not None:
            case = self.cases[rule.number].candidates[choice.isolated.case]
            if case.firing and not case.quiet and seen is not None:
                notes.append("resolves when its series end: no other values were found")
        failing = sorted({t for t in seen.annotations if _TEMPLATE_ERROR in t}) if seen is not None else []
        if failing and any("query" in text for text in rule.annotations.values()):
            notes.append("an annotation asks a query of its own, whose series a drill does not feed")
        else:
            notes += [f"an annotation is {text[:200]}" for text in failing[:1]]
        if seen is not None and (same := self._same(rule, seen)):
            notes.append(f"sends the same labels as {', '.join(same)}: Alertmanager takes them for one alert")
        return notes

    def _same(self, rule: DrillRule, seen: Seen) -> list[str]:
        return [
            f"{other.isolated.rule.place.file}:{other.isolated.rule.place.line}"
            for number, other in self.seen.items()
            if number != rule.number and other.alerts & seen.alerts
        ]

    def _changed(self) -> list[str]:
        changed = [
            "each selector has one more matcher, lab_drill, so that rules see only their own series",
            "'for' is at most 2 s, groups are evaluated every second; without 'keep_firing_for' and 'query_offset'",
            "every receiver is the notification sink; group_wait is 1 s, group_interval 2 s",
        ]
        if self.routing.intervals:
            changed.append(f"time intervals are left out: {', '.join(self.routing.intervals)}")
        return changed

    def _idle(self, results: tuple[RuleResult, ...]) -> list[str]:
        routed = {receiver for result in results for receiver in result.routed}
        return [receiver for receiver in self.routing.receivers if receiver not in routed]
