"""Takes every decision a lab needs before anything starts, or says everything that stands in the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from pydantic import ValidationError

from lab.errors import Place, Problem, Problems
from lab.expectations.plan_context import PlanContext
from lab.expectations.plan_references import AlertRule
from lab.language.dialect import Dialect
from lab.language.patch.data import value_at
from lab.language.strict_yaml import Document, Path
from lab.language.suggestions import did_you_mean
from lab.language.yaml_format import written
from lab.plan.action_planner import ActionPlanner
from lab.plan.actions import LoadPlan, Scaled
from lab.plan.changes import RenderedFiles
from lab.plan.consistency import check_wishes, name_problems, role_problems
from lab.plan.digest import plan_digest
from lab.plan.files import FileTexts, PlacedPatch, rules_of
from lab.plan.grafana_variables import built_in_variables
from lab.plan.loads import load_plan
from lab.plan.model import LabPlan, MutantPlan, ServicePlan
from lab.plan.naming import load_service
from lab.plan.on_demand import OnDemand
from lab.plan.requests import Request as Request
from lab.plan.requests import mutant_of, patches_of, with_mutant_deadlines
from lab.plan.services import UserOverrides, inline_component, rendered_path, service_plan
from lab.plan.steps import step_plans
from lab.scenario.model import ComponentUse, Mutant, Scenario
from lab.scenario.reading import load, with_patches
from lab.stack.folders import Folders, ScenarioSource
from lab.stack.model import FoundComponent

AS_WRITTEN = Request()


def plan(source: ScenarioSource, folders: Folders, request: Request = AS_WRITTEN) -> LabPlan:
    """Raises `Problems` with everything that is wrong, in this scenario and in the files it names."""
    written, document = load(source.text, source.shown)
    mutant = mutant_of(written, request, document)
    return planned(source, folders, request, document, written, patches_of(written, request, mutant, document), mutant)


def planned(
    source: ScenarioSource,
    folders: Folders,
    request: Request,
    document: Document,
    written: Scenario,
    patches: tuple[PlacedPatch, ...],
    mutant: Mutant | None = None,
) -> LabPlan:
    """The plan of what `document` says, which `written` is the model of, after these patches. Raises `Problems`."""
    inside = tuple((placed.patch, placed.place) for placed in patches if placed.patch.in_ is None)
    problems: tuple[Problem, ...] = ()
    scenario = written
    try:
        scenario = with_patches(document, inside) if inside else written
    except Problems as found:
        problems = found.problems  # what else is wrong is said in the same go
    return _Planner(source, folders, request, document, scenario, patches, mutant, list(problems)).plan()


@dataclass(slots=True)
class _Planner:
    source: ScenarioSource
    folders: Folders
    request: Request
    document: Document
    scenario: Scenario
    patches: tuple[PlacedPatch, ...]
    mutant: Mutant | None
    problems: list[Problem] = field(default_factory=list)

    def plan(self) -> LabPlan:
        dialect = self.dialect()
        texts = FileTexts(self.source.read, self.source.shown_file, dialect, self.patches)
        services = self.services(texts)
        loads = self.loads(services)
        lasting = services
        on_demand = OnDemand(self.scenario, self.document, self.folders, self.request.images, texts, self.problems)
        services = (*services, *on_demand.generators(loads), *on_demand.silencers())
        built_in = built_in_variables(services, self.problems)
        ctx = PlanContext(dialect, self.alerts(services), texts, None, built_in, self.problems)
        ctx.alerts_unknown = texts.missing()
        ctx.dialect_unknown = dialect is None and self.scenario.dialect is not None
        ctx.ports = {s.name: {port.name: port.container for port in s.ports} for s in lasting}
        actions = ActionPlanner(self.document, loads, lasting, RenderedFiles(lasting, texts), ctx)
        steps = step_plans(self.scenario, self.document, actions, ctx)
        self.problems += name_problems(self.scenario, self.document, self.own_mutants())
        if len(services) >= len(self.scenario.components):  # else the missing one may play the role
            self.problems += role_problems(services, steps)
        check_wishes(self.request, services)
        self.problems += texts.problems + texts.unused_patches()
        if self.problems:
            raise Problems(tuple(self.problems))
        if self.mutant is not None:
            steps = tuple(with_mutant_deadlines(step, self.mutant) for step in steps)
        made = LabPlan(
            scenario=self.source.name,
            title=self.scenario.title,
            why=self.scenario.why,
            services=services,
            steps=steps,
            scaled=(*self.scaled_here(), *texts.scaled),
            digest="",
            mutant=self.mutant_plan(),
            variant=dict(self.request.variant),
        )
        return replace(made, digest=plan_digest(made))

    def dialect(self) -> Dialect | None:
        name = self.scenario.dialect
        if name is None:
            return None
        found = self.folders.dialect(name)
        if found is None:
            hint = did_you_mean(name, self.folders.dialect_names())
            self.wrong(("dialect",), f"there is no dialect {name!r} in scenarios/dialects{hint}")
        return found

    def wrong(self, path: tuple[str | int, ...], message: str) -> None:
        self.problems.append(Problem(self.document.place(path), message))

    def place_in(self, above: Path, *below: str | int) -> Place:
        return self.document.place((*above, *below))

    def component(self, name: str, use: ComponentUse) -> FoundComponent | None:
        given = [key for key in ("use", "image", "build") if getattr(use, key)]
        if len(given) > 1:
            self.wrong(("components", name), f"give one of {' and '.join(given)}, not both")
            return None
        if use.build and not self.source.has_folder(use.build):
            self.wrong(("components", name, "build"), f"there is no folder {use.build!r} beside the scenario")
            return None
        if use.image or use.build:
            try:
                return FoundComponent(name, str(self.source.folder), inline_component(use), {})
            except ValidationError as error:
                for details in error.errors():
                    said = details["msg"].removeprefix("Value error, ").replace("'reference'", "'image'")
                    self.wrong(("components", name, given[0]), said)
                return None
        wanted = use.use or name
        try:
            found = self.folders.component(wanted)
        except Problems as problems:
            self.problems.extend(problems.problems)
            return None
        if found is None:
            hint = did_you_mean(wanted, self.folders.component_names())
            self.wrong(("components", name), f"there is no component {wanted!r} in stacks or sample_apps{hint}")
        return found

    def services(self, texts: FileTexts) -> tuple[ServicePlan, ...]:
        planned = []
        overrides = UserOverrides(self.request.ports, self.request.images)
        for name, use in self.scenario.components.items():
            found = self.component(name, use)
            if found is not None:
                places = partial(self.place_in, ("components", name))
                planned.append(service_plan(name, use, found, texts, places, overrides, self.folders.base))
        return tuple(planned)

    def loads(self, services: tuple[ServicePlan, ...]) -> dict[str, LoadPlan]:
        """Every load of the steps by its name; loads that cannot be are among the problems."""
        by_name = {service.name: service for service in services}
        loads: dict[str, LoadPlan] = {}
        for index, step in enumerate(self.scenario.steps):
            if step.load is None:
                continue
            path = ("steps", index, "load")
            if load_service(step.load.name) in map(load_service, loads):
                self.wrong((*path, "name"), f"there is already a load {step.load.name!r}; name each by what it is for")
            elif load_service(step.load.name) in by_name:
                self.wrong((*path, "name"), f"a service is already called {load_service(step.load.name)!r}")
            service = by_name.get(step.load.to)
            if service is None or not service.ports:
                if step.load.to not in self.scenario.components:
                    hint = did_you_mean(step.load.to, self.scenario.components)
                    self.wrong((*path, "to"), f"there is no service {step.load.to!r}{hint}")
                elif service is not None:
                    self.wrong((*path, "to"), f"{step.load.to!r} has no port to send requests to")
                continue
            loads[step.load.name] = load_plan(step.load, service.ports[0].container)
        return loads

    def alerts(self, services: tuple[ServicePlan, ...]) -> dict[str, AlertRule]:
        """The alerting rules of every service that takes rule files."""
        alerts: dict[str, AlertRule] = {}
        for service in services:
            use = self.scenario.components.get(service.name)
            given = use.files.get("rules", ()) if use else ()
            names = (given,) if isinstance(given, str) else given
            for name in names:
                path = rendered_path(service.name, name)
                text = next((file.text for file in service.files if file.path == path), None)
                shown, logql = self.source.shown_file(name), "loki" in service.roles
                rules, wrong = rules_of(text, shown, logql=logql) if text is not None else ((), ())
                alerts.update({rule.name: rule for rule in rules})
                patched = any(placed.patch.in_ == name for placed in self.patches)
                note = " (after patches)" if patched else ""
                self.problems += (Problem(p.place, p.message + note) for p in wrong)
        return alerts

    def scaled_here(self) -> tuple[Scaled, ...]:
        """What scaling changes in the scenario itself, an export interval for instance."""
        rows = []
        for patch in self.scenario.scale:
            for path, value in patch.set.items() if patch.in_ is None else ():
                rows.append(Scaled("scenario.yaml", path, value_at(self.document.data, path), written(value)))
        return tuple(rows)

    def own_mutants(self) -> Mapping[str, Mutant]:
        if self.mutant is not None and self.request.mutant is not None:
            return {self.request.mutant: self.mutant}
        return {} if self.request.variant else self.scenario.mutants

    def mutant_plan(self) -> MutantPlan | None:
        if self.mutant is None or self.request.mutant is None:
            return None
        return MutantPlan(self.request.mutant, dict(self.mutant.fails), self.mutant.may_fail)
