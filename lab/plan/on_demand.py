"""The services that steps start and that end by themselves: one per load, and one per way of falling silent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lab.errors import Place, Problem
from lab.plan.actions import LoadPlan
from lab.plan.doing import THROUGH_SILENCER
from lab.plan.files import FileTexts
from lab.plan.loads import loads_file
from lab.plan.model import PlacedFile, ServicePlan
from lab.plan.naming import LOAD_PROFILE, load_service, silencer_service
from lab.plan.services import Wishes, service_plan
from lab.scenario.model import ComponentUse, Scenario
from lab.scenario.strict_yaml import Document, Path
from lab.stack.folders import Folders
from lab.stack.model import FoundComponent

GENERATOR = "k6"
SILENCER = "silencer"


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

    def silencers(self) -> tuple[ServicePlan, ...]:
        """One for each service that falls silent, and one that lets it speak again."""
        made: dict[str, ServicePlan] = {}
        for index, step in enumerate(self.scenario.steps):
            verb, target = step.disturb.chosen()[0] if step.disturb else ("", "")
            if verb not in THROUGH_SILENCER or target not in self.scenario.components:
                continue
            found = self._component(SILENCER, ("steps", index), "to do this with")
            if found is None:
                return ()
            name = silencer_service(verb, target)
            use = ComponentUse(service={"command": ["silence" if verb == "blackhole" else "restore"]})
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

        wishes = Wishes({}, self.images)
        service = service_plan(name, use, found, self.texts, place, wishes, self.folders.base)
        return replace(service, compose={**service.compose, "profiles": [LOAD_PROFILE]}, on_demand=True)
