"""Takes every decision a lab needs before anything starts, or says everything that stands in the way."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

from lab.errors import Place, Problem, Problems, UsageError
from lab.plan.checks import Surroundings
from lab.plan.files import AlertRule, FileTexts, PlacedPatch, rules_of
from lab.plan.loads import load_plan, loads_file
from lab.plan.model import LabPlan, LoadPlan, PlacedFile, ServicePlan, StepPlan, TwinPlan
from lab.plan.naming import LOAD_PROFILE, load_service
from lab.plan.services import Wishes, inline_component, service_plan
from lab.plan.steps import step_plans
from lab.scenario.model import ComponentUse, Dialect, Patch, Scenario, Twin
from lab.scenario.quantities import parse_duration, spell_duration
from lab.scenario.reading import load, with_patches
from lab.scenario.strict_yaml import Document, read
from lab.scenario.suggest import did_you_mean
from lab.stack.folders import Folders, ScenarioSource
from lab.stack.model import FoundComponent

GENERATOR = "k6"


@dataclass(frozen=True, slots=True)
class Request:
    """Which form of a scenario is wanted: a twin, a variant, changes from the command line, ports and images."""

    twin: str | None = None
    variant: Mapping[str, str] = field(default_factory=dict)
    sets: tuple[Patch, ...] = ()
    ports: Mapping[str, int] = field(default_factory=dict)
    images: Mapping[str, str] = field(default_factory=dict)


def plan(source: ScenarioSource, folders: Folders, request: Request = Request()) -> LabPlan:
    """Raises `Problems` with everything that is wrong, in this scenario and in the files it names."""
    written, document = load(source.text, source.shown)
    twin = _twin(written, request, document)
    patches = _patches(written, request, twin, document)
    scenario = written
    for placed in patches:
        if placed.patch.in_ is None:
            scenario = _patched(document, patches, placed.place)
            break
    return _Planner(source, folders, request, document, scenario, patches, twin).plan()


def _twin(scenario: Scenario, request: Request, document: Document) -> Twin | None:
    if request.twin is None:
        return None
    if request.twin not in scenario.twins:
        raise UsageError(f"{document.file} has no twin {request.twin!r}{did_you_mean(request.twin, scenario.twins)}")
    return scenario.twins[request.twin]


def _patches(scenario: Scenario, request: Request, twin: Twin | None, document: Document) -> tuple[PlacedPatch, ...]:
    """Scaling first, then the variant, the twin and the command line: each may change what came before."""
    found = [PlacedPatch(patch, document.place(("scale", index)), True) for index, patch in enumerate(scenario.scale)]
    for axis, value in request.variant.items():
        values = scenario.variants.get(axis)
        if values is None or value not in values:
            known = values if values is not None else scenario.variants
            word = value if values is not None else axis
            raise UsageError(f"{document.file} has no variant {axis}={value}{did_you_mean(word, known)}")
        for index, patch in enumerate(values[value]):
            found.append(PlacedPatch(patch, document.place(("variants", axis, value, index)), False))
    if twin is not None and request.twin is not None:
        for index, patch in enumerate(twin.patch):
            found.append(PlacedPatch(patch, document.place(("twins", request.twin, "patch", index)), False))
    found.extend(PlacedPatch(patch, Place("--set", 1, 1), False) for patch in request.sets)
    return tuple(found)


def _patched(document: Document, patches: tuple[PlacedPatch, ...], place: Place) -> Scenario:
    return with_patches(document, tuple(placed.patch for placed in patches), place)


@dataclass(slots=True)
class _Planner:
    source: ScenarioSource
    folders: Folders
    request: Request
    document: Document
    scenario: Scenario
    patches: tuple[PlacedPatch, ...]
    twin: Twin | None
    problems: list[Problem] = field(default_factory=list)

    def plan(self) -> LabPlan:
        dialect = self.dialect()
        texts = FileTexts(self.source.read, self.source.shown_file, dialect, self.patches)
        services = self.services(texts)
        loads = self.loads(services)
        services = (*services, *self.generators(loads, texts))
        around = Surroundings(dialect, self.alerts(services), texts, None, _built_in(services), self.problems)
        steps = step_plans(self.scenario, self.document, loads, {s.name for s in services}, around)
        self.check_names(steps)
        self.check_wishes(services)
        self.problems += texts.problems + texts.unused_patches()
        if self.problems:
            raise Problems(tuple(self.problems))
        if self.twin is not None and self.twin.within is not None:
            steps = tuple(_hurried(step, self.twin.within) for step in steps)
        made = LabPlan(
            scenario=self.source.name,
            title=self.scenario.title,
            why=self.scenario.why,
            services=services,
            steps=steps,
            scaled=tuple(texts.scaled),
            digest="",
            twin=self.twin_plan(),
            variant=dict(self.request.variant),
        )
        return replace(made, digest=_digest(made))

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

    def component(self, name: str, use: ComponentUse) -> FoundComponent | None:
        given = [key for key in ("use", "image", "build") if getattr(use, key)]
        if len(given) > 1:
            self.wrong(("components", name), f"give one of {' and '.join(given)}, not both")
            return None
        if use.image or use.build:
            try:
                return FoundComponent(name, str(self.source.folder), inline_component(use), {})
            except ValueError as error:
                self.wrong(("components", name), str(error).splitlines()[-1].strip())
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
        wishes = Wishes(self.request.ports, self.request.images)
        for name, use in self.scenario.components.items():
            found = self.component(name, use)
            if found is not None:
                place = self.document.place(("components", name))
                planned.append(service_plan(name, use, found, texts, place, wishes, self.folders.base))
        return tuple(planned)

    def loads(self, services: tuple[ServicePlan, ...]) -> dict[str, LoadPlan]:
        """Every load of the steps by its name; loads that cannot be are among the problems."""
        by_name = {service.name: service for service in services}
        loads: dict[str, LoadPlan] = {}
        for index, step in enumerate(self.scenario.steps):
            if step.load is None:
                continue
            path = ("steps", index, "load")
            if step.load.name in loads:
                self.wrong((*path, "name"), f"there is already a load {step.load.name!r}")
            service = by_name.get(step.load.to)
            if service is None or not service.ports:
                if step.load.to not in self.scenario.components:
                    hint = did_you_mean(step.load.to, self.scenario.components)
                    self.wrong((*path, "to"), f"there is no service {step.load.to!r}{hint}")
                elif service is not None:
                    self.wrong((*path, "to"), f"{step.load.to!r} has no port to send requests to")
                continue
            try:
                loads[step.load.name] = load_plan(step.load, service.ports[0].container)
            except ValueError as error:
                self.wrong((*path, "mix"), str(error))
        return loads

    def generators(self, loads: Mapping[str, LoadPlan], texts: FileTexts) -> tuple[ServicePlan, ...]:
        """One on-demand service per load, so that each can be started by its name, with lab or without."""
        if not loads:
            return ()
        found = self.folders.component(GENERATOR)
        if found is None:
            self.wrong(("steps",), f"there is no component {GENERATOR!r} to send the load with")
            return ()
        wishes = Wishes({}, self.request.images)
        made = []
        for load_ in loads.values():
            name = load_service(load_.name)
            use = ComponentUse(env={"LOAD": load_.name}, service={"profiles": [LOAD_PROFILE]})
            service = service_plan(name, use, found, texts, Place(self.source.shown, 1, 1), wishes, self.folders.base)
            content = loads_file(tuple(loads.values()))
            target = found.component.files["loads"].to
            file = PlacedFile("load/loads.json", target, content, "the scenario's loads")
            shared = (replace(service.files[0], path="load/load.js"), file)
            made.append(replace(service, files=shared, on_demand=True))
        return tuple(made)

    def alerts(self, services: tuple[ServicePlan, ...]) -> dict[str, AlertRule]:
        """The alerting rules of every service that takes rule files."""
        alerts: dict[str, AlertRule] = {}
        for service in services:
            use = self.scenario.components.get(service.name)
            given = use.files.get("rules", ()) if use else ()
            names = (given,) if isinstance(given, str) else given
            for name in names:
                text = next((file.text for file in service.files if file.path == f"{service.name}/{name}"), None)
                rules, wrong = rules_of(text, self.source.shown_file(name)) if text is not None else ((), ())
                alerts.update({rule.name: rule for rule in rules})
                self.problems.extend(wrong)
        return alerts

    def check_names(self, steps: tuple[StepPlan, ...]) -> None:
        seen: dict[str, Place] = {}
        for step in steps:
            for check in step.checks():
                if check.name in seen:
                    first = f"there is already an expectation {check.name!r} ({seen[check.name]})"
                    message = f"{first}; names are how twins refer to them"
                    self.problems.append(Problem(check.place, message))
                seen[check.name] = check.place
        written = {
            name for step in self.scenario.steps for part in (step.wait, step.throughout, step.expect) for name in part
        }
        for twin_name, twin in self.scenario.twins.items():
            for kind, names in (("fails", tuple(twin.fails)), ("may_fail", twin.may_fail)):
                for index, name in enumerate(names):
                    if name not in written:
                        key: str | int = name if kind == "fails" else index
                        message = f"there is no expectation {name!r}{did_you_mean(name, written)}"
                        self.wrong(("twins", twin_name, kind, key), message)

    def check_wishes(self, services: tuple[ServicePlan, ...]) -> None:
        known = [service.name for service in services if not service.on_demand]
        for name in self.request.ports:
            service = next((s for s in services if s.name == name.partition(".")[0]), None)
            ports = [port.name for port in service.ports] if service else []
            if service is None or not ports or ("." in name and name.partition(".")[2] not in ports):
                raise UsageError(f"--port {name}: there is no such service or port{did_you_mean(name, known)}")
        components = [*known, *(service.component for service in services)]
        for name in self.request.images:
            if name not in components:
                raise UsageError(f"--image {name}: no such component in this scenario{did_you_mean(name, components)}")

    def twin_plan(self) -> TwinPlan | None:
        if self.twin is None or self.request.twin is None:
            return None
        return TwinPlan(self.request.twin, dict(self.twin.fails), self.twin.may_fail)


def _hurried(step: StepPlan, within: float) -> StepPlan:
    """A twin's misses cost the whole deadline each: its own, shorter one is used, but never below a check's window."""

    def capped(checks: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(replace(check, within=min(check.within, within)) for check in checks)  # type: ignore[type-var,attr-defined]

    return replace(step, wait=capped(step.wait), expect=capped(step.expect))  # type: ignore[arg-type]


def _built_in(services: tuple[ServicePlan, ...]) -> dict[str, str]:
    """The variables Grafana fills itself, as it would with this scrape interval: rate over at least four scrapes."""
    interval = 1.0
    for service in services:
        for file in service.files:
            if "prometheus" in service.roles and file.target.endswith("prometheus.yml"):
                data = read(file.text, file.source).data
                settings = data.get("global") if isinstance(data, dict) else None
                if isinstance(settings, dict) and "scrape_interval" in settings:
                    interval = parse_duration(settings["scrape_interval"])
    return {
        "__interval": spell_duration(interval),
        "__rate_interval": spell_duration(4 * interval),
        "__range": "1m",
        "__range_s": "60",
    }


def _digest(made: LabPlan) -> str:
    """What a run was asked to do, in twelve characters. Paths of this machine are no part of it."""
    content = asdict(made)
    for service in content["services"]:
        service["image"] = {key: service["image"][key] for key in ("component", "reference", "args", "override")}
        for file in service["files"]:
            del file["source"]
    return hashlib.sha256(json.dumps(content, default=str, sort_keys=True).encode()).hexdigest()[:12]
