"""What every check of an audit is given, and what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from lab.audit.model import Finding, NotAudited
from lab.audit.system import Ask, LoadedRule, System
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
class DataSourceOfGrafana:
    """A data source that Grafana has. `type`: prometheus, loki ..."""

    uid: str
    name: str
    type: str
    url: str = ""
    default: bool = False


@dataclass(frozen=True, slots=True)
class AuditContext:
    """`since`: how far back (unix seconds) series count as seen; None: only what is there now. `rule_places`: (group,
    name, query) -> where the rule is written, for rules whose files are known. `alertmanager`: its loaded
    configuration; None when none is audited. `loki`: asks LogQL; None when there is no Loki. `written_rules`: those of
    the files that were given, loaded or not. `data_sources`: those of Grafana; None when none is audited.

    `memo` keeps what several checks need and is asked once, by the name of the module that keeps it."""

    system: System
    ask: Ask
    dashboards: tuple[AuditedDashboard, ...] = ()
    since: float | None = None
    rule_places: Mapping[tuple[str, str, str], Place] = field(default_factory=dict)
    alertmanager: Mapping[str, Any] | None = None
    loki: Ask | None = None
    dialects: Mapping[str, Dialect] = field(default_factory=dict)
    written_rules: tuple[LoadedRule, ...] = ()
    data_sources: tuple[DataSourceOfGrafana, ...] | None = None
    memo: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)


Check: TypeAlias = Callable[[AuditContext], Iterable[Finding | NotAudited]]
