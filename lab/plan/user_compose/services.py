"""The services of a Compose project as services of a lab: each with its image, files, ports, roles and readiness.

The user's files stay as they are. What is another way in the lab is said in notes; what would reach beyond the lab is
refused with its place, unless the user trusts the project.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lab.errors import Place
from lab.language.compose.mounts import mount
from lab.language.json_values import mapping
from lab.plan.built_lacks import lacks_of
from lab.plan.files import FileTexts
from lab.plan.limits import MEMORY_OF_OWN_IMAGE, with_limits
from lab.plan.model import PortPlan, ServicePlan
from lab.plan.services import UserOverrides
from lab.plan.user_compose.images import ImagePlanner
from lab.plan.user_compose.keys import Refusal, keys_taken_over, refusals
from lab.plan.user_compose.mounts import MountPlan, MountPlanner
from lab.plan.user_compose.recognition import (
    Recognised,
    container_ports,
    flag,
    listening_port,
    path_prefix,
    recognised,
)
from lab.scenario.component_use import Ready
from lab.stack.model import ComponentSource, Login
from lab.stack.user_compose.project import ResolvedProject

_CONFIG_FLAGS = ("--config.file", "--config")
_JOINED = ("bridge", "default")  # networks that a container of the lab has anyway


@dataclass(frozen=True, slots=True)
class ServicePlanner:
    """`roles`: service -> the roles that the scenario gives it. `trusted`: whether a service may reach the host.
    `shared_volumes`: named volumes of the scenario's own components."""

    project: ResolvedProject
    components: Sequence[ComponentSource]
    roles: Mapping[str, tuple[str, ...]]
    mounts: MountPlanner
    images: ImagePlanner
    texts: FileTexts
    overrides: UserOverrides
    trusted: Callable[[str], bool]
    shared_volumes: frozenset[str] = frozenset()

    def plan(self, name: str) -> tuple[ServicePlan, MountPlan]:
        service = self.project.services[name]
        known = recognised(name, service, self.components, self.roles.get(name, ()))
        config = _config_path(service, known)
        mounts = self.mounts.plan(name, service, lambda target: "config" if target == config else "")
        self._refuse(name, service, mounts)
        compose = self._compose(name, service, known, mounts)
        ports = self._ports(name, service, known) if "network_mode" not in compose else ()
        files = tuple(mounts.files.values())
        return (
            ServicePlan(
                name=name,
                component=known.component.name if known else name,
                image=self.images.plan(name, service, known),
                compose=_with_offline_defaults(compose, known),
                files=files,
                ports=ports,
                roles=_roles(known, self.roles.get(name, ()), ports),
                ready=_ready(known, service) if ports else None,
                links=known.component.component.links if known and ports else (),
                memory=known.component.component.memory if known else MEMORY_OF_OWN_IMAGE // 4,
                optional=False,
                volumes=mounts.volumes,
                login=self._login(service, known, mounts),
                copies=tuple(mounts.copies.values()),
                lacks=lacks_of(known.component, files) if known and known.by_image else (),
                paths=_paths(known, service),
                of_compose_file=True,
                health_check=_has_health_check(service),
                ends=self._may_end(name),
            ),
            mounts,
        )

    def _refuse(self, name: str, service: Mapping[str, Any], mounts: MountPlan) -> None:
        found: list[tuple[Refusal, Place]] = [
            (refusal, self.project.place(name, refusal.key))
            for refusal in refusals(service)
            if not (refusal.key == "network_mode" and service.get("network_mode") in _JOINED)
        ]
        refused = [(one, at) for one, at in (*found, *mounts.refused) if not (one.trusted and self.trusted(name))]
        for number, (refusal, place) in enumerate(sorted(refused, key=lambda one: one[1])):
            fix = "leave the service out ('without')"
            if refusal.trusted:
                fix = f"give --trust if you trust this project, or {fix}"
            message = f"{name} {refusal.text}"  # the fix once: a service may have ten of these
            self.texts.problems.wrong(place, message if number else f"{message}; {fix}")
            self.texts.problems.mark_broken("component", name)

    def _compose(
        self, name: str, service: Mapping[str, Any], known: Recognised | None, mounts: MountPlan
    ) -> dict[str, Any]:
        compose = keys_taken_over(service)
        if compose.get("network_mode") in _JOINED:
            del compose["network_mode"]
        if "network_mode" not in compose:
            aliases = self._aliases(name, service)
            compose["networks"] = {"default": {"aliases": list(aliases)} if aliases else {}}
        self._trust_sink(compose, known, mounts)
        if mounts.entries:
            compose["volumes"] = mounts.entries
        awaited = {
            other: {"condition": how.get("condition", "service_started")}
            for other, how in mapping(service.get("depends_on")).items()
            if other in self.project.services
        }
        if awaited:
            compose["depends_on"] = awaited
        limited = with_limits(compose, 0, own_image=True)
        if compose.get("privileged"):
            for key in ("cap_drop", "cap_add", "security_opt"):
                limited.pop(key, None)
        if extra := compose.get("cap_add"):
            usual = with_limits({}, 0, own_image=True)["cap_add"]
            limited["cap_add"] = list(dict.fromkeys((*usual, *(name.removeprefix("CAP_") for name in extra))))
        return limited

    def _trust_sink(self, compose: dict[str, Any], known: Recognised | None, mounts: MountPlan) -> None:
        """An Alertmanager beside the notification sink trusts the certificates that this presents under the names of
        the real services, as the component does, so that receivers stay as they are."""
        component = known.component.component if known else None
        for volume in sorted(self.shared_volumes & set(component.volumes)) if component else ():
            mounts.volumes[volume] = component.volumes[volume] if component else {}
            usual = component.service if component else {}
            mounts.entries += [
                entry for entry in map(_long_mount, usual.get("volumes", ())) if entry["source"] == volume
            ]
            compose["environment"] = {**mapping(usual.get("environment")), **compose.get("environment", {})}

    def _aliases(self, name: str, service: Mapping[str, Any]) -> tuple[str, ...]:
        """Further names under which other services reach it."""
        names = [service.get("container_name")]
        for network in mapping(service.get("networks")).values():
            names += mapping(network).get("aliases") or ()
        for other in self.project.services.values():
            for link in other.get("links") or ():
                target, _, alias = str(link).partition(":")
                names += [alias] if target == name else []
        return tuple(dict.fromkeys(str(alias) for alias in names if alias and alias != name))

    def _ports(self, name: str, service: Mapping[str, Any], known: Recognised | None) -> tuple[PortPlan, ...]:
        numbers: dict[str, int] = {}
        if known is not None:
            component = known.component.component
            numbers = dict(component.ports)
            api = _api_port(known)
            if api:
                numbers[api] = listening_port(service, numbers[api])
        taken = set(numbers.values())
        numbers |= {str(number): number for number in container_ports(service) if number not in taken}
        given = self.overrides.ports
        return tuple(
            PortPlan(port, number, given.get(f"{name}.{port}") or (given.get(name) if index == 0 else None))
            for index, (port, number) in enumerate(numbers.items())
        )

    def _login(self, service: Mapping[str, Any], known: Recognised | None, mounts: MountPlan) -> Login | None:
        if known is None or known.component.component.login is None:
            return None
        environment = mapping(service.get("environment"))
        values = []
        for variable in ("GF_SECURITY_ADMIN_USER", "GF_SECURITY_ADMIN_PASSWORD"):
            file = environment.get(f"{variable}__FILE")
            text = self.mounts.text_at(file, mounts) if file else environment.get(variable)
            values.append(str("admin" if text is None else text).replace("$$", "$"))
        return Login(user=values[0], password=values[1])

    def _may_end(self, name: str) -> bool:
        """With 0, as a service that prepares something for others."""
        awaited = (mapping(mapping(one.get("depends_on")).get(name)) for one in self.project.services.values())
        if any(how.get("condition") == "service_completed_successfully" for how in awaited):
            return True
        return str(self.project.services[name].get("restart") or "no").startswith(("no", "on-failure"))


def _long_mount(entry: Any) -> dict[str, Any]:
    found = mount(entry)
    return {"type": found.type, "source": found.source, "target": found.target, "read_only": found.read_only}


def _api_port(known: Recognised) -> str:
    """The name of the port that a component is asked at; empty when there is none."""
    component = known.component.component
    first = next(iter(component.roles.values()), None)
    return first.port if first else next(iter(component.ports), "")


def _roles(known: Recognised | None, given: Sequence[str], ports: tuple[PortPlan, ...]) -> dict[str, str]:
    if not ports:
        return {}
    own = {role: one.port for role, one in known.component.component.roles.items()} if known else {}
    first = _api_port(known) if known else ports[0].name
    return {**own, **{role: own.get(role, first) for role in given}}


def _paths(known: Recognised | None, service: Mapping[str, Any]) -> dict[str, str]:
    if known is None:
        return {}
    prefix = path_prefix(service)
    paths = {role: f"{prefix}{one.path}" for role, one in known.component.component.roles.items()}
    return {role: path for role, path in paths.items() if path}


def _ready(known: Recognised | None, service: Mapping[str, Any]) -> Ready | None:
    ready = known.component.component.ready if known else None
    return ready.model_copy(update={"path": f"{path_prefix(service)}{ready.path}"}) if ready else None


def _config_path(service: Mapping[str, Any], known: Recognised | None) -> str:
    """Where the program of the service reads its configuration, in its container."""
    given = next(filter(None, (flag(service, name) for name in _CONFIG_FLAGS)), "")
    slot = known.component.component.files.get("config") if known else None
    return given.removeprefix("file:").replace("$$", "$") or (slot.to if slot else "")


def _has_health_check(service: Mapping[str, Any]) -> bool:
    check = mapping(service.get("healthcheck"))
    return bool(check.get("test")) and not check.get("disable") and check["test"] != ["NONE"]


def _with_offline_defaults(compose: dict[str, Any], known: Recognised | None) -> dict[str, Any]:
    """A Grafana looks for updates and plug-ins for long where there is no way out; the component says how not to."""
    usual = mapping(known.component.component.service.get("environment")) if known and known.by_image else {}
    offline = {name: text for name, text in usual.items() if name.startswith("GF_") and "_SECURITY_ADMIN_" not in name}
    if not offline:
        return compose
    return {**compose, "environment": {**offline, **compose.get("environment", {})}}
