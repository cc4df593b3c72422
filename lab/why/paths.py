"""What series an application has by the way its telemetry takes: scraped, pushed, or through a Collector."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from lab.why.expression import Matcher, Selector
from lab.why.inventory import SCRAPE_METRICS, Inventory, Target
from lab.why.mismatch import Mismatch
from lab.why.model import Cause, ExplainContext, Finding, Proposal
from lab.why.topology import Application, Collector

_OF_RULES = ("ALERTS", "ALERTS_FOR_STATE")
WHO = ("job", "instance", "exported_job", "exported_instance", "service_name", "service")


@dataclass(frozen=True, slots=True)
class Pushed:
    """An application that is not scraped itself. `labels` select its series; `via` is the target that shows them."""

    name: str
    service: str
    labels: tuple[tuple[str, str], ...]
    via: Target | None = None

    def selected_by(self, matcher: Matcher) -> bool:
        """Whether a matcher asks for this application: by its name, or by the address of its service."""
        if matcher.op not in ("=", "=~") or matcher.label not in WHO:
            return False
        hosts = {self.name, self.service}
        return any(map(matcher.accepts, hosts)) or (
            matcher.op == "=" and matcher.value.rpartition("/")[2].partition(":")[0] in hosts
        )

    def sentence(self) -> str:
        if self.via is None:
            return f"{self.name} pushes its metrics"
        return f"{self.name} pushes its metrics to {host_of(self.via)}, which is scraped instead"


def pushed(inventory: Inventory) -> list[Pushed]:
    """From the series; and from the plan, for applications of which nothing has arrived."""
    found = list(_by_exported_job(inventory)) + list(_planned(inventory))
    return [one for number, one in enumerate(found) if one.name not in {other.name for other in found[:number]}]


def _by_exported_job(inventory: Inventory) -> Iterator[Pushed]:
    scraped = {target.job for target in inventory.targets}
    for metric_name, metric in inventory.metrics.items():
        for series in metric.series if metric_name not in _OF_RULES else ():
            name = series.labels.get("exported_job", "")
            if name and name not in scraped:
                sender = _sender(name, inventory)
                service = sender.service if sender else name
                yield Pushed(name, service, (("exported_job", name),), inventory.target_of(series))


def _planned(inventory: Inventory) -> Iterator[Pushed]:
    for sender in inventory.topology.applications:
        via = next((t for t in inventory.targets if host_of(t) == sender.sends_to), None)
        label = "job" if via is None or _honors_labels(via, inventory) else "exported_job"
        if sender.service not in map(host_of, inventory.targets):
            yield Pushed(sender.name, sender.service, ((label, sender.name),), via)


def _sender(name: str, inventory: Inventory) -> Application | None:
    return next((one for one in inventory.topology.applications if one.name == name), None)


def _honors_labels(target: Target, inventory: Inventory) -> bool:
    return bool(inventory.scrape_configs.get(target.pool, {}).get("honor_labels"))


def host_of(target: Target) -> str:
    return urlsplit(target.url).hostname or ""


def collector_of(target: Target, inventory: Inventory) -> Collector | None:
    return inventory.topology.collector(host_of(target))


def explain_scrape_metric(selector: Selector, ctx: ExplainContext) -> Finding | None:
    """`up{job="api"}` of an application that is not scraped: there is none, by nature."""
    name, inventory = selector.name or "", ctx.inventory
    if not name.startswith(SCRAPE_METRICS):
        return None
    asked = [one for one in pushed(inventory) if any(one.selected_by(matcher) for matcher in selector.labelled)]
    if not asked:
        return None
    one = asked[0]
    message = f"{name} exists only for targets that Prometheus scrapes: {one.sentence()}, so it has no {name}"
    details = []
    if one.via is not None:
        details.append(f'{name}{{job="{one.via.job}"}} is about {host_of(one.via)}, whatever becomes of {one.name}')
    witness = witness_of(one, inventory)
    if witness is not None:
        details.append(
            f"ask for a series of {one.name} itself: {witness.bare()}; absent({witness.bare()}) when it is gone"
        )
    proposals = (Proposal(witness),) if witness is not None and ctx.query == selector else ()
    return Finding(Cause.MATCHER, message, tuple(details), proposals)


def witness_of(one: Pushed, inventory: Inventory) -> Selector | None:
    """A selector of a metric that the application always sends, so none about requests if possible; with few series."""
    matchers = tuple(Matcher(label, "=", value) for label, value in one.labels)
    having = [
        (_about_work(name), number, name)
        for name, metric in inventory.metrics.items()
        if not name.startswith(SCRAPE_METRICS)
        and name not in _OF_RULES
        and (number := sum(all(m.accepts(s.labels.get(m.label, "")) for m in matchers) for s in metric.series))
    ]
    if not having:
        return None
    return Selector((Matcher("__name__", "=", min(having)[2]), *matchers))


def _about_work(name: str) -> int:
    """0 for what an idle application sends too, more for what it sends only after some work."""
    if name == "target_info":
        return 0
    return 1 if name.startswith("process_") else 3 if name.startswith(("http_", "rpc_", "db_")) else 2


def explain_instance(mismatch: Mismatch) -> Finding | None:
    """`instance="api:8000"` of an application behind a Collector: nothing says where that is."""
    exported = [value for value in mismatch.values("exported_instance") if value]
    if mismatch.label not in ("instance", "exported_instance") or any(map(mismatch.matcher.accepts, exported)):
        return None
    one = next((one for one in pushed(mismatch.inventory) if one.selected_by(mismatch.matcher)), None)
    if one is None:
        return None
    details = []
    if one.via is not None:
        details.append(f"instance is the address that Prometheus scrapes, {host_of(one.via)}, not that of {one.name}")
    own = sorted({instance for _, s in mismatch.candidates if (instance := _instance_of(s.labels, one))})
    if own:
        details.append(f"{one.name}'s own is exported_instance, its service.instance.id: {', '.join(own[:3])}")
    else:
        label = "exported_instance" if one.via is not None else "instance"
        details.append(f"no label has its address: {label} would be its service.instance.id, which it does not send")
    matchers = [Matcher(label, "=", value) for label, value in one.labels]
    note = f"all instances of {one.name}"
    finding = mismatch.finding(*details)
    return replace(finding, proposals=(Proposal(mismatch.replaced(*matchers), note),))


def _instance_of(labels: Mapping[str, str], one: Pushed) -> str:
    is_own = all(labels.get(label) == value for label, value in one.labels)
    return labels.get("exported_instance", "") if is_own else ""
