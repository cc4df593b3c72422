"""Says of a failed expectation about notifications which way its alert took in Alertmanager, what held it back, and
what the receiver answered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from lab.backends.observing import Backends
from lab.configs.alert_routes import Route, receivers_with, root_route, why_not
from lab.configs.delivery_failures import DeliveryFailure, delivery_failures
from lab.expectations.message import MessageExpectation
from lab.expectations.notified import NotificationExpectation
from lab.expectations.patterns import pattern_mismatches
from lab.expectations.routed import RoutedExpectation
from lab.language import reasons
from lab.language.json_values import mapping
from lab.queries.alertmanager import AlertmanagerAlert, AlertmanagerAlerts
from lab.queries.query import NoSuchService
from lab.record.verdict import Status, Verdict
from lab.run.clock import Clock
from lab.run.lab import Lab

_ROLE = "alertmanager"
_REASONS = (reasons.NOT_DELIVERED, reasons.WRONG_RECEIVER)
_LOG_LINES = 300
_MOST = 3  # alerts of one name that are told apart


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an expectation waits for. `alert` is empty for a message, which does not name one."""

    alert: str = ""
    labels: Mapping[str, str] | None = None
    receiver: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Undelivered:
    lab: Lab
    clock: Clock

    def explained(self, verdict: Verdict) -> Verdict:
        """The verdict, with why nobody, or somebody else, was notified. Asks only for one that failed so."""
        if verdict.status is not Status.FAILED or verdict.judgement.reason not in _REASONS or verdict.judgement.refused:
            return verdict
        wanted = self._wanted(verdict)
        text = "; ".join(dict.fromkeys(self._reasons(wanted))) if wanted else ""
        judgement = verdict.judgement.model_copy(update={"refused": text})
        return verdict.model_copy(update={"judgement": judgement}) if text else verdict

    def _wanted(self, verdict: Verdict) -> Wanted | None:
        named = (c for c in self.lab.plan.checks() if (c.name, c.place) == (verdict.name, verdict.where))
        match next((check.spec for check in named), None):
            case RoutedExpectation(routed=alert, labels=labels, to=to):
                return Wanted(alert, labels, to or "")
            case NotificationExpectation(notified=alert, labels=labels, receiver=receiver):
                return Wanted(alert, labels, receiver or "")
            case MessageExpectation(message=kind):
                return Wanted(kind=kind)
        return None

    def _reasons(self, wanted: Wanted) -> Iterator[str]:
        backends = self.lab.backends(self.clock)
        observed = backends.observe(AlertmanagerAlerts())
        config = loaded_config(backends)
        if observed.error or config is None:
            return
        alerts = AlertmanagerAlerts.read(observed.answer)
        failures = delivery_failures(self._log())
        root = root_route(config)
        if wanted.kind:
            yield from message_reasons(wanted.kind, config, failures)
        elif root is not None:
            meant = [alert for alert in alerts if _is_meant(alert, wanted)]
            for alert in meant[:_MOST]:
                yield from alert_reasons(alert, wanted, root, alerts, failures)

    def _log(self) -> str:
        service = self.lab.plan.role(_ROLE)
        return "" if service is None else self.lab.running.logs(service.name, _LOG_LINES)


def loaded_config(backends: Backends) -> Any:
    """The configuration that Alertmanager runs with; None when it does not answer."""
    try:
        answer = backends.role(_ROLE).get("/api/v2/status")
    except NoSuchService:
        return None
    try:
        return yaml.safe_load(str(mapping(mapping(answer.json).get("config")).get("original", "")))
    except yaml.YAMLError:
        return None


def alert_reasons(
    alert: AlertmanagerAlert,
    wanted: Wanted,
    root: Route,
    alerts: list[AlertmanagerAlert],
    failures: tuple[DeliveryFailure, ...],
) -> Iterator[str]:
    """What became of one alert that Alertmanager has."""
    yield from _held_back(alert, alerts)
    try:
        taken = root.taken_by(alert.labels)
        if wanted.receiver and wanted.receiver not in {route.receiver for route in taken}:
            ways = " and ".join(f"{route.path}{route.condition} to {route.receiver}" for route in taken)
            yield f"it takes {ways}"
            yield why_not(root, alert.labels, wanted.receiver)
    except re.error:
        return  # a regular expression that only Go knows
    for route in taken:
        if wanted.receiver in ("", route.receiver):
            failed = [failure for failure in failures if failure.receiver == route.receiver]
            yield from map(str, failed)
            if not failed and alert.status.state == "active":
                times = ", ".join(f"{name} {route.times[name]}" for name in ("group_wait", "group_interval"))
                yield f"it takes {route.path}{route.condition} to {route.receiver}, grouped by {_names(route)}: {times}"


def message_reasons(kind: str, config: Any, failures: tuple[DeliveryFailure, ...]) -> Iterator[str]:
    """Why no message of a kind arrived."""
    if not receivers_with(config, kind):
        yield f"no receiver has {kind}_configs"
    yield from (str(failure) for failure in failures if failure.kind == kind)


def _held_back(alert: AlertmanagerAlert, alerts: list[AlertmanagerAlert]) -> Iterator[str]:
    status = alert.status
    by_fingerprint = {one.fingerprint: one.labels.get("alertname", "") for one in alerts}
    if status.inhibited_by:
        names = dict.fromkeys(by_fingerprint.get(one, "an alert") for one in status.inhibited_by)
        yield f"it is inhibited by {', '.join(names)}"
    if status.silenced_by:
        yield "a silence matches it"
    if status.muted_by:
        yield f"its route is muted now by the time interval {', '.join(status.muted_by)}"


def _is_meant(alert: AlertmanagerAlert, wanted: Wanted) -> bool:
    return alert.labels.get("alertname") == wanted.alert and not pattern_mismatches(wanted.labels or {}, alert.labels)


def _names(route: Route) -> str:
    return ", ".join(route.group_by) or "nothing"
