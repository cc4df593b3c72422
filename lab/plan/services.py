"""From a component and how a scenario uses it to the Compose service that will run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.errors import Place, Problem, Problems
from lab.language.suggestions import did_you_mean
from lab.plan.backfill import openmetrics_of
from lab.plan.files import TEMPLATE, FileTexts
from lab.plan.model import BaseWant, ImageWant, PlacedFile, PortPlan, ServicePlan
from lab.scenario.model import ComponentUse
from lab.stack.model import Base, Component, FileSlot, FoundComponent, ImageSource

FindBase = Callable[[str], tuple[Path, Base]]


@dataclass(frozen=True, slots=True)
class UserOverrides:
    """What the user asked for on the command line, by service or component name."""

    ports: Mapping[str, int]
    images: Mapping[str, str]


def inline_component(use: ComponentUse) -> Component:
    """A component made from the scenario's own words: an image or a folder of the user's."""
    source = _own_source(use)
    return Component(
        title=use.image or use.build or "", image=source, ports=use.ports, roles=use.roles, ready=use.ready
    )


def _own_source(use: ComponentUse) -> ImageSource:
    if use.image:
        return ImageSource(reference=use.image)
    return ImageSource(build=use.build, args=use.args, bases=use.bases)


def service_plan(
    name: str,
    use: ComponentUse,
    found: FoundComponent,
    texts: FileTexts,
    places: Callable[..., Place],
    overrides: UserOverrides,
    find_base: FindBase,
) -> ServicePlan:
    component = found.component
    ready = use.ready or component.ready
    compose = _compose(component, use)
    return ServicePlan(
        name=name,
        component=found.name,
        image=image_want(name, use, found, overrides, find_base),
        compose=compose,
        files=placed_files(name, use, found, texts, places),
        ports=tuple(
            PortPlan(
                port,
                number,
                overrides.ports.get(f"{name}.{port}") or (overrides.ports.get(name) if not index else None),
            )
            for index, (port, number) in enumerate(component.ports.items())
        ),
        roles=component.roles,
        ready=ready,
        links=component.links,
        memory=component.memory,
        optional=use.optional,
        volumes=_volumes({**component.volumes, **use.volumes}, compose),
        login=component.login,
    )


def _volumes(offered: Mapping[str, Mapping[str, Any]], compose: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Those of the named volumes that the service really mounts."""
    mounted = {str(mount).partition(":")[0] for mount in compose.get("volumes", ())}
    return {name: definition for name, definition in offered.items() if name in mounted}


def image_want(
    name: str, use: ComponentUse, found: FoundComponent, overrides: UserOverrides, find_base: FindBase
) -> ImageWant:
    source = found.component.image
    folder = source.recipe or source.build
    return ImageWant(
        component=found.name,
        reference=source.reference,
        context=str((Path(found.folder) / folder).resolve()) if folder else None,
        bases={argument: _base(base, find_base) for argument, base in source.bases.items()},
        args={**source.args, **use.args},
        override=overrides.images.get(name) or overrides.images.get(found.name),
    )


def _base(name: str, find_base: FindBase) -> BaseWant:
    folder, base = find_base(name)
    return BaseWant(
        name, str(folder), base.reference, {argument: _base(below, find_base) for argument, below in base.bases.items()}
    )


def _compose(component: Component, use: ComponentUse) -> dict[str, Any]:
    """The component's Compose service with the scenario's flags, environment and further keys laid over it."""
    given = [slot.compose for name, slot in component.files.items() if name in use.files]
    service: dict[str, Any] = {**component.service, **{key: value for keys in given for key, value in keys.items()}}
    service.update(use.service)
    if use.flags:
        service["command"] = [*service.get("command", ()), *(_literal(flag) for flag in use.flags)]
    env = {name: _literal(value) for name, value in use.env.items()}
    environment = {**component.service.get("environment", {}), **use.service.get("environment", {}), **env}
    if environment:
        service["environment"] = environment
    return service


def _literal(text: str) -> str:
    """Compose puts the host's variables in for `$NAME`; a lab is the same on every host."""
    return text.replace("$", "$$")


def placed_files(
    name: str, use: ComponentUse, found: FoundComponent, texts: FileTexts, places: Callable[..., Place]
) -> tuple[PlacedFile, ...]:
    placed: list[PlacedFile] = []
    for slot, offer in found.component.files.items():
        for index, file in enumerate(_given(use, slot)):
            place = places("files", slot, index)
            text = texts.text(file, place)
            if text is None:
                continue
            try:
                made = _placed(name, offer, file, text, texts.shown(file))
            except Problems as wrong:
                texts.problems.extend(wrong.problems)
                continue
            if offer.many and any(made.target == other.target for other in placed):
                texts.problems.append(Problem(place, f"there is already a file for {made.target}; rename one of them"))
            elif any(made.path == other.path and made.source != other.source for other in placed):
                texts.problems.append(Problem(place, f"another file would lie at {made.path} too; rename one of them"))
            placed.append(made)
        if slot not in use.files and slot in found.defaults:
            default = offer.default or ""
            placed.append(_placed(name, offer, default, found.defaults[slot], f"{found.folder}/{default}"))
    for slot in use.files:
        if slot not in found.component.files:
            hint = did_you_mean(slot, found.component.files)
            texts.problems.append(Problem(places("files", slot), f"{found.name!r} takes no file called {slot!r}{hint}"))
        elif len(_given(use, slot)) > 1 and not found.component.files[slot].many:
            texts.problems.append(
                Problem(places("files", slot), f"{found.name!r} takes one file as {slot!r}, not several")
            )
    return tuple(placed)


def _given(use: ComponentUse, slot: str) -> tuple[str, ...]:
    given = use.files.get(slot, ())
    return (given,) if isinstance(given, str) else given


def _placed(service: str, slot: FileSlot, file: str, text: str, source: str) -> PlacedFile:
    path = rendered_path(service, file)
    target = f"{slot.to.rstrip('/')}/{Path(path).name}" if slot.many else slot.to
    return PlacedFile(path, target, openmetrics_of(text, source) if slot.backfill else text, source)


def rendered_path(service: str, file: str) -> str:
    """Where a service's file lies in the rendered tree; one shared by scenarios (`../rules/node.yml`) is among them."""
    return f"{service}/{file.removesuffix(TEMPLATE).replace('../', '')}"
