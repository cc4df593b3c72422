"""The components of a scenario: from stacks and sample_apps, or from an image or a folder of the user."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import ValidationError

from lab.errors import Place, Problems, UsageError
from lab.language.problem_collector import ProblemCollector
from lab.language.strict_yaml import Document, Path
from lab.language.suggestions import did_you_mean, suggestion
from lab.plan.files import FileTexts
from lab.plan.kubernetes import Bundle, wired
from lab.plan.model import ServicePlan
from lab.plan.services import UserOverrides, inline_component, named_volumes, service_plan
from lab.scenario.component_use import ComponentUse
from lab.stack.folders import Folders, ScenarioSource
from lab.stack.model import ComponentSource, unpinned_reason


def service_plans(
    bundle: Bundle,
    document: Document,
    source: ScenarioSource,
    folders: Folders,
    texts: FileTexts,
    overrides: UserOverrides,
    of_compose_files: tuple[ServicePlan, ...] = (),
) -> tuple[ServicePlan, ...]:
    """The services that start with the lab, without those whose component has problems. `of_compose_files`: those of
    the Compose project that the scenario is based on."""
    services = [*of_compose_files]
    scenario = bundle.scenario
    for name, use in scenario.components.items():
        component = _component(name, use, document, source, folders, texts.problems)
        if component is None:
            texts.problems.mark_broken("component", name)
            continue

        for message in base_problems(component.component.image.bases, folders):
            texts.problems.wrong(document.place(("components", name, "bases" if use.bases else "use")), message)
            texts.problems.mark_broken("component", name)
        if texts.problems.is_broken("component", name):
            continue

        def place(*below: str | int, name: str = name) -> Place:
            return document.place(bundle.path(name, *below))

        services.append(service_plan(name, use, component, texts, place, overrides, folders.base, source.mountable))
    if not texts.problems.is_broken("component"):
        _check_references(services, bundle, document, texts.problems)
    return wired(tuple(services), scenario)


def _check_references(
    services: list[ServicePlan], bundle: Bundle, document: Document, problems: ProblemCollector
) -> None:
    """Services that are waited for, and volumes that are mounted, must exist in the lab."""
    names = [service.name for service in services]
    if cycle := _cycle(services):
        message = f"services that wait for each other never start: {' -> '.join(cycle)}"
        problems.wrong(document.place(("components", cycle[0], "service", "depends_on")), message)
    volumes = {name for service in services for name in service.volumes}
    for service in services:
        if service.of_compose_file:
            continue  # Compose has checked it
        given = bundle.scenario.components[service.name].service

        def place(*below: str | int, name: str = service.name, given: Mapping[str, object] = given) -> Place:
            path = ("components", name, *(("service", *below) if below[0] in given else ()))
            return document.place(path)

        for awaited in service.compose.get("depends_on", {}):
            if awaited not in names:
                fix = (
                    did_you_mean(awaited, names)
                    if "depends_on" in given
                    else f"; add '{awaited}: {{}}' to 'components'"
                )
                message = f"{service.name} waits for the service {awaited!r}, which this lab does not have{fix}"
                problems.wrong(place("depends_on", awaited), message)
        for volume in sorted(named_volumes(service.compose) - volumes):
            message = f"there is no volume {volume!r}; add 'volumes: {{{volume}: {{}}}}' beside 'service'"
            problems.wrong(place("volumes"), f"{message}{_nearest(volume, volumes)}")


def _cycle(services: list[ServicePlan]) -> tuple[str, ...]:
    """Services that wait for each other, in the order they do; empty when there are none."""
    waits = {service.name: tuple(service.compose.get("depends_on", ())) for service in services}
    finished: set[str] = set()
    for start in waits:
        path: list[str] = []
        waiting = [(start, iter(waits[start]))]
        while waiting:
            name, rest = waiting[-1]
            if len(path) < len(waiting):
                path.append(name)
            following = next((other for other in rest if other not in finished and other in waits), None)
            if following is None:
                finished.add(name)
                waiting.pop()
                path.pop()
            elif following in path:
                return (*path[path.index(following) :], following)
            else:
                waiting.append((following, iter(waits[following])))
    return ()


def _nearest(name: str, known: set[str]) -> str:
    nearest = suggestion(name, sorted(known)).nearest
    return f", or did you mean {nearest!r}?" if nearest else ""


def _component(
    name: str,
    use: ComponentUse,
    document: Document,
    source: ScenarioSource,
    folders: Folders,
    problems: ProblemCollector,
) -> ComponentSource | None:
    """None when there is none, which is reported."""
    path: Path = ("components", name)
    sources = [key for key in ("use", "image", "build") if getattr(use, key)]
    if len(sources) > 1:
        problems.wrong(document.place(path), f"give only one of {' and '.join(sources)}")
    elif use.build and (problem := source.context_problem(use.build)):
        problems.wrong(document.place((*path, "build")), problem)
    elif reason := unpinned_reason(use.image):
        problems.wrong(document.place((*path, "image")), f"'image' {reason}")
    elif use.image or use.build:
        try:
            return ComponentSource(name, str(source.folder), inline_component(use), {})
        except ValidationError as error:
            for details in error.errors():
                message = str((details.get("ctx") or {}).get("error", details["msg"]))
                problems.wrong(document.place((*path, sources[0])), message)
    else:
        return _component_on_disk(use.use or name, document.place(path), folders, problems)
    return None


def base_problems(bases: Mapping[str, str], folders: Folders, above: tuple[str, ...] = ()) -> Iterator[str]:
    """What is wrong with these base images and those that they are built on."""
    for name in bases.values():
        if name in above:
            yield f"the base image {name!r} in stacks/_bases is built on itself"
            continue
        try:
            base = folders.base(name)[1]
        except Problems as error:
            yield f"the base image {name!r}: {error.message}"
        except UsageError as error:
            yield error.message
        else:
            yield from base_problems(base.bases, folders, (*above, name))


def _component_on_disk(name: str, place: Place, folders: Folders, problems: ProblemCollector) -> ComponentSource | None:
    try:
        component = folders.component(name)
    except Problems as error:
        problems.extend(error.problems)
        return None
    if component is None:
        hint = did_you_mean(name, folders.component_names())
        problems.wrong(place, f"there is no component {name!r} in stacks or sample_apps{hint}")
    return component
