"""One service as a container of a pod."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lab.export import names
from lab.export.model import ExportOptions, Inputs, Limitation, PushedImage, SecretKey
from lab.export.ports import ServicePort, declared_ports
from lab.export.probes import readiness_probe
from lab.export.secret_values import is_secret_variable, secret_flag
from lab.export.security import container_security
from lab.export.text import literal, literals, plain
from lab.export.volumes import bytes_quantity, quantity
from lab.language.compose.values import size
from lab.plan.model import ServicePlan


@dataclass(frozen=True, slots=True)
class Container:
    content: dict[str, Any]
    secrets: tuple[SecretKey, ...]
    image: PushedImage | None
    limitations: tuple[Limitation, ...]


def container(
    service: ServicePlan, mounts: list[dict[str, Any]], inputs: Inputs, options: ExportOptions, named_ports: bool
) -> Container:
    """`named_ports`: the names are free in its pod."""
    compose = service.compose
    image, pushed, lacks_image = _image(service, inputs, options)
    variables, secrets = _environment(service)
    arguments, passed, of_arguments = _arguments(service)
    security, lost = container_security(service)
    probe = None if service.on_demand else readiness_probe(service)
    content = {
        "name": names.object_name(service.name),
        "image": image,
        "command": literals(compose.get("entrypoint") or ()),
        "args": arguments,
        "workingDir": plain(compose.get("working_dir", "")),
        "ports": [_port(port, named_ports) for port in declared_ports(service)],
        "env": [*passed, *variables],
        "resources": resources(service),
        "volumeMounts": mounts,
        "readinessProbe": probe,
        "securityContext": security,
        "stdin": compose.get("stdin_open") or None,
        "tty": compose.get("tty") or None,
    }
    return Container(names.without_empty(content), (*of_arguments, *secrets), pushed, (*lacks_image, *lost))


def _port(port: ServicePort, named: bool) -> dict[str, Any]:
    return {**({"name": port.name} if named else {}), "containerPort": port.number, "protocol": port.protocol}


def _image(
    service: ServicePlan, inputs: Inputs, options: ExportOptions
) -> tuple[str, PushedImage | None, tuple[Limitation, ...]]:
    official = service.image.override or service.image.reference
    if official:
        return official, None, ()
    local = inputs.images.get(service.name) or f"lab/{service.component}:built"
    if options.registry:
        pushed = f"{options.registry.rstrip('/')}/{local.rpartition('/')[2]}"
        return pushed, PushedImage(service.component, local, pushed), ()
    why = f"{local} is built by lab and is in no registry"
    fix = "give --registry PREFIX and push it, or load it into the nodes (kind load docker-image, minikube image load)"
    return local, None, (Limitation(service.name, "has no image that a cluster can pull", why, fix),)


def _arguments(service: ServicePlan) -> tuple[list[str], list[dict[str, Any]], tuple[SecretKey, ...]]:
    """The arguments; one with a secret gets it from a variable of a Secret, since Kubernetes replaces `$(NAME)`."""
    arguments = []
    secret = names.object_name(f"{service.name}-credentials")
    keys = []
    for word in service.compose.get("command") or ():
        flag = secret_flag(plain(word))
        if not flag:
            arguments.append(literal(word))
            continue
        variable = re.sub(r"[^A-Z0-9]+", "_", flag.upper()).strip("_")
        keys.append(SecretKey(secret, variable, service.name, variable=variable))
        arguments.append(f"{flag}=$({variable})")
    return arguments, [_reference(key) for key in keys], tuple(keys)


def _reference(key: SecretKey) -> dict[str, Any]:
    return {"name": key.variable, "valueFrom": {"secretKeyRef": {"name": key.secret, "key": key.key}}}


def _environment(service: ServicePlan) -> tuple[list[dict[str, Any]], tuple[SecretKey, ...]]:
    entries = []
    secrets = []
    secret = names.object_name(f"{service.name}-credentials")
    for name, value in variables_of(service).items():
        if is_secret_variable(name, value):
            secrets.append(SecretKey(secret, name, service.name, variable=name))
            entries.append(_reference(secrets[-1]))
        else:
            entries.append({"name": name, "value": literal(value.replace("$", "$$"))})
    return entries, tuple(secrets)


def variables_of(service: ServicePlan) -> dict[str, str]:
    """What the container gets: the files of `env_file`, and over them `environment`."""
    texts = {file.path: file.text for file in service.files}
    variables: dict[str, str] = {}
    for entry in service.compose.get("env_file", ()):
        variables.update(env_file_variables(texts.get(plain(entry["path"]).removeprefix("./"), "")))
    variables.update({name: plain(value) for name, value in service.compose.get("environment", {}).items()})
    return variables


def env_file_variables(text: str) -> Mapping[str, str]:
    """The lines `NAME=value`, as Compose reads them: quotes removed, a comment after a space too."""
    return dict(_env_file_lines(text))


def _env_file_lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        match = re.fullmatch(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\s*=\s*(.*)", line)
        if match is None:
            continue
        name, value = match.groups()
        if quoted := re.fullmatch(r"'(.*)'\s*(#.*)?", value):
            yield name, quoted[1]
        elif quoted := re.fullmatch(r'"(.*)"\s*(#.*)?', value):
            yield name, re.sub(r'\\(["\\])', r"\1", quoted[1].replace(r"\n", "\n"))
        else:
            yield name, re.sub(r"\s+#.*", "", value).strip()


def resources(service: ServicePlan) -> dict[str, Any]:
    compose = service.compose
    requests: dict[str, Any] = {"memory": bytes_quantity(compose.get("mem_reservation") or service.memory)}
    limits: dict[str, Any] = {}
    if limit := compose.get("mem_limit"):
        limits["memory"] = quantity(str(limit))
        requests["memory"] = bytes_quantity(min(size(limit), compose.get("mem_reservation") or service.memory))
    if cpus := compose.get("cpus"):
        limits["cpu"] = _cpu(float(cpus))
    if shares := compose.get("cpu_shares"):
        requests["cpu"] = _cpu(min(float(cpus or 1024), shares / 1024))
    return {"requests": requests, **({"limits": limits} if limits else {})}


def _cpu(cores: float) -> str:
    millis = max(1, round(cores * 1000))
    return str(millis // 1000) if millis % 1000 == 0 else f"{millis}m"
