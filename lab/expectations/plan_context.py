"""The things an expectation may refer to while it is planned, and look-ups that report what does not exist."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from lab.configs.promql_features import ALL_FEATURES, query_error
from lab.errors import Place
from lab.expectations.patterns import matches
from lab.language.alert_rules import AlertRule
from lab.language.dialect import Dialect, Meaning
from lab.language.problem_collector import ProblemCollector, Subject
from lab.language.promql import seconds_of
from lab.language.promql_syntax.correction import with_correction
from lab.language.quantities import format_duration
from lab.language.suggestions import did_you_mean

At: TypeAlias = Callable[..., Place]  # the place of a key below the expectation; without arguments its own


class Texts(Protocol):
    """The files of the scenario."""

    @property
    def display_path(self) -> Callable[[str], str]:
        """The path of a file in messages, by its name in the scenario."""

    def text(self, name: str, place: Place) -> str | None:
        """The text of a file; None when it is not available, which is reported at `place`."""


class PlannedRequest(Protocol):
    @property
    def route(self) -> str: ...

    @property
    def query(self) -> str: ...


class PlannedLoad(Protocol):
    """The load that 'equals the load' refers to. `order`: the cycle in which its requests are sent, by their index."""

    @property
    def name(self) -> str: ...

    @property
    def requests(self) -> Sequence[PlannedRequest]: ...

    @property
    def order(self) -> Sequence[int]: ...


@dataclass(frozen=True, slots=True)
class PlanContext:
    """What an expectation of a step may refer to. `problems` is shared by all steps."""

    dialect: Dialect | None
    alerts: Mapping[str, tuple[AlertRule, ...]]  # by name: an alert may have a rule for each severity
    texts: Texts
    built_in: Mapping[str, str]  # variables that Grafana sets itself
    ports: Mapping[str, Mapping[str, int]]  # service -> name of a port -> number
    problems: ProblemCollector
    load: PlannedLoad | None = None  # the latest one when the step's expectations are checked
    load_name: str | None = None  # also when that load itself is broken
    load_names: tuple[str, ...] = ()  # of all loads up to then
    step_names: tuple[str, ...] = ()  # of this step and the earlier ones
    earlier: float = 0.0  # seconds of loads and deadlines before, in which an alert may have become pending
    receivers: tuple[str, ...] | None = None  # of Alertmanager; None when they are not known
    grouping: tuple[str, str] | None = None  # the shortest group_wait and group_interval; None when not known
    features: frozenset[str] = ALL_FEATURES  # feature flags of the lab's Prometheus
    posted: frozenset[str] = frozenset()  # alerts that calls of the scenario post to Alertmanager
    writes: tuple[str, ...] | None = None  # names of the remote-write requests sent up to then; None: not known
    without_sources: frozenset[str] = frozenset()  # data sources that no component of the lab provides
    answering: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # role -> services and views that answer

    def wrong(self, place: Place, message: str, *, unless_broken: Subject = ()) -> None:
        self.problems.wrong(place, message, unless_broken=unless_broken)


def service_port(
    service: str, port: str | None, service_place: Place, port_place: Place, ctx: PlanContext
) -> int | None:
    """The container port with this name, or the first one; None when there is none, which is reported."""
    if service not in ctx.ports:
        hint = did_you_mean(service, ctx.ports)
        ctx.wrong(service_place, f"there is no service {service!r}{hint}", unless_broken=("component", service))
        return None
    ports = ctx.ports[service]
    name = port or next(iter(ports), "")
    if name in ports:
        return ports[name]
    if port:
        ctx.wrong(port_place, f"{service!r} has no port {port!r}{did_you_mean(port, ports)}")
    else:
        ctx.wrong(service_place, f"{service!r} has no port")
    return None


def service_known(service: str, place: Place, ctx: PlanContext) -> None:
    """Reports a service that does not exist."""
    if service not in ctx.ports:
        hint = did_you_mean(service, ctx.ports)
        ctx.wrong(place, f"there is no service {service!r}{hint}", unless_broken=("component", service))


def service_answers(service: str, role: str, place: Place, ctx: PlanContext) -> None:
    """Reports a service, or view of one, that does not exist, or that cannot be queried in this role."""
    if service in ctx.answering.get(role, ()):
        return
    service_known(service, place, ctx)
    if service in ctx.ports:
        known = ", ".join(ctx.answering.get(role, ())) or "none"
        ctx.wrong(place, f"{service!r} cannot be queried as a {role}; those that can: {known}")


MAX_CORRECTED = 8  # problems of a scenario up to which corrections are searched


def parses(query: str, place: Place, ctx: PlanContext) -> None:
    """Reports a query that is not PromQL."""
    if error := query_error(query, ctx.features):
        # A correction is searched, which takes time: not for a file full of such queries.
        message = with_correction(query, error) if len(ctx.problems) < MAX_CORRECTED else error
        ctx.wrong(place, f"PromQL does not parse: {message}")


def names_of(names: str | tuple[str, ...] | None, place: Place, ctx: PlanContext) -> tuple[str, ...] | None:
    """The names in a list or in the lines of a file, where `#` begins a comment; None when neither is given."""
    if names is None or isinstance(names, tuple):
        return names
    text = ctx.texts.text(names, place) or ""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return tuple(line for line in lines if line)


def alert_known(
    alert: str, labels: Mapping[str, str], place: Place, ctx: PlanContext, *, by_rule: bool = False
) -> None:
    """Reports an alert that no rule file has with labels that can match, and, unless it must be `by_rule`, that no call
    posts."""
    if not by_rule and alert in ctx.posted:
        return
    if alert not in ctx.alerts:
        hint = did_you_mean(alert, [*ctx.alerts, *(() if by_rule else ctx.posted)])
        if alert in ctx.posted:
            hint = "; it is posted to Alertmanager, and Prometheus does not know it: use 'routed' or 'notified'"
        message = f"no rule file of this scenario has an alert {alert!r}{hint}"
        ctx.wrong(place, message, unless_broken=("alert rules",))
    elif not rules_of_alert(alert, labels, ctx):
        wanted = ", ".join(f"{name}={value}" for name, value in labels.items())
        known = " and ".join(map(str, ctx.alerts[alert]))
        ctx.wrong(place, f"no rule of alert {alert!r} gives it {wanted}; the rule files have {known}")


def rules_of_alert(alert: str, labels: Mapping[str, str], ctx: PlanContext) -> tuple[AlertRule, ...]:
    """The rules of this name whose alerts can have these labels (patterns): what a rule does not set comes from the
    series."""
    return tuple(
        rule
        for rule in ctx.alerts.get(alert, ())
        if all(matches(pattern, rule.labels[name]) for name, pattern in labels.items() if name in rule.labels)
    )


def receiver_known(receiver: str, place: Place, ctx: PlanContext) -> None:
    """Reports a receiver that Alertmanager's configuration does not define."""
    if ctx.receivers is not None and receiver not in ctx.receivers:
        hint = did_you_mean(receiver, ctx.receivers)
        ctx.wrong(place, f"Alertmanager's configuration has no receiver {receiver!r}{hint}")


def fires_in_time(alert: str, labels: Mapping[str, str], place: Place, within: float, ctx: PlanContext) -> None:
    """Reports an alert whose `for` is longer than the time until its deadline (`within`, in seconds), also when it is
    so only because its group is evaluated now and then. Of several rules with these labels the fastest counts."""
    rules = rules_of_alert(alert, labels, ctx)
    if not rules:
        return
    rule = min(rules, key=_seconds_to_fire)
    others = f"; of {len(rules)} rules of this name that is the fastest" if len(rules) > 1 else ""
    wait, latest = seconds_of(rule.for_) or 0.0, ctx.earlier + within
    deadline = f"the deadline is {format_duration(latest)} after the start{others}"
    if wait > latest:
        ctx.wrong(
            place,
            f"alert {alert!r} cannot fire before the deadline: its 'for' is {rule.for_} ({rule.place}), {deadline}; "
            "scale its 'for', or give a longer 'within'",
        )
    elif _seconds_to_fire(rule) > latest:
        lasting = f", its 'for' is {rule.for_}" if wait else ""
        ctx.wrong(
            place,
            f"alert {alert!r} may not fire before the deadline: its rules are evaluated every {rule.interval}{lasting} "
            f"({rule.place}), {deadline}; scale the interval of its group (or evaluation_interval), or give a longer "
            "'within'",
        )


def _seconds_to_fire(rule: AlertRule) -> float:
    """Until the first evaluation at which it can fire: after one interval, and for `for` after whole ones."""
    interval, wait = seconds_of(rule.interval) or 0.0, seconds_of(rule.for_) or 0.0
    if not interval:
        return wait
    return max(math.ceil(wait / interval - 1e-9), 1) * interval


def notified_in_time(
    alert: str, labels: Mapping[str, str], statuses: Sequence[str], place: Place, within: float, ctx: PlanContext
) -> None:
    """Reports an alert whose group waits longer than the time until its deadline (`within`, in seconds)."""
    fires_in_time(alert, labels, place, within, ctx)
    if ctx.grouping is None:
        return
    wait, interval = ctx.grouping
    rules, latest = rules_of_alert(alert, labels, ctx), ctx.earlier + within
    rule = min(rules, key=_seconds_to_fire, default=None)
    needed = (seconds_of(rule.for_) or 0.0 if rule else 0.0) + (seconds_of(wait) or 0.0)
    why = f"group_wait is {wait}"
    if "resolved" in statuses and "firing" in statuses:
        needed, why = needed + (seconds_of(interval) or 0.0), f"{why} and group_interval {interval}"
    if rule and seconds_of(rule.for_):
        why += f", after a 'for' of {rule.for_}"
    if needed > latest:
        ctx.wrong(
            place,
            f"alert {alert!r} cannot be notified before the deadline: the shortest {why}, the deadline is "
            f"{format_duration(latest)} after the start; scale them, or give a longer 'within'",
        )


def meaning_of(name: str, place: Place, ctx: PlanContext) -> Meaning | None:
    """The meaning in the scenario's dialect; None when there is none, which is reported."""
    if ctx.dialect is None:
        ctx.wrong(place, "'meaning' needs a 'dialect' in the scenario", unless_broken=("dialect",))
        return None
    meaning = ctx.dialect.meanings.get(name)
    if meaning is None:
        hint = did_you_mean(name, ctx.dialect.meanings)
        ctx.wrong(place, f"the dialect has no meaning {name!r}{hint}")
    return meaning


def latest_load(place: Place, ctx: PlanContext, what: str = "'equals the load'") -> PlannedLoad | None:
    """The load that `what` refers to; None when there is none, which is reported."""
    if ctx.load is None:
        unless_broken = ("load", ctx.load_name) if ctx.load_name is not None else ()
        message = f"{what} needs a load in this or an earlier step"
        ctx.wrong(place, message, unless_broken=unless_broken)
    return ctx.load
