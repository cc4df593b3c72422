"""Says of a failed expectation that its data was sent and refused: by whom, in the words of the logs of both ends, and
with the Collector's own counters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lab.backends.self_metrics import fetch_self_metrics
from lab.language import reasons
from lab.language.counting import count
from lab.language.export_refusals import Refusal, refusals, remedy
from lab.plan.model import ServicePlan
from lab.record.verdict import Status, Verdict
from lab.run.clock import Clock
from lab.run.lab import Lab

# What an expectation fails with when the data is not there.
_EMPTY = (
    reasons.NO_SERIES,
    reasons.MISSING_SERIES,
    reasons.NO_DATA,
    reasons.NO_LINES,
    reasons.NO_TRACES,
    reasons.NEVER_FIRED,
)
_LOG_LINES = 300
_RECENT_S = 30.0  # an SDK exports every few seconds; what was refused earlier may have been accepted since
_KINDS = ("receiver_refused", "receiver_failed", "exporter_send_failed", "exporter_enqueue_failed", "processor_refused")
_SIGNALS = ("metric_points", "spans", "log_records")
_COUNTERS = tuple(f"otelcol_{kind}_{signal}{end}" for kind in _KINDS for signal in _SIGNALS for end in ("", "_total"))
_ENDPOINT = "OTEL_EXPORTER_OTLP"


@dataclass(frozen=True, slots=True)
class RefusedExports:
    lab: Lab
    clock: Clock

    def explained(self, verdict: Verdict) -> Verdict:
        """The verdict, with what was refused when it failed because nothing arrived."""
        if verdict.status is not Status.FAILED or verdict.judgement.reason not in _EMPTY:
            return verdict
        asked = " ".join(observation.query.model_dump_json() for observation in verdict.evidence[-1:])
        sentence, fix = self.explanation(asked)
        judgement = verdict.judgement.model_copy(update={"refused": sentence, "hint": fix or verdict.judgement.hint})
        return verdict.model_copy(update={"judgement": judgement}) if sentence else verdict

    def explanation(self, asked: str = "") -> tuple[str, str]:
        """What was refused lately and by whom, and the usual fix; empty when nothing was.

        Of several senders those count that `asked`, a query as JSON, names by their service or OTEL_SERVICE_NAME.
        """
        since = max(self.clock.now() - _RECENT_S, self.lab.started)
        found = [one for service in self._services() for one in self._refusals(service, since)]
        senders = {one.service for one in found if not one.at_receiver}
        named = {sender for sender in senders if any(name in asked for name in self._names(sender))}
        found = [one for one in found if one.at_receiver or one.service in (named or senders)]
        counted = [text for service in self._services() for text in self._counters(service)]
        if not found and not counted:
            return "", ""
        parts = [self._clause(one) for one in sorted(found, key=lambda one: one.at_receiver)]
        fixes = dict.fromkeys(remedy(one.words) for one in sorted(found, key=lambda one: not one.at_receiver))
        fix = next(filter(None, fixes), "")
        return f"sent, but not accepted: {'; '.join((*parts, *counted))}", fix

    def _names(self, sender: str) -> tuple[str, ...]:
        """Quoted, as they are in the JSON of a query."""
        own = _environment(self.lab.plan.service(sender)).get("OTEL_SERVICE_NAME")
        return tuple(f'"{name}\\"' for name in (sender, own) if name)

    def _services(self) -> Iterator[ServicePlan]:
        for service in self.lab.plan.services:
            # What Alertmanager could not deliver are notifications.
            telemetry = "alertmanager" not in service.roles
            if telemetry and not service.on_demand and service.name not in self.lab.left_out:
                yield service

    def _refusals(self, service: ServicePlan, since: float) -> tuple[Refusal, ...]:
        return refusals(service.name, self.lab.running.logs(service.name, _LOG_LINES, since=since))

    def _clause(self, one: Refusal) -> str:
        how_often = f" ({count(one.times, 'time')})" if one.times > 1 else ""
        if one.at_receiver:
            return f"{one.service} refused it{how_often}: {one.words}"
        target = _endpoint(self.lab.plan.service(one.service))
        sends = f", which sends to {target}," if target and target not in one.words else ""
        return f"{one.service}{sends} logs{how_often}: {one.words}"

    def _counters(self, service: ServicePlan) -> Iterator[str]:
        """A Collector counts what it refused and could not deliver; by default it shows that on its localhost only."""
        port = next((port.container for port in service.ports if port.name == "metrics"), None)
        url = self.lab.address(service.name, port) if "collector" in service.roles and port else None
        counted = fetch_self_metrics(url, _COUNTERS) if url is not None else {}
        if isinstance(counted, Mapping):
            some = [f"{name} {value:g}" for name, value in counted.items() if value > 0]
            if some:
                yield f"{service.name} counts {', '.join(some)}"


def _endpoint(service: ServicePlan) -> str:
    """Where an application sends, by the SDK's own variables; the one for a signal wins."""
    environment = _environment(service)
    names = sorted((name for name in environment if name.startswith(_ENDPOINT) and name.endswith("ENDPOINT")), key=len)
    return str(environment[names[-1]]) if names else ""


def _environment(service: ServicePlan) -> Mapping[str, object]:
    environment = service.compose.get("environment")
    return environment if isinstance(environment, Mapping) else {}
