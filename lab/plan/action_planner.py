"""From the action a step is written with to one that can be done: services with their ports, files with their texts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from lab.errors import Place
from lab.expectations.plan_context import PlanContext, service_port
from lab.language.strict_yaml import Document
from lab.language.suggestions import did_you_mean
from lab.plan.actions import Action, CallPlan, FaultPlan, ImportPlan, LoadPlan, SilencePlan, Verb
from lab.plan.changes import RenderedFiles
from lab.plan.files import PlacedPatch
from lab.plan.model import ServicePlan
from lab.plan.naming import netfault_service
from lab.scenario.actions import Call, Fault, Import, Silence
from lab.scenario.model import Step

NETFAULTS = ("blackhole", "unblackhole")


@dataclass(frozen=True, slots=True)
class ActionPlanner:
    """What actions may refer to."""

    document: Document
    loads: Mapping[str, LoadPlan]
    services: Sequence[ServicePlan]  # without those on demand
    files: RenderedFiles
    ctx: PlanContext

    def action(self, step: Step, index: int) -> Action:
        """None when there is none, or it cannot be; why is then among the problems."""
        here = ("steps", index)
        if step.load is not None:
            return self.loads.get(step.load.name)
        if step.fault is not None:
            return self._fault(step.fault, (*here, "fault"))
        if step.call is not None:
            return self._call(step.call, (*here, "call"))
        if step.silence is not None:
            return self._silence(step.silence, (*here, "silence"))
        if step.import_ is not None:
            return self._import(step.import_, (*here, "import"))
        if step.change:
            placed = [PlacedPatch(p, self._place(*here, "change", n), False) for n, p in enumerate(step.change)]
            return self.files.change(placed, self.ctx.problems)
        return None

    def _place(self, *path: str | int) -> Place:
        return self.document.place(path)

    def _fault(self, fault: Fault, path: tuple[str | int, ...]) -> FaultPlan:
        verb, service = fault.chosen()[0]
        names = [each.name for each in self.services]
        if service not in names:
            self.ctx.wrong(self._place(*path, verb), f"there is no service {service!r}{did_you_mean(service, names)}")
        through = netfault_service(verb, service) if verb in NETFAULTS else ""
        return FaultPlan(cast("Verb", verb), service, through)

    def _call(self, call: Call, path: tuple[str | int, ...]) -> CallPlan | None:
        port = service_port(call.to, call.port, self._place(*path, "to"), self._place(*path, "port"), self.ctx)
        if port is None:
            return None
        body = call.body if call.json_ is None else json.dumps(call.json_)
        kind = "text/plain" if call.json_ is None else "application/json"
        return CallPlan(call.to, port, call.method, call.path, body, kind, call.status, call.says)

    def _silence(self, silence: Silence, path: tuple[str | int, ...]) -> SilencePlan | None:
        service = self._player("alertmanager", path)
        if service is None:
            return None
        return SilencePlan(service.name, silence.matchers, silence.for_, silence.comment)

    def _import(self, wanted: Import, path: tuple[str | int, ...]) -> ImportPlan | None:
        service = self._player("grafana", path)
        text = self.ctx.texts.text(wanted.dashboard, self._place(*path, "dashboard"))
        if service is None or text is None:
            return None
        try:
            dashboard = json.loads(text)
        except json.JSONDecodeError as error:
            shown = self.ctx.texts.shown(wanted.dashboard)
            self.ctx.wrong(Place(shown, error.lineno, error.colno), f"not JSON: {error.msg.lower()}")
            return None
        if not isinstance(dashboard, dict):
            shown = self.ctx.texts.shown(wanted.dashboard)
            self.ctx.wrong(Place(shown, 1, 1), "a dashboard must be a mapping; export it from Grafana as JSON")
            return None
        listed = dashboard.get("__inputs")
        inputs = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
        declared = [str(each.get("name")) for each in inputs]
        for name in wanted.inputs:
            if name not in declared:
                hint = did_you_mean(name, declared)
                self.ctx.wrong(self._place(*path, "inputs", name), f"the file has no input {name!r}{hint}")
        return ImportPlan(service.name, wanted.dashboard, text, wanted.inputs)

    def _player(self, role: str, path: tuple[str | int, ...]) -> ServicePlan | None:
        found = next((service for service in self.services if role in service.roles), None)
        if found is None:
            self.ctx.wrong(self._place(*path), f"this needs a service with the role {role!r}")
        return found
