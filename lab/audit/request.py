"""What an audit is asked for, by the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lab.audit.budget import Limits
from lab.backends.endpoint import Endpoint


@dataclass(frozen=True, slots=True)
class AuditRequest:
    """`systems`: prometheus, and also alertmanager, loki and grafana where they are audited -> where each is reached.
    `rules`: patterns of rule files. `dashboards`: files and folders. `since` in seconds: how far back series count as
    seen; None: only what is there now."""

    systems: Mapping[str, Endpoint]
    rules: tuple[str, ...] = ()
    dashboards: tuple[str, ...] = ()
    since: float | None = None
    limits: Limits = field(default_factory=Limits)
