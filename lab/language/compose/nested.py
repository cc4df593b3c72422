"""The keys of a Compose service whose values have keys of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lab.language.compose.names import ulimit_name
from lab.language.compose.values import (
    Normalise,
    Refused,
    at,
    boolean,
    duration,
    literal,
    mapping,
    memory,
    number_up_to,
    one_of,
    quoted,
    scalar,
    sequence,
    whole_number,
    words,
)

_SERVICE = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]*")
_LIMITS: Mapping[str, tuple[str, Normalise]] = {
    "memory": ("mem_limit", memory),
    "cpus": ("cpus", number_up_to(1024)),
    "pids": ("pids_limit", whole_number(1, 32_768)),
}


def _fields(value: Any, known: Mapping[str, Normalise]) -> dict[str, Any]:
    """The given keys in their one form; others are refused."""
    for name in mapping(value):
        if name not in known:
            raise Refused(f"is not known here; known: {', '.join(known)}", (name,))
    return {name: at(name, known[name], given) for name, given in value.items() if given is not None}


def healthcheck(value: Any) -> dict[str, Any]:
    return _fields(
        value,
        {
            "test": _test,
            "interval": duration,
            "timeout": duration,
            "retries": whole_number(1, 1000),
            "start_period": duration,
            "start_interval": duration,
            "disable": boolean,
        },
    )


def _test(value: Any) -> str | list[str]:
    if isinstance(value, str):
        return literal(value)
    test = words(value)
    if not test or test[0] not in ("NONE", "CMD", "CMD-SHELL"):
        raise Refused(f"must begin with CMD, CMD-SHELL or NONE, not {quoted(test[0] if test else None)}")
    return test


MAX_ULIMIT = 1_048_576  # open files of a Docker container by default


def ulimits(value: Any) -> dict[str, Any]:
    """name -> number, or a mapping of soft and hard."""
    return {at(name, ulimit_name, name): at(name, _ulimit, limit) for name, limit in mapping(value).items()}


def _ulimit(value: Any) -> Any:
    count = whole_number(0, MAX_ULIMIT)
    if not isinstance(value, Mapping):
        return count(value)
    if set(value) != {"soft", "hard"}:
        raise Refused("needs 'soft' and 'hard', and nothing else")
    both = {key: at(key, count, value[key]) for key in ("soft", "hard")}
    if both["soft"] > both["hard"]:
        raise Refused("has a 'soft' limit above its 'hard' limit")
    return both


def depends_on(value: Any) -> dict[str, Any]:
    """Service -> how it is waited for, from a mapping or a list of names."""
    if not isinstance(value, Mapping):
        value = {literal(name): {} for name in sequence(value, "a list of services, or a mapping")}
    known: dict[str, Normalise] = {
        "condition": one_of("service_started", "service_healthy", "service_completed_successfully"),
        "required": boolean,
        "restart": boolean,
    }
    waits = {}
    for name, how in mapping(value).items():
        if not _SERVICE.fullmatch(name):
            raise Refused("is not the name of a service", (name,))
        waits[name] = {"condition": "service_started", **at(name, lambda given: _fields(given or {}, known), how)}
    return waits


def env_files(value: Any) -> list[dict[str, Any]]:
    """Each with `path` and, when it may be missing, `required: false`."""
    items = [value] if isinstance(value, str | Mapping) else sequence(value, "a path or a list of paths")
    return [at(index, _env_file, item) for index, item in enumerate(items)]


def _env_file(value: Any) -> dict[str, Any]:
    entry = {"path": value} if isinstance(value, str) else value
    fields = _fields(entry, {"path": literal, "required": boolean})
    if not fields.get("path") or fields["path"].startswith(("/", "~")):
        raise Refused("needs the path of a file of the project, relative to the scenario")
    if fields.get("required", True):
        fields.pop("required", None)
    return fields


def deploy_limits(value: Any) -> dict[str, Any]:
    """The limits of `deploy.resources` under the names that a service has for them."""
    limits = value
    for name in ("resources", "limits"):
        for other in mapping(limits):
            if other != name:
                raise Refused("is for Swarm; of 'deploy' only resources.limits is used", (other,))
        limits = limits.get(name) or {}
    given = at("resources", lambda _: _fields(limits, {name: form for name, (_, form) in _LIMITS.items()}), limits)
    return {_LIMITS[name][0]: limit for name, limit in given.items()}


def ports_hint(value: Any) -> str:
    """How the container ports of `ports`, in any of its spellings, are named in the component."""
    numbers = []
    for item in value if isinstance(value, list | tuple) else [value]:
        text = str(item.get("target", "")) if isinstance(item, Mapping) else str(item)
        if match := re.search(r"(?:^|:)(\d{1,5})(?:/\w+)?$", text):
            numbers.append(match[1])
    names = ["http", *(f"port{index}" for index in range(2, len(numbers) + 1))]
    named = ", ".join(f"{name}: {number}" for name, number in zip(names, numbers, strict=False))
    return f"name them beside 'image' or 'build': 'ports: {{{named or 'http: 8080'}}}'"


def port(value: Any) -> str:
    text = scalar(value)
    match = re.fullmatch(r"(\d{1,5})(/(tcp|udp))?", text)
    if match is None or not 1 <= int(match[1]) <= 65_535:
        raise Refused(f"is not a port: {text!r}; for example 8080 or 53/udp")
    return text
