"""From the action a step is written with to one that can be done: services with their ports, files with their texts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from lab.errors import Place
from lab.plan.actions import Action, CallPlan, DisturbPlan, ImportPlan, LoadPlan, SilencePlan, Verb
from lab.plan.changes import RenderedFiles
from lab.plan.files import PlacedPatch
from lab.plan.model import ServicePlan
from lab.plan.naming import silencer_service
from lab.plan.surroundings import Surroundings, service_port
from lab.scenario.actions import Call, Disturbance, Import, Silence
from lab.scenario.model import Step
from lab.scenario.strict_yaml import Document
from lab.scenario.suggest import did_you_mean

THROUGH_SILENCER = ("blackhole", "unblackhole")


@dataclass(frozen=True, slots=True)
class Doing:
    """What actions may refer to."""

    document: Document
    loads: Mapping[str, LoadPlan]
    services: Sequence[ServicePlan]  # without those on demand
    files: RenderedFiles
    around: Surroundings

    def action(self, step: Step, index: int) -> Action:
        """None when there is none, or it cannot be; why is then among the problems."""
        here = ("steps", index)
        if step.load is not None:
            return self.loads.get(step.load.name)
        if step.disturb is not None:
            return self._disturb(step.disturb, (*here, "disturb"))
        if step.call is not None:
            return self._call(step.call, (*here, "call"))
        if step.silence is not None:
            return self._silence(step.silence, (*here, "silence"))
        if step.import_ is not None:
            return self._import(step.import_, (*here, "import"))
        if step.change:
            placed = [PlacedPatch(p, self._place(*here, "change", n), False) for n, p in enumerate(step.change)]
            return self.files.change(placed, self.around.problems)
        return None

    def _place(self, *path: str | int) -> Place:
        return self.document.place(path)

    def _disturb(self, disturbance: Disturbance, path: tuple[str | int, ...]) -> DisturbPlan:
        verb, service = disturbance.chosen()[0]
        names = [each.name for each in self.services]
        if service not in names:
            self.around.wrong(
                self._place(*path, verb), f"there is no service {service!r}{did_you_mean(service, names)}"
            )
        through = silencer_service(verb, service) if verb in THROUGH_SILENCER else ""
        return DisturbPlan(cast("Verb", verb), service, through)

    def _call(self, call: Call, path: tuple[str | int, ...]) -> CallPlan | None:
        port = service_port(call.to, call.port, self._place(*path, "to"), self._place(*path, "port"), self.around)
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
        text = self.around.texts.text(wanted.dashboard, self._place(*path, "dashboard"))
        if service is None or text is None:
            return None
        try:
            dashboard = json.loads(text)
        except json.JSONDecodeError as error:
            shown = self.around.texts.shown(wanted.dashboard)
            self.around.wrong(Place(shown, error.lineno, error.colno), f"not JSON: {error.msg.lower()}")
            return None
        if not isinstance(dashboard, dict):
            shown = self.around.texts.shown(wanted.dashboard)
            self.around.wrong(Place(shown, 1, 1), "a dashboard must be a mapping; export it from Grafana as JSON")
            return None
        listed = dashboard.get("__inputs")
        inputs = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
        declared = [str(each.get("name")) for each in inputs]
        for name in wanted.inputs:
            if name not in declared:
                hint = did_you_mean(name, declared)
                self.around.wrong(self._place(*path, "inputs", name), f"the file has no input {name!r}{hint}")
        return ImportPlan(service.name, wanted.dashboard, text, wanted.inputs)

    def _player(self, role: str, path: tuple[str | int, ...]) -> ServicePlan | None:
        found = next((service for service in self.services if role in service.roles), None)
        if found is None:
            self.around.wrong(self._place(*path), f"this needs a service with the role {role!r}")
        return found
