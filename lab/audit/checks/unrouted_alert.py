"""Alerts that reach nobody: their route leads to a receiver that sends nowhere, or there is no Alertmanager."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lab.audit.audited_query import AuditedQuery, audited_rules
from lab.audit.context import AuditContext
from lab.audit.model import Finding, FindingClass, NotAudited, Subject
from lab.audit.possible_routes import possible_routes
from lab.audit.registry import CheckDescription, register
from lab.configs.alert_routes import Route, root_route
from lab.configs.receivers import KINDS
from lab.language.counting import count
from lab.language.json_values import mapping, mappings

_NAME, _NOWHERE = "unrouted-alert", "no-alertmanager"
_DISCARDING = re.compile(r"null|black.?hole|dev.?null|none|drop|void|noop|ignore|discard|silence", re.IGNORECASE)
_QUIET_SEVERITIES = ("none", "info", "debug", "heartbeat")
_NOT_SENT = re.compile(r"watchdog|inhibitor|dead.?man|heart.?beat", re.IGNORECASE)


@register(
    CheckDescription(
        _NAME,
        (FindingClass.BROKEN,),
        "Nobody is told of an alert: its route leads to a receiver without any integration.",
        "Add a route for its labels to a receiver that sends somewhere, or give its receiver an integration.",
    ),
    CheckDescription(
        _NOWHERE,
        (FindingClass.QUIET,),
        "Prometheus has alerting rules, and sends alerts to no Alertmanager.",
        "Name one under `alerting.alertmanagers`.",
    ),
)
def check(context: AuditContext) -> Iterator[Finding | NotAudited]:
    alerts = [one for one in audited_rules(context) if one.rule is not None and one.rule.kind == "alerting"]
    if not alerts:
        return
    if context.alertmanager is not None:
        yield from _routed(alerts, context.alertmanager)
    elif context.system.alertmanagers == 0:
        subject = Subject("receiver", "Alertmanager")
        notify = "notifies" if len(alerts) == 1 else "notify"
        rules = count(len(alerts), "alerting rule")
        message = f"{rules} {notify} nobody: Prometheus sends alerts to no Alertmanager"
        yield Finding(_NOWHERE, FindingClass.QUIET, subject, message, (), "name one under alerting.alertmanagers")


def _routed(alerts: list[AuditedQuery], config: Mapping[str, object]) -> Iterator[Finding | NotAudited]:
    root = root_route(config)
    if root is None:
        yield NotAudited("routes of alerts", "the configuration of Alertmanager has no route")
        return
    silent = _silent_receivers(config)
    for one in alerts:
        rule = one.rule
        assert rule is not None
        try:
            routes = possible_routes(root, rule.name, rule.labels)
        except re.error as error:
            yield NotAudited(str(one.subject), f"a route has a pattern that lab cannot read: {error}")
            continue
        if all(route.receiver in silent for route in routes) and not _is_meant(one, routes, root):
            yield _finding(one, routes[0], root)


def _silent_receivers(config: Mapping[str, object]) -> frozenset[str]:
    """Those without any integration."""
    receivers = mappings(mapping(config).get("receivers"))
    return frozenset(str(one.get("name")) for one in receivers if not any(one.get(kind) for kind in KINDS))


def _is_meant(one: AuditedQuery, routes: tuple[Route, ...], root: Route) -> bool:
    """A heartbeat, or an alert that only inhibits others; and one that a route of its own sends to a receiver that
    discards, by its name."""
    rule = one.rule
    assert rule is not None
    if _NOT_SENT.search(rule.name):
        return True
    if rule.labels.get("severity") in _QUIET_SEVERITIES and all(route.path == root.path for route in routes):
        return True
    return all(route.path != root.path and route.matchers and _DISCARDING.search(route.receiver) for route in routes)


def _finding(one: AuditedQuery, route: Route, root: Route) -> Finding:
    if route.path == root.path:
        message = f"no route takes it, and the default receiver {route.receiver!r} sends nowhere"
        fix = "add a route that matches its labels, or give the default receiver an integration"
    else:
        message = f"{route.path}{route.condition} sends it to receiver {route.receiver!r}, which sends nowhere"
        fix = f"give receiver {route.receiver!r} an integration, or another receiver to the route"
    rule = one.rule
    assert rule is not None
    labels = ", ".join(f'{label}="{value}"' for label, value in sorted(rule.labels.items())) or "none"
    return Finding(
        _NAME, FindingClass.BROKEN, one.subject, message, (f"labels of the rule: {labels}",), fix, rule.query
    )
