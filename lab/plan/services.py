"""Plans a service from a component and its use in a scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.errors import Place
from lab.plan.files import FileTexts
from lab.plan.model import BaseImageSpec, ImageSpec, PortPlan, ServicePlan
from lab.plan.service_files import service_files
from lab.scenario.model import ComponentUse
from lab.stack.model import Base, Component, ComponentSource, ImageSource

FindBase = Callable[[str], tuple[Path, Base]]


@dataclass(frozen=True, slots=True)
class UserOverrides:
    """Ports and images given on the command line, by service or component name."""

    ports: Mapping[str, int]
    images: Mapping[str, str]


def inline_component(use: ComponentUse) -> Component:
    """A component made from an image or a folder of the user."""
    if use.image:
        source = ImageSource(reference=use.image)
    else:
        source = ImageSource(build=use.build, args=use.args, bases=use.bases)
    title = use.image or use.build or ""
    return Component(title=title, image=source, ports=use.ports, roles=use.roles, ready=use.ready)


def service_plan(
    name: str,
    use: ComponentUse,
    source: ComponentSource,
    texts: FileTexts,
    place: Callable[..., Place],
    overrides: UserOverrides,
    find_base: FindBase,
) -> ServicePlan:
    """`place` gives the place of a key below the service in the scenario. Reports problems to `texts`."""
    component = source.component
    compose = _compose(component, use)
    return ServicePlan(
        name=name,
        component=source.name,
        image=image_want(name, use, source, overrides, find_base),
        compose=compose,
        files=service_files(name, use, source, texts, place),
        ports=_ports(name, component, overrides),
        roles=component.roles,
        ready=use.ready or component.ready,
        links=component.links,
        memory=component.memory,
        optional=use.optional,
        volumes=_volumes({**component.volumes, **use.volumes}, compose),
        login=component.login,
    )


def _ports(service: str, component: Component, overrides: UserOverrides) -> tuple[PortPlan, ...]:
    """`--port service=N` is for the first port, `--port service.port=N` for that one."""
    first = next(iter(component.ports), None)
    for_first = overrides.ports.get(service)
    return tuple(
        PortPlan(name, number, overrides.ports.get(f"{service}.{name}") or (for_first if name == first else None))
        for name, number in component.ports.items()
    )


def _volumes(offered: Mapping[str, Mapping[str, Any]], compose: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The named volumes that the service mounts."""
    mounted = {str(mount).partition(":")[0] for mount in compose.get("volumes", ())}
    return {name: definition for name, definition in offered.items() if name in mounted}


def image_want(
    name: str, use: ComponentUse, source: ComponentSource, overrides: UserOverrides, find_base: FindBase
) -> ImageSpec:
    image = source.component.image
    folder = image.recipe or image.build
    return ImageSpec(
        component=source.name,
        reference=image.reference,
        context=str((Path(source.folder) / folder).resolve()) if folder else None,
        bases={argument: _base(base, find_base) for argument, base in image.bases.items()},
        args={**image.args, **use.args},
        override=overrides.images.get(name) or overrides.images.get(source.name),
    )


def _base(name: str, find_base: FindBase) -> BaseImageSpec:
    folder, base = find_base(name)
    return BaseImageSpec(
        name, str(folder), base.reference, {argument: _base(below, find_base) for argument, below in base.bases.items()}
    )


def _compose(component: Component, use: ComponentUse) -> dict[str, Any]:
    """The component's Compose service, merged with the keys of its given files and those of the scenario."""
    service: dict[str, Any] = dict(component.service)
    for name, slot in component.files.items():
        if name in use.files:
            service.update(slot.compose)
    service.update(use.service)
    if use.flags:
        service["command"] = [*service.get("command", ()), *(_literal(flag) for flag in use.flags)]
    env = {name: _literal(value) for name, value in use.env.items()}
    environment = {**component.service.get("environment", {}), **use.service.get("environment", {}), **env}
    if environment:
        service["environment"] = environment
    return service


def _literal(text: str) -> str:
    """Escaped, because Compose would replace `$NAME` by a variable of the host."""
    return text.replace("$", "$$")
