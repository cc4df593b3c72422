"""Which keys of a resolved Compose service a lab takes over, which it does not and says so, and which need trust.

Compose has checked the values. What a scenario may say itself is a shorter list, in `lab/language/compose/service.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lab.language.compose.grants import DEFAULT_CAPABILITIES, grants
from lab.language.json_values import mapping, mappings

# Values that only concern the container itself.
_OF_CONTAINER = """
cap_add cap_drop cgroup cgroup_parent command cpu_count cpu_percent cpu_period cpu_quota cpu_shares cpus cpuset
device_cgroup_rules devices dns dns_opt dns_search domainname entrypoint environment extra_hosts gpus group_add
healthcheck hostname init ipc labels mem_limit mem_reservation memswap_limit network_mode oom_score_adj pid pids_limit
platform post_start pre_stop privileged read_only runtime security_opt shm_size stdin_open stop_grace_period stop_signal
sysctls tmpfs tty ulimits user userns_mode uts working_dir
"""
_KEPT = frozenset(_OF_CONTAINER.split())
# Planned by other modules of this package, or of no use in a lab.
_OF_PROJECT = """
annotations attach build configs container_name depends_on deploy develop env_file expose extends image label_file links
logging networks ports profiles pull_policy restart scale secrets volumes
"""
_ELSEWHERE = frozenset(_OF_PROJECT.split())
_NO_EFFECT = {
    "provider": "runs a program of this machine",
    "models": "needs a model runner",
    "volumes_from": "takes over the mounts of another service; write them out",
    "external_links": "reaches containers outside of the lab",
    "credential_spec": "is for Windows",
}
# Beyond Docker's default, of use to databases, and without effect outside of the container's own limits.
_HARMLESS = DEFAULT_CAPABILITIES | {"IPC_LOCK"}
_OWN_LABELS = ("com.docker.compose.", "dev.lab.")


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a service may not have in a lab. `trusted`: it may when the user trusts the project."""

    key: str
    text: str
    trusted: bool = True


def keys_taken_over(service: Mapping[str, Any]) -> dict[str, Any]:
    """The keys that the lab's service has as the user's has them, with the limits of `deploy` as keys of their own."""
    deploy = mapping(mapping(mapping(service.get("deploy")).get("resources")).get("limits"))
    limits = {"mem_limit": deploy.get("memory"), "cpus": deploy.get("cpus"), "pids_limit": deploy.get("pids")}
    given = {**{key: value for key, value in limits.items() if value}, **service}
    result = {key: value for key, value in given.items() if key in _KEPT and value not in (None, [], {})}
    for key in ("mem_limit", "mem_reservation"):
        if key in result:
            result[key] = int(result[key])
    if "environment" in result:  # a name without a value would be taken from the caller's environment
        result["environment"] = {name: text for name, text in result["environment"].items() if text is not None}
    if "labels" in result:
        labels = {name: text for name, text in result["labels"].items() if not name.startswith(_OWN_LABELS)}
        result["labels"] = labels
    return {key: value for key, value in result.items() if value != {}}


def unset_variables(service: Mapping[str, Any]) -> tuple[str, ...]:
    """The variables that Compose would take from the environment of whoever starts it."""
    return tuple(name for name, text in mapping(service.get("environment")).items() if text is None)


def not_taken_over(service: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Key and message of what is another way in a lab."""
    if service.get("restart", "no") != "no":
        yield "restart", "not restarted when it ends"
    driver = mapping(service.get("logging")).get("driver", "local")
    if driver not in ("json-file", "local"):
        yield "logging", f"logs to the engine, not through {driver}"
    if mapping(service.get("deploy")).get("replicas", service.get("scale", 1)) not in (0, 1, None):
        yield "deploy", "once, not in replicas"
    for key in service:
        if key not in _KEPT | _ELSEWHERE | _NO_EFFECT.keys() and key != "use_api_socket" and not key.startswith("x-"):
            yield key, f"without its {key!r}"


def refusals(service: Mapping[str, Any]) -> Iterator[Refusal]:
    """Mounts are judged by `mounts`."""
    for key, reason in _NO_EFFECT.items():
        if service.get(key):
            yield Refusal(key, f"has {key!r}, which {reason}", trusted=False)
    if service.get("use_api_socket"):
        yield Refusal("use_api_socket", "uses the Docker socket, and with it this machine")
    judged = {key: value for key, value in service.items() if key not in ("volumes", "cap_drop", "security_opt")}
    judged["security_opt"] = _options_beyond(service.get("security_opt"))
    judged["cap_add"] = [name for name in service.get("cap_add") or () if name.removeprefix("CAP_") not in _HARMLESS]
    judged = {key: value for key, value in judged.items() if value}
    for grant in grants(judged):
        if grant.host:
            yield Refusal(grant.key, grant.text)
    for key in ("post_start", "pre_stop"):
        if any(hook.get("privileged") for hook in mappings(service.get(key))):
            yield Refusal(key, f"has a privileged hook {key!r}")


def _options_beyond(options: Any) -> list[str]:
    return [str(option) for option in options or () if not str(option).startswith("no-new-privileges")]
