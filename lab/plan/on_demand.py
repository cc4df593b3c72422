"""The services that steps start and that end by themselves: one per load, and one per way of falling silent.

Also those that listen on the wire, which no step starts: who compares architectures adds them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from lab.errors import Place, Problem, UsageError
from lab.language.strict_yaml import Document, Path
from lab.language.suggestions import did_you_mean
from lab.plan.action_planner import NETFAULTS
from lab.plan.actions import LoadPlan
from lab.plan.digest import plan_digest
from lab.plan.files import FileTexts
from lab.plan.loads import loads_file
from lab.plan.model import LabPlan, PlacedFile, ServicePlan
from lab.plan.naming import LOAD_PROFILE, load_service, netfault_service, tap_service
from lab.plan.services import UserOverrides, service_plan
from lab.scenario.model import ComponentUse, Scenario
from lab.stack.folders import Folders
from lab.stack.model import FoundComponent

GENERATOR = "k6"
NETFAULT = "netfault"
TAP = "tap"
LISTENING_S = 2.2  # two scrapes or exports of a second each, and one of them from its beginning


@dataclass(frozen=True, slots=True)
class OnDemand:
    scenario: Scenario
    document: Document
    folders: Folders
    images: Mapping[str, str]  # what the user named instead
    texts: FileTexts
    problems: list[Problem]

    def generators(self, loads: Mapping[str, LoadPlan]) -> tuple[ServicePlan, ...]:
        """One for each load, so that each can be started by its name, with lab or without."""
        if not loads:
            return ()
        found = self._component(GENERATOR, ("steps",), "to send the load with")
        if found is None:
            return ()
        made = []
        for load in loads.values():
            service = self._service(load_service(load.name), ComponentUse(env={"LOAD": load.name}), found, ("steps",))
            content = loads_file(tuple(loads.values()))
            file = PlacedFile("load/loads.json", found.component.files["loads"].to, content, "the scenario's loads")
            made.append(replace(service, files=(replace(service.files[0], path="load/load.js"), file)))
        return tuple(made)

    def netfaults(self) -> tuple[ServicePlan, ...]:
        """One for each service that falls silent, and one that lets it speak again."""
        made: dict[str, ServicePlan] = {}
        for index, step in enumerate(self.scenario.steps):
            verb, target = step.fault.chosen()[0] if step.fault else ("", "")
            if verb not in NETFAULTS or target not in self.scenario.components:
                continue
            found = self._component(NETFAULT, ("steps", index), "to do this with")
            if found is None:
                return ()
            name = netfault_service(verb, target)
            use = ComponentUse(service={"command": [verb]})
            service = self._service(name, use, found, ("steps", index))
            made[name] = replace(service, compose={**service.compose, "network_mode": f"service:{target}"})
        return tuple(made.values())

    def _component(self, name: str, path: Path, why: str) -> FoundComponent | None:
        found = self.folders.component(name)
        if found is None:
            self.problems.append(Problem(self.document.place(path), f"there is no component {name!r} {why}"))
        return found

    def _service(self, name: str, use: ComponentUse, found: FoundComponent, path: Path) -> ServicePlan:
        def place(*below: str | int) -> Place:
            return self.document.place((*path, *below))

        overrides = UserOverrides({}, self.images)
        return _by_hand(service_plan(name, use, found, self.texts, place, overrides, self.folders.base))


def with_taps(
    plan: LabPlan,
    services: Iterable[str],
    folders: Folders,
    images: Mapping[str, str] | None = None,
    seconds: float = LISTENING_S,
) -> LabPlan:
    """The plan with one more service for each of these, which listens so long in its network namespace when started.

    Raises `UsageError` for a service that has none of its own.
    """
    own = {each.name: each for each in plan.services if "network_mode" not in each.compose and not each.on_demand}
    found = folders.component(TAP)
    if found is None:
        raise UsageError(f"there is no component {TAP!r} to listen with", remedy="put it into stacks/tap")
    added = []
    for name in dict.fromkeys(services):
        if name not in own:
            raise UsageError(f"there is no service {name!r} to listen at{did_you_mean(name, own)}")
        if tap_service(name) in {each.name for each in plan.services}:
            raise UsageError(f"a service is called {tap_service(name)!r}", remedy="give it another name")
        use = ComponentUse(env={"SECONDS": f"{seconds:g}"})
        texts, overrides = FileTexts(lambda _: None, str, None, ()), UserOverrides({}, images or {})
        made = service_plan(tap_service(name), use, found, texts, _nowhere, overrides, folders.base)
        added.append(_by_hand(replace(made, compose={**made.compose, "network_mode": f"service:{name}"})))
    made_plan = replace(plan, services=(*plan.services, *added), digest="")
    return replace(made_plan, digest=plan_digest(made_plan))


def _nowhere(*_: str | int) -> Place:
    return Place(TAP, 0, 0)


def _by_hand(service: ServicePlan) -> ServicePlan:
    """Started by whoever wants it, not with the lab."""
    return replace(service, compose={**service.compose, "profiles": [LOAD_PROFILE]}, on_demand=True)
