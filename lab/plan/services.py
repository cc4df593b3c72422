"""Plans a service from a component and its use in a scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from lab.errors import Place, UsageError
from lab.language.compose.grants import grants
from lab.language.compose.mounts import mount
from lab.plan.built_lacks import lacks_of
from lab.plan.files import FileTexts
from lab.plan.limits import united, with_limits
from lab.plan.model import BaseImageSpec, GrantPlan, ImageSpec, PortPlan, ServicePlan
from lab.plan.mounts import Mountable, env_files, take_along
from lab.plan.service_files import further_flags, service_files
from lab.scenario.component_use import ComponentUse
from lab.stack.model import Base, Component, ComponentSource, ImageSource
from lab.stack.project_files import mountable

FindBase = Callable[[str], tuple[Path, Base]]


@dataclass(frozen=True, slots=True)
class UserOverrides:
    """Ports and images given on the command line, by service or component name. `host_access`: components of the
    user's own that may reach the host."""

    ports: Mapping[str, int]
    images: Mapping[str, str]
    host_access: frozenset[str] = frozenset()


def inline_component(use: ComponentUse) -> Component:
    """A component made from an image or a folder of the user."""
    if use.image:
        source = ImageSource(reference=use.image)
    else:
        source = ImageSource(build=use.build, args=use.args, bases=use.bases)
    title = use.image or use.build or ""
    return Component(title=title, image=source, ports=use.ports, roles=use.roles, ready=use.ready)


# A container that can reach the host does only what its component says.
_SETTLED_BY_HOST_ACCESS = ("command", "entrypoint", "healthcheck", "user", "volumes", "working_dir")


def service_plan(
    name: str,
    use: ComponentUse,
    source: ComponentSource,
    texts: FileTexts,
    place: Callable[..., Place],
    overrides: UserOverrides,
    find_base: FindBase,
    of_scenario: Mountable | None = None,
) -> ServicePlan:
    """`place` gives the place of a key below the service in the scenario; `of_scenario` finds what it mounts of the
    project. Reports problems to `texts`."""
    component = source.component
    files = service_files(name, use, source, texts, place)
    merged = _compose(component, use, tuple(further_flags(files, component)))
    granted = _grants(component, merged)
    _check_host_access(use, source, granted, texts, place, overrides)
    mounts_of = of_scenario if "volumes" in use.service and of_scenario else partial(mountable, Path(source.folder))

    def refuse(index: int, message: str) -> None:
        texts.problems.wrong(place("service", "volumes", index), message)

    if "volumes" in merged:
        merged["volumes"], copies = take_along(name, tuple(merged["volumes"]), mounts_of, refuse)
    else:
        copies = ()
    if "env_file" in merged:
        merged["env_file"], env = env_files(
            name, tuple(merged["env_file"]), texts, lambda index: place("service", "env_file", index)
        )
        files = (*files, *env)
    if component.aliases:
        merged["networks"] = {"default": {"aliases": list(component.aliases)}}
    compose = with_limits(merged, component.memory, own_image=bool(use.image or use.build))
    return ServicePlan(
        name=name,
        component=source.name,
        image=image_want(name, use, source, overrides, _find_base_or_report(find_base, texts, place)),
        compose=compose,
        files=files,
        ports=_ports(name, component, overrides),
        roles={role: one.port for role, one in component.roles.items()},
        ready=use.ready or component.ready,
        links=component.links,
        memory=min(component.memory, merged.get("mem_limit") or component.memory),
        optional=use.optional,
        volumes=_volumes({**component.volumes, **use.volumes}, compose),
        login=component.login,
        copies=copies,
        grants=granted,
        lacks=lacks_of(source, files),
        paths={role: one.path for role, one in component.roles.items() if one.path},
        views=use.views,
    )


def _grants(component: Component, service: Mapping[str, Any]) -> tuple[GrantPlan, ...]:
    return tuple(GrantPlan(grant.text, component.because[grant.key], grant.host) for grant in grants(service))


def _check_host_access(
    use: ComponentUse,
    source: ComponentSource,
    granted: tuple[GrantPlan, ...],
    texts: FileTexts,
    place: Callable[..., Place],
    overrides: UserOverrides,
) -> None:
    """Access to the host is for components that come with lab, or that the caller has named; and not for scenarios."""
    reaching = [grant for grant in granted if grant.host]
    if not reaching:
        return
    if not source.shipped and source.name not in overrides.host_access:
        texts.problems.wrong(
            place(),
            f"{source.name} ({source.display_path}) asks for access to the host: it "
            f"{', '.join(grant.text for grant in reaching)}; if you trust it, set LAB_ALLOW_HOST_ACCESS={source.name}",
        )
    for path in use.files:
        if path.startswith("/"):
            message = f"a scenario may not put a file of its own into {source.name}, which {reaching[0].text}"
            texts.problems.wrong(place("files", path), message)
    for key in _SETTLED_BY_HOST_ACCESS:
        if key in use.service:
            message = f"a scenario may not set {key!r} of {source.name}, which {reaching[0].text}; use 'flags' or 'env'"
            texts.problems.wrong(place("service", key), message)


def _find_base_or_report(find_base: FindBase, texts: FileTexts, place: Callable[..., Place]) -> FindBase:
    """A base image that does not exist is a problem of the scenario, or of the component, at its place."""

    def find(name: str) -> tuple[Path, Base]:
        try:
            return find_base(name)
        except UsageError as error:
            texts.problems.wrong(place("bases", name), error.message)
            return Path(), Base(reference=f"missing/{name}:0")

    return find


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
    mounted = named_volumes(compose)
    return {name: definition for name, definition in offered.items() if name in mounted}


def named_volumes(compose: Mapping[str, Any]) -> frozenset[str]:
    """The names of the volumes that a Compose service mounts."""
    found = (mount(entry) for entry in compose.get("volumes", ()))
    return frozenset(item.source for item in found if item.type == "volume" and item.source)


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


def _compose(component: Component, use: ComponentUse, further: tuple[str, ...]) -> dict[str, Any]:
    """The component's Compose service, merged with the keys of its given files and those of the scenario.

    `further`: flags for the second and later files of a slot.
    """
    service: dict[str, Any] = dict(component.service)
    for name, slot in component.files.items():
        if name in use.files:
            service.update(slot.compose)
    own = dict(service)
    service.update(use.service)
    for key in ("cap_drop", "security_opt"):
        service.update(united(own, use.service, key))
    if use.flags or further:
        service["command"] = [*service.get("command", ()), *(_literal(flag) for flag in (*further, *use.flags))]
    env = {name: _literal(value) for name, value in use.env.items()}
    merged = {
        "environment": {**own.get("environment", {}), **use.service.get("environment", {}), **env},
        "labels": {**own.get("labels", {}), **use.service.get("labels", {})},
    }
    service.update({key: value for key, value in merged.items() if value})
    return service


def _literal(text: str) -> str:
    """Escaped, because Compose would replace `$NAME` by a variable of the host."""
    return text.replace("$", "$$")
