"""Why no series here has a metric's name: misspelt, another instrumentation's, declared without samples, not sent."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from lab.audit.gone_metrics import gone_metric
from lab.audit.spelling import misspelt_metric, nearest_of_many, with_namespace
from lab.audit.system import System
from lab.audit.target_state import described, jobs_of, known_jobs
from lab.language.dialect import Dialect
from lab.why.dialects import translations
from lab.why.expression import Selector
from lab.why.inventory import Inventory, Metric, RecordingRule
from lab.why.senders import missing_sender, prefix_of

_PARTS = ("_bucket", "_sum", "_count", "_total", "_created", "_info")
_EVENTS = (
    "error",
    "errs",
    "fail",
    "drop",
    "reject",
    "timeout",
    "retr",
    "exception",
    "panic",
    "corrupt",
    "oom",
    "evict",
    "kill",
)
_MAX_DOWN = 3


@dataclass(frozen=True, slots=True)
class UnknownMetric:
    """`kind`: `metric` where another name is meant, which is `instead`; `declared` by a target; `event` for a counter
    that may appear with its first event; `not sent` otherwise."""

    kind: Literal["metric", "declared", "event", "not sent"]
    message: str
    details: tuple[str, ...] = ()
    instead: str = ""


def unknown_metric(selector: Selector, system: System, dialects: Mapping[str, Dialect]) -> UnknownMetric:
    """`selector` has a name, which no series has now or had since the audit looks back."""
    name = selector.name or ""
    if type_ := declared_type(name, system.types):
        return UnknownMetric("declared", f"{name} is declared by a target ({type_}), and has no sample yet")
    message = f"no metric is called {name}"
    if translated := translations(name, dialects, system.metrics):
        best = translated[0]
        return UnknownMetric("metric", message, (best.describe(selector),), best.new)
    if gone := gone_metric(name, system.metrics):
        instead = gone.instead if gone.same and gone.instead in system.metrics else ""
        return UnknownMetric("metric", f"{message}: {gone.describe()}", (), instead)
    if near := misspelt_metric(name, system.metrics) or _renamed(selector, system):
        return UnknownMetric("metric", message, (f"did you mean {near}?",), near)
    details = (*missing_sender(name, _names_only(system)), *_down(system))
    if _of_a_known_sender(name, system.metrics):
        return _not_of_its_sender(name, system.metrics, details)
    hint = nearest_of_many(name, system.metrics)[:1]
    near_details = (f"the nearest name is {hint[0]}",) if hint else ()
    return UnknownMetric("not sent", f"{message}: nothing here sends it", (*details, *near_details))


def declared_type(name: str, types: Mapping[str, str]) -> str:
    """The type that a target declares for a metric, or for the one that it is a part of; empty without any."""
    if name in types:
        return types[name]
    whole = next((name.removesuffix(part) for part in _PARTS if name.endswith(part)), "")
    return types.get(whole, "")


def _renamed(selector: Selector, system: System) -> str:
    """Only where the selector's own job is here, whose metric then has another namespace."""
    matchers = [m for m in selector.labelled if m.label == "job" and m.op == "="]
    here = matchers and jobs_of(matchers[0], system)
    one_application = len([job for job in known_jobs(system) if not _monitors(job)]) == 1
    return with_namespace(selector.name or "", system.metrics) if here or one_application else ""


def _monitors(job: str) -> bool:
    """Whether the job is one of the monitoring itself, by its usual names."""
    words = ("prometheus", "alertmanager", "grafana", "loki", "node", "cadvisor", "otel", "pushgateway", "blackbox")
    return any(word in job.lower() for word in words)


def _of_a_known_sender(name: str, metrics: Collection[str]) -> bool:
    """Whether metrics of the same exporter or application are here."""
    prefix = prefix_of(name) or name.partition("_")[0] + "_"
    return ":" not in name and any(other.startswith(prefix) for other in metrics)


def _not_of_its_sender(name: str, metrics: Collection[str], details: tuple[str, ...]) -> UnknownMetric:
    prefix = prefix_of(name) or name.partition("_")[0] + "_"
    if any(word in name for word in _EVENTS):
        hint = "a counter with labels appears with its first event; one that is declared at the start would be 0"
        return UnknownMetric("event", f"{name} has no sample, though others of {prefix}... have", (hint, *details))
    hint = f"others of {prefix}... are here: this one is of another version, or has to be enabled"
    hints = nearest_of_many(name, metrics)[:1]
    near = (f"the nearest name is {hints[0]}",) if hints else ()
    return UnknownMetric("not sent", f"no metric is called {name}: nothing here sends it", (hint, *near, *details))


def _names_only(system: System) -> Inventory:
    rules = tuple(RecordingRule(rule.name, rule.query) for rule in system.rules if rule.kind == "recording")
    return Inventory("", system.at, system.at, _metrics(system.metrics), targets=system.targets, rules=rules)


@lru_cache(maxsize=4)
def _metrics(names: frozenset[str]) -> Mapping[str, Metric]:
    return {name: Metric((), 0) for name in names}


def _down(system: System) -> tuple[str, ...]:
    """Targets that may be the ones that send it."""
    down = [target for target in system.targets if target.health == "down"]
    return tuple(map(described, down[:_MAX_DOWN]))
