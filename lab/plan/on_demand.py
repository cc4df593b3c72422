"""Services that do not start with the lab: load generators, network faults and network taps.

Steps start the first two, comparisons the taps. All of them exit by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from lab.errors import Place, UsageError
from lab.language.strict_yaml import Document, Path
from lab.language.suggestions import did_you_mean
from lab.plan.action_planner import NETFAULTS
from lab.plan.actions import LoadPlan
from lab.plan.digest import with_digest
from lab.plan.files import FileTexts
from lab.plan.loads import loads_file
from lab.plan.model import LabPlan, PlacedFile, ServicePlan
from lab.plan.naming import LOAD_PROFILE, load_service, netfault_service, tap_service
from lab.plan.services import UserOverrides, service_plan
from lab.scenario.component_use import ComponentUse
from lab.scenario.model import Scenario
from lab.stack.folders import Folders
from lab.stack.model import ComponentSource

GENERATOR = "k6"
NETFAULT = "netfault"
TAP = "tap"
LISTENING_S = 2.2  # long enough for a complete scrape or export, one second apart


@dataclass(frozen=True, slots=True)
class OnDemandPlanner:
    """`images`: service or component -> image, from the command line."""

    scenario: Scenario
    document: Document
    folders: Folders
    images: Mapping[str, str]
    texts: FileTexts
    services: frozenset[str] = frozenset()  # those of a Compose project, besides the scenario's components

    def load_services(self, loads: Mapping[str, LoadPlan]) -> tuple[ServicePlan, ...]:
        """One for each load, which can be started by its name."""
        generator = self._component(GENERATOR, ("steps",), "loads") if loads else None
        if generator is None:
            return ()
        text = loads_file(tuple(loads.values()))
        file = PlacedFile("load/loads.json", generator.component.files["loads"].to, text, "the scenario's loads")
        services = []
        for load in loads.values():
            use = ComponentUse(env={"LOAD": load.name})
            service = self._service(load_service(load.name), use, generator, ("steps",))
            services.append(replace(service, files=(replace(service.files[0], path="load/load.js"), file)))
        return tuple(services)

    def netfault_services(self) -> tuple[ServicePlan, ...]:
        """One for each service and network fault that a step injects or ends."""
        services: dict[str, ServicePlan] = {}
        for index, step in enumerate(self.scenario.steps):
            fault = step.load.meanwhile if step.load else step.fault
            verb, target = fault.chosen()[0] if fault else ("", "")
            if verb not in NETFAULTS or target not in self.scenario.components.keys() | self.services:
                continue
            netfault = self._component(NETFAULT, ("steps", index), f"the fault {verb!r}")
            if netfault is None:
                return ()
            name = netfault_service(verb, target)
            service = self._service(name, ComponentUse(), netfault, ("steps", index))
            service = replace(service, compose={**service.compose, "command": [verb]})
            services[name] = _in_network_of(target, service)
        return tuple(services.values())

    def _component(self, name: str, path: Path, purpose: str) -> ComponentSource | None:
        component = self.folders.component(name)
        if component is None:
            message = f"there is no component {name!r} in stacks, which is needed for {purpose}"
            self.texts.problems.wrong(self.document.place(path), message)
        return component

    def _service(self, name: str, use: ComponentUse, component: ComponentSource, path: Path) -> ServicePlan:
        def place(*below: str | int) -> Place:
            return self.document.place((*path, *below))

        overrides = UserOverrides({}, self.images, self.folders.allowed_host_access)
        return _on_demand(service_plan(name, use, component, self.texts, place, overrides, self.folders.base))


def with_taps(
    plan: LabPlan,
    services: Iterable[str],
    folders: Folders,
    images: Mapping[str, str] | None = None,
    seconds: float = LISTENING_S,
) -> LabPlan:
    """The plan with a tap for each of these services, which records the traffic of its network for `seconds`.

    Raises `UsageError` for a service that has no network namespace of its own.
    """
    component = folders.component(TAP)
    if component is None:
        raise UsageError(f"there is no component {TAP!r}", remedy="put it into stacks/tap")
    names = {service.name for service in plan.services}
    tappable = {s.name for s in plan.services if "network_mode" not in s.compose and not s.on_demand}
    use = ComponentUse(env={"SECONDS": f"{seconds:g}"})
    taps = []
    for target in dict.fromkeys(services):
        name = tap_service(target)
        if target not in tappable:
            raise UsageError(f"there is no service {target!r} to listen to{did_you_mean(target, tappable)}")
        if name in names:
            raise UsageError(f"a service is already called {name!r}", remedy="rename that service")
        texts, overrides = (
            FileTexts(lambda _: None, str, None, ()),
            UserOverrides({}, images or {}, folders.allowed_host_access),
        )
        tap = service_plan(name, use, component, texts, _no_place, overrides, folders.base)
        texts.problems.raise_if_any()
        taps.append(_on_demand(_in_network_of(target, tap)))
    return with_digest(replace(plan, services=(*plan.services, *taps)))


def _no_place(*_: str | int) -> Place:
    return Place(TAP, 0, 0)


def _in_network_of(target: str, service: ServicePlan) -> ServicePlan:
    return replace(service, compose={**service.compose, "network_mode": f"service:{target}"})


def _on_demand(service: ServicePlan) -> ServicePlan:
    return replace(service, compose={**service.compose, "profiles": [LOAD_PROFILE]}, on_demand=True)
