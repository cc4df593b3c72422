"""What a Prometheus may not read in the Kubernetes API: read from its log, which alone says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lab.configs.prometheus import DISCOVERY_READS

_QUOTE = r'\\*"'
_FORBIDDEN = re.compile(
    rf"is forbidden: User {_QUOTE}(?P<user>[^\"\\]+){_QUOTE} cannot (?P<verb>\w+) resource "
    rf"{_QUOTE}(?P<resource>[^\"\\]+){_QUOTE} in API group {_QUOTE}(?P<group>[^\"\\]*){_QUOTE} "
    rf"(?:at the cluster scope|in the namespace {_QUOTE}(?P<namespace>[^\"\\]+){_QUOTE})"
)


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A request that the API refused. `group` is empty for the core group, `namespace` for the whole cluster."""

    user: str
    verb: str
    resource: str
    group: str
    namespace: str = ""


def forbidden_requests(log: str) -> tuple[Forbidden, ...]:
    """Each once, in the order of the log."""
    found = (
        Forbidden(**{key: text or "" for key, text in match.groupdict().items()}) for match in _FORBIDDEN.finditer(log)
    )
    return tuple(dict.fromkeys(found))


def explain_forbidden(config: Mapping[str, Any], forbidden: tuple[Forbidden, ...]) -> Iterator[str]:
    """The refusals that concern the Kubernetes discovery of a scrape job, by its part of the configuration."""
    roles = [str(one.get("role", "")).lower() for one in config.get("kubernetes_sd_configs") or ()]
    groups = (DISCOVERY_READS.get(role, {}) for role in roles)
    wanted = {resource for group in groups for resources in group.values() for resource in resources}
    for one in forbidden:
        if one.resource in wanted:
            where = f"in the namespace {one.namespace}" if one.namespace else "in the whole cluster"
            kind = "Role or ClusterRole" if one.namespace else "ClusterRole"
            group = f" (apiGroups: [{one.group}])" if one.group else ""
            refused = f"{one.user} may not {one.verb} {one.resource} {where}"
            fix = f"bind a {kind} to it that has get, list and watch for {one.resource}{group}"
            yield f"the Kubernetes API refuses the discovery: {refused}; {fix}"
