"""Plans the action of a step: with the ports of services and the texts of files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from lab.dashboards.files import read_dashboard
from lab.errors import Place, Problems
from lab.expectations.plan_context import PlanContext, service_port
from lab.language.json_values import mappings
from lab.language.strict_yaml import Document, Path
from lab.language.suggestions import did_you_mean
from lab.plan.actions import Action, CallPlan, FaultPlan, ImportPlan, LoadPlan, SilencePlan, Verb
from lab.plan.changes import RenderedFiles, plan_change
from lab.plan.files import FileTexts, PlacedPatch
from lab.plan.kubernetes import ManifestPlanner
from lab.plan.model import ServicePlan
from lab.plan.naming import netfault_service
from lab.scenario.actions import Call, Fault, Import, Silence
from lab.scenario.load import Load
from lab.scenario.model import Step

NETFAULTS = ("blackhole", "unblackhole")  # faults that the engine cannot inject: an on-demand service does


@dataclass(frozen=True, slots=True)
class ActionPlanner:
    """The things that actions may refer to. `services` are those that start with the lab."""

    document: Document
    loads: Mapping[str, LoadPlan]
    services: tuple[ServicePlan, ...]
    texts: FileTexts
    ctx: PlanContext
    asked: tuple[str, ...] = ()  # the services that the scenario names where several have a role
    manifests: ManifestPlanner | None = None

    def plan(self, step: Step, index: int, files: RenderedFiles) -> tuple[Action, RenderedFiles]:
        """The action, and the rendered files after it. None for no action, or for one with problems."""
        path: Path = ("steps", index)
        if step.change:
            patches = [PlacedPatch(p, self._place(*path, "change", n), False) for n, p in enumerate(step.change)]
            return plan_change(patches, files, self.texts, self.ctx.problems)
        action: Action = None
        if step.load is not None:
            action = self._load(step.load, (*path, "load", "meanwhile"))
        elif step.fault is not None:
            action = self._fault(step.fault, (*path, "fault"))
        elif step.call is not None:
            action = self._call(step.call, (*path, "call"))
        elif step.silence is not None:
            action = self._silence(step.silence, (*path, "silence"))
        elif step.import_ is not None:
            action = self._import(step.import_, (*path, "import"))
        elif self.manifests is not None and step.apply:
            action = self.manifests.plan("apply", step.apply, (*path, "apply"), files)
        elif self.manifests is not None and step.delete:
            action = self.manifests.plan("delete", step.delete, (*path, "delete"), files)
        return action, files

    def _place(self, *path: str | int) -> Place:
        return self.document.place(path)

    def _load(self, load: Load, path: Path) -> LoadPlan | None:
        planned, fault = self.loads.get(load.name), load.meanwhile
        if planned is None or fault is None:
            return planned
        return replace(planned, fault=self._fault(fault, path), fault_after=fault.after)

    def _fault(self, fault: Fault, path: Path) -> FaultPlan:
        verb, service = fault.chosen()[0]
        names = [service.name for service in self.services]
        if service not in names:
            message = f"there is no service {service!r}{did_you_mean(service, names)}"
            self.ctx.wrong(self._place(*path, verb), message, unless_broken=("component", service))
        through = netfault_service(verb, service) if verb in NETFAULTS else ""
        return FaultPlan(cast("Verb", verb), service, through)

    def _call(self, call: Call, path: Path) -> CallPlan | None:
        port = service_port(call.to, call.port, self._place(*path, "to"), self._place(*path, "port"), self.ctx)
        if port is None:
            return None
        body = call.body if call.json_ is None else json.dumps(call.json_)
        content_type = "text/plain" if call.json_ is None else "application/json"
        return CallPlan(call.to, port, call.method, call.path, body, content_type, call.status, call.says)

    def _silence(self, silence: Silence, path: Path) -> SilencePlan | None:
        service = self._service_with_role("alertmanager", path)
        if service is None:
            return None
        return SilencePlan(service.name, silence.matchers, silence.for_, silence.comment)

    def _import(self, import_: Import, path: Path) -> ImportPlan | None:
        service = self._service_with_role("grafana", path)
        text = self.texts.text(import_.dashboard, self._place(*path, "dashboard"))
        if service is None or text is None:
            return None
        try:
            dashboard = read_dashboard(text, self.texts.display_path(import_.dashboard))
        except Problems as problems:
            self.ctx.problems.extend(problems.problems)
            return None
        declared = [str(entry.get("name")) for entry in mappings(dashboard.get("__inputs"))]
        for name in import_.inputs:
            if name not in declared:
                hint = did_you_mean(name, declared)
                self.ctx.wrong(self._place(*path, "inputs", name), f"the dashboard has no input {name!r}{hint}")
        return ImportPlan(service.name, import_.dashboard, text, import_.inputs)

    def _service_with_role(self, role: str, path: Path) -> ServicePlan | None:
        answering = {service.name: service for service in self.services if service.answers(role)}
        first = next((name for name in (*self.asked, *answering) if name in answering), "")
        service = answering.get(first)
        if service is None:
            message = f"no component provides the role {role!r}"
            self.ctx.wrong(self._place(*path), message, unless_broken=("component",))
        return service
