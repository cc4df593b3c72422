"""Contexts for the tests of checks: a system as its APIs describe it, and its answers by the text of the query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lab.audit.context import AuditContext, Check
from lab.audit.model import Finding, FindingClass, NotAudited
from lab.audit.system import System
from lab.why.evaluation import QueryResult, Sample
from lab.why.inventory import Inventory, Target

NOW = 1_790_000_000.0


@dataclass
class KnownAnswers:
    """`vectors`: PromQL -> its series, as (labels, value). `values`: (label, selector) -> its values."""

    vectors: Mapping[str, Sequence[tuple[Mapping[str, str], float]]] = field(default_factory=dict)
    names: Mapping[str, list[str]] = field(default_factory=dict)
    label_values_of: Mapping[tuple[str, str], list[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def values(self, queries: Sequence[str]) -> list[QueryResult]:
        self.asked += queries
        found = (self.vectors.get(query, ()) for query in queries)
        return [QueryResult(tuple(Sample(labels, value) for labels, value in series)) for series in found]

    def has_series(self, selectors: Sequence[str], *, since: float | None = None) -> list[bool | str]:
        return [bool(self.vectors.get(selector)) for selector in selectors]

    def label_values(self, label: str, selector: str) -> list[str] | str:
        return self.label_values_of.get((label, selector), [])

    def label_names(self, selector: str) -> list[str] | str:
        return self.names.get(selector, [])

    def inventory(self, metrics: Sequence[str], selectors: Sequence[str] = ()) -> Inventory | str:
        return "not asked for in these tests"


def target(job: str = "api", instance: str = "api:8000", health: str = "up", **more: Any) -> Target:
    url = more.pop("url", f"http://{instance}/metrics")
    return Target(job, {"job": job, "instance": instance}, url, health, interval=15.0, timeout=10.0, **more)


def context(answers: KnownAnswers | None = None, *, dashboards: tuple[Any, ...] = (), **system: Any) -> AuditContext:
    since = system.pop("since", None)
    known = System("http://prometheus:9090", NOW, "prometheus", frozenset(system.pop("metrics", ())), **system)
    return AuditContext(known, answers or KnownAnswers(), dashboards=dashboards, since=since)


def results(check: Check, ctx: AuditContext) -> list[Finding | NotAudited]:
    return list(check(ctx))


def findings(check: Check, ctx: AuditContext) -> list[Finding]:
    """What is not well."""
    found = [one for one in check(ctx) if isinstance(one, Finding)]
    return [one for one in found if one.class_ is not FindingClass.WORKING]
