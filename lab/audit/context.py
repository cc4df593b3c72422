"""What every check of an audit is given, and what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from lab.audit.model import Finding, NotAudited
from lab.audit.system import Ask, System
from lab.dashboards.dashboard import Dashboard
from lab.errors import Place
from lab.language.dialect import Dialect


@dataclass(frozen=True, slots=True)
class AuditedDashboard:
    """`text` is its JSON, `file` its path or address; the line of a panel is looked up in it."""

    dashboard: Dashboard
    file: str
    text: str


@dataclass(frozen=True, slots=True)
class AuditContext:
    """`since`: how far back (unix seconds) series count as seen; None: only what is there now. `rule_places`: (group,
    name, query) -> where the rule is written, for rules whose files are known. `alertmanager`: its loaded
    configuration; None when none is audited. `loki`: asks LogQL; None when there is no Loki."""

    system: System
    ask: Ask
    dashboards: tuple[AuditedDashboard, ...] = ()
    since: float | None = None
    rule_places: Mapping[tuple[str, str, str], Place] = field(default_factory=dict)
    alertmanager: Mapping[str, Any] | None = None
    loki: Ask | None = None
    dialects: Mapping[str, Dialect] = field(default_factory=dict)


Check: TypeAlias = Callable[[AuditContext], Iterable[Finding | NotAudited]]
