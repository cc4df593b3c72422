"""The running lab of a drill, as waves and choosing see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lab.backends.observing import Backends
from lab.backends.service import Service
from lab.drill.isolation import IsolatedRule, rule_file
from lab.drill.stage import rules_path, sample_path
from lab.errors import LabError
from lab.plan.actions import ChangePlan
from lab.queries.alertmanager import AlertmanagerAlert, AlertmanagerAlerts
from lab.queries.answer import Answer
from lab.queries.notifications import Received, Webhook
from lab.queries.query import Query
from lab.run.actions import act
from lab.run.clock import Clock
from lab.run.lab import Lab
from lab.run.readiness import become_ready
from lab.run.starting import listen

_OVERLAP_S = 5.0
_RELOAD_S = 60.0


@dataclass(slots=True)
class RunningStage:
    """`received`: when the last notification that was read arrived (unix seconds)."""

    lab: Lab
    clock: Clock
    backends: Backends = field(init=False)
    received: float = field(init=False)

    def __post_init__(self) -> None:
        self.backends = self.lab.backends(self.clock)
        self.received = self.clock.now()

    def put(self, rules: Sequence[IsolatedRule], moment: float) -> float:
        """Returns when Prometheus had them."""
        offset = self.clock.now() - moment
        self._change(rules_path(self.lab.plan), rule_file(rules, offset))
        deadline = self.clock.now() + _RELOAD_S
        while isinstance(answer := self._prometheus().request("POST", "/-/reload"), Answer):
            # On a busy machine it takes longer than a request may; again it loads the same file.
            if self.clock.now() > deadline or self.clock.stopped.is_set():
                raise LabError("Prometheus did not load the drill's rules", evidence=answer.error)
        if answer.status != 200:
            raise LabError("Prometheus did not load the drill's rules", evidence=answer.text[:2000])
        return self.clock.now()

    def groups(self) -> Sequence[Mapping[str, Any]]:
        answer = self._prometheus().get("/api/v1/rules", {"type": "alert"})
        if answer.error:
            raise LabError(f"Prometheus does not list its rules: {answer.error}")
        groups: Sequence[Mapping[str, Any]] = answer.json["data"]["groups"]
        return groups

    def alerts(self) -> Sequence[AlertmanagerAlert]:
        return AlertmanagerAlerts.read(self._observed(AlertmanagerAlerts()))

    def notifications(self) -> Sequence[Webhook]:
        """Those that have arrived since the last call, and some before it: one that takes long to arrive has the time
        at which it began."""
        found = Received.read_webhooks(self._observed(Received(since=self.received - _OVERLAP_S)))
        self.received = max((webhook.at for webhook in found), default=self.received)
        return found

    def ask(self, query: str, start: float, end: float) -> Answer:
        """The results at both moments."""
        params = {"query": query, "start": f"{start:.3f}", "end": f"{end:.3f}", "step": f"{end - start:.3f}"}
        return self._prometheus().get("/api/v1/query_range", params)

    def add_samples(self, text: str) -> None:
        """Restarts Prometheus, which makes blocks of them at its start."""
        self._change(sample_path(self.lab.plan, 1), text)
        self.lab.compose_project.inject("restart", "prometheus")
        service = self.lab.plan.service("prometheus")
        listen(become_ready((service,), self.lab.running, self.clock), lambda event: None)

    def now(self) -> float:
        return self.clock.now()

    def pause(self, seconds: float) -> None:
        self.clock.pause(seconds)

    def _change(self, path: str, text: str) -> None:
        act(ChangePlan({path: text}, ()), self.lab, self.clock)

    def _prometheus(self) -> Service:
        return self.backends.role("prometheus")

    def _observed(self, query: Query) -> Any:
        observed = self.backends.observe(query)
        if observed.error:
            raise LabError(f"{query.describe(0.0).title} cannot be read: {observed.error}")
        return observed.answer
