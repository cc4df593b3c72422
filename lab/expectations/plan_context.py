"""What an expectation may refer to, and the look-ups in it: what is not there is among the problems."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from lab.errors import Place, Problem
from lab.expectations.plan_references import AlertRule, Load, Texts
from lab.language.dialect import Dialect
from lab.language.promql import promql_error, seconds_of
from lab.language.quantities import spell_duration
from lab.language.suggestions import did_you_mean

At: TypeAlias = Callable[..., Place]


@dataclass(slots=True)
class PlanContext:
    """What an expectation may refer to."""

    dialect: Dialect | None
    alerts: Mapping[str, AlertRule]
    texts: Texts
    load: Load | None
    built_in: Mapping[str, str]
    problems: list[Problem]
    ports: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # service -> name of a port -> number
    dialect_unknown: bool = False  # it is named, but is not there: said once, not at every meaning
    load_unknown: bool = False  # likewise a load that is wrong, and rule files that cannot be read
    alerts_unknown: bool = False
    earlier: float = 0.0  # seconds of load and of deadlines in which an alert may have been pending already

    def wrong(self, place: Place, message: str) -> None:
        self.problems.append(Problem(place, message))


def service_port(
    service: str, port: str | None, service_place: Place, port_place: Place, ctx: PlanContext
) -> int | None:
    """The container's port that is meant; None when there is none, and why is among the problems."""
    if service not in ctx.ports:
        ctx.wrong(service_place, f"there is no service {service!r}{did_you_mean(service, ctx.ports)}")
        return None
    ports = ctx.ports[service]
    wanted = port or next(iter(ports), "")
    if wanted not in ports:
        what = f"no port {port!r}{did_you_mean(port, ports)}" if port else "no port"
        ctx.wrong(port_place if port else service_place, f"{service!r} has {what}")
        return None
    return ports[wanted]


def parses(query: str, place: Place, ctx: PlanContext) -> None:
    if error := promql_error(query):
        ctx.wrong(place, f"PromQL does not parse: {error}")


def names_of(given: str | tuple[str, ...] | None, place: Place, ctx: PlanContext) -> tuple[str, ...] | None:
    """A list as it is, or the lines of a file; `#` begins a comment."""
    if given is None or isinstance(given, tuple):
        return given
    text = ctx.texts.text(given, place) or ""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return tuple(line for line in lines if line)


def alert_known(alert: str, place: Place, ctx: PlanContext) -> None:
    if alert not in ctx.alerts and not ctx.alerts_unknown:
        hint = did_you_mean(alert, ctx.alerts)
        ctx.wrong(place, f"no rule file of this scenario has an alert {alert!r}{hint}")


def fires_in_time(alert: str, place: Place, within: float, ctx: PlanContext) -> None:
    rule = ctx.alerts.get(alert)
    wait = seconds_of(rule.for_) if rule else None
    if rule and wait and wait > ctx.earlier + within:
        waits = f"a deadline that cannot be met: its rule waits for {rule.for_} ({rule.place})"
        deadline = f"this must be decided {spell_duration(ctx.earlier + within)} after the start at the latest"
        ctx.wrong(place, f"{waits}, {deadline}; scale its 'for', or give a longer 'within'")
