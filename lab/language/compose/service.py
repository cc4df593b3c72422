"""What may be said of a Compose service: the keys with the form of their values, and why others are refused.

A scenario comes with a pull request, so its keys are a list of what is allowed. A component may say more, each with a
reason: see `grants`. Both get the same one form of Compose's several spellings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lab.language.compose.mounts import Mount, mount
from lab.language.compose.names import capability, signal, tmpfs
from lab.language.compose.nested import (
    depends_on,
    deploy_limits,
    env_files,
    healthcheck,
    port,
    ports_hint,
    ulimits,
)
from lab.language.compose.values import (
    Normalise,
    Refused,
    absolute_path,
    boolean,
    environment,
    extra_hosts,
    grace_period,
    host_name,
    labels,
    list_of,
    literal,
    mapping,
    matching,
    memory,
    number_up_to,
    one_or_more,
    scalar,
    shared_memory,
    sysctls,
    user,
    whole_number,
    words,
)
from lab.language.suggestions import suggestion

NO_NEW_PRIVILEGES = "no-new-privileges:true"


@dataclass(frozen=True, slots=True)
class Flaw:
    """A value that is refused, at `path` below the service."""

    path: tuple[int | str, ...]
    message: str


def _restart(value: Any) -> str:
    text = "no" if value is False else value  # YAML 1.1 reads no as false
    return str(matching(r"no|always|unless-stopped|on-failure(:\d{1,4})?", "no, always or on-failure:3")(text))


def _no_new_privileges(value: Any) -> str:
    if literal(value) not in (NO_NEW_PRIVILEGES, "no-new-privileges", "no-new-privileges=true"):
        raise Refused(f"may only have {NO_NEW_PRIVILEGES!r}, not {value!r}: other options weaken the container")
    return NO_NEW_PRIVILEGES


def _of_project(value: Any) -> Any:
    found: Mount = mount(value)
    if "docker.sock" in found.source:
        raise Refused("may not mount the Docker socket; use the component docker-proxy")
    if found.of_host:
        raise Refused(
            f"may not mount {found.source}, a path of the host; mount a file or folder of the project, "
            "which begins with './', or a named volume"
        )
    if found.type == "bind" and found.asked_rw:
        raise Refused("may not be writable: files of the project are mounted read-only; write to a named volume")
    return found.compose()


ALLOWED: Mapping[str, Normalise] = {
    "cap_drop": list_of(capability),
    "command": words,
    "cpu_shares": whole_number(2, 262_144),
    "cpus": number_up_to(1024),
    "depends_on": depends_on,
    "deploy": deploy_limits,
    "entrypoint": words,
    "env_file": env_files,
    "environment": environment,
    "expose": list_of(port),
    "extra_hosts": extra_hosts,
    "healthcheck": healthcheck,
    "hostname": host_name,
    "init": boolean,
    "labels": labels,
    "mem_limit": memory,
    "mem_reservation": memory,
    "pids_limit": whole_number(1, 32_768),
    "platform": matching(r"[a-z0-9]+(/[a-z0-9]+){0,2}", "linux/amd64"),
    "read_only": boolean,
    "restart": _restart,
    "security_opt": list_of(_no_new_privileges),
    "shm_size": shared_memory,
    "stdin_open": boolean,
    "stop_grace_period": grace_period,
    "stop_signal": signal,
    "sysctls": sysctls,
    "tmpfs": one_or_more(tmpfs),
    "tty": boolean,
    "ulimits": ulimits,
    "user": user,
    "volumes": list_of(_of_project),
    "working_dir": absolute_path,
}

# What a component may have besides, with a reason.
BEYOND: Mapping[str, Normalise] = {
    "cap_add": list_of(capability),
    "cgroup": literal,
    "cgroup_parent": literal,
    "device_cgroup_rules": list_of(literal),
    "devices": list_of(literal),
    "gpus": lambda value: value if value == "all" else list_of(mapping)(value),
    "group_add": list_of(scalar),
    "ipc": literal,
    "mem_limit": lambda value: 0 if value == 0 and not isinstance(value, bool) else memory(value),
    "network_mode": literal,
    "oom_score_adj": whole_number(-1000, 1000),
    "pid": literal,
    "pids_limit": whole_number(-1, 4_194_304),
    "privileged": boolean,
    "runtime": literal,
    "security_opt": list_of(literal),
    "userns_mode": literal,
    "uts": literal,
    "volumes": list_of(lambda value: mount(value).compose()),
}

_HOST = "a lab may not reach beyond its containers"
_OF_COMPONENT = "a component that needs it gives its reason in component.yaml"
_REASONS = {
    "build": "use 'build' of the component itself",
    "cap_add": _OF_COMPONENT,
    "cgroup": _HOST,
    "cgroup_parent": _HOST,
    "configs": "use 'files' of the component, or 'volumes' with a path that begins with './'",
    "container_name": "two labs must be able to run side by side",
    "device_cgroup_rules": "a lab may not use devices of the host",
    "devices": "a lab may not use devices of the host",
    "extends": "it reads another Compose file; write its keys here",
    "external_links": "a lab sees only its own services",
    "gpus": "a lab may not use devices of the host",
    "group_add": _OF_COMPONENT,
    "image": "use 'image' of the component itself",
    "ipc": "a lab may not share memory with the host",
    "links": "services reach each other by name",
    "logging": "lab reads the logs of its containers from the engine",
    "network_mode": "each lab has its own network",
    "networks": "each lab has its own network",
    "oom_score_adj": _HOST,
    "pid": "a lab may not see processes of the host",
    "privileged": _OF_COMPONENT,
    "profiles": "every component starts with the lab",
    "pull_policy": "lab gets images itself, before the start",
    "runtime": _HOST,
    "scale": "write the component twice, under two names",
    "secrets": "use 'volumes' with a path that begins with './'",
    "userns_mode": _HOST,
    "uts": _HOST,
    "volumes_from": "name the same volume in both services",
}


def service_of_scenario(value: Any) -> tuple[dict[str, Any], list[Flaw]]:
    """The service in one form, and what is refused in it."""
    return _normalised(value, ALLOWED, "a scenario")


def service_of_component(value: Any) -> tuple[dict[str, Any], list[Flaw]]:
    """As for scenarios, with the keys and values for which a component gives a reason."""
    return _normalised(value, {**ALLOWED, **BEYOND}, "a component")


def _normalised(value: Any, known: Mapping[str, Normalise], who: str) -> tuple[dict[str, Any], list[Flaw]]:
    service: dict[str, Any] = {}
    flaws: list[Flaw] = []
    for key, given in mapping(value).items():
        if key.startswith("x-"):
            continue  # an extension, which Compose ignores too
        try:
            if key not in known:
                raise Refused(_why_not(key, given, known, who))
            if given is not None:  # an empty key is as if it were not there
                _merge(service, key, known[key](given))
        except Refused as refused:
            flaws.append(Flaw((key, *refused.path), _message(key, refused, known)))
    if service.get("mem_reservation", 0) > (service.get("mem_limit") or float("inf")):
        flaws.append(Flaw(("mem_reservation",), "'mem_reservation' must not be more than 'mem_limit'"))
    return service, flaws


def _merge(service: dict[str, Any], key: str, form: Any) -> None:
    """`deploy` is another spelling of keys of their own."""
    if key != "deploy":
        service[key] = form
        return
    for name, limit in form.items():
        service.setdefault(name, limit)


def _message(key: str, refused: Refused, known: Mapping[str, Normalise]) -> str:
    if key not in known:
        return refused.message
    last = refused.path[-1] if refused.path else key
    holder = refused.path[-2] if len(refused.path) > 1 else key
    name = f"item {last + 1} of {holder!r}" if isinstance(last, int) else repr(last)
    return f"{name} {refused.message}"


def _why_not(key: str, given: Any, known: Mapping[str, Normalise], who: str) -> str:
    if key == "ports":
        return f"{who} may not set 'ports' of a service: lab publishes ports itself, on 127.0.0.1; {ports_hint(given)}"
    if key in _REASONS:
        return f"{who} may not set {key!r} of a service: {_REASONS[key]}"
    near = suggestion(key, known).nearest
    hint = f"did you mean {near!r}?" if near else f"allowed: {', '.join(sorted(known))}"
    return f"{key!r} may not be set in 'service'; {hint}"
