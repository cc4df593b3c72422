"""Resource attributes asked for as labels: they are on `target_info`, not on every series."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from lab.why.expression import (
    NAME,
    Binary,
    Call,
    Expression,
    Matcher,
    Matching,
    Selector,
    Subquery,
    Window,
    children,
    with_part,
)
from lab.why.mismatch import Mismatch, format_few
from lab.why.model import Finding, Proposal
from lab.why.nearest import nearest
from lab.why.topology import Application

TARGET_INFO = "target_info"
_IDENTIFYING = ("job", "instance", "exported_job", "exported_instance")
_PREFIXES = ("service_", "deployment_", "telemetry_sdk_", "k8s_", "cloud_", "host_", "os_", "process_", "container_")


def explain_resource_attribute(mismatch: Mismatch) -> Finding | None:
    """`service_version="1.0.0"`, which no series but target_info has."""
    if mismatch.has_label() or mismatch.selector.name == TARGET_INFO:
        return None
    known = sorted({key for series in _target_info(mismatch) for key in series} - set(_IDENTIFYING))
    label = mismatch.label.replace(".", "_")
    if label not in known:
        label = next(iter(nearest(label, known, 1)), label) if label.startswith(_PREFIXES) else label
    if label in known:
        return _join(mismatch, label)
    sent = {as_label(key) for app in mismatch.inventory.topology.applications for key in app.attributes}
    if label not in sent and label.startswith(_PREFIXES):
        label = next(iter(nearest(label, sent, 1)), label)
    if senders := _senders(label, mismatch.inventory.topology.applications):
        return mismatch.finding(*_nowhere(mismatch, label, senders))
    if label.startswith(_PREFIXES) and mismatch.inventory.topology.applications and not known:
        return mismatch.finding(f"{label} looks like a resource attribute: no application here is set up to send it")
    return None


def _target_info(mismatch: Mismatch) -> list[dict[str, str]]:
    metric = mismatch.inventory.metrics.get(TARGET_INFO)
    return [dict(series.labels) for series in metric.series] if metric else []


def _join(mismatch: Mismatch, label: str) -> Finding:
    rows = _target_info(mismatch)
    values = sorted({row[label] for row in rows if label in row})
    wanted = replace(mismatch.matcher, label=label)
    details = [
        f"{label} is a resource attribute: it is a label of target_info, with the value {format_few(values)}",
        "join with target_info on job and instance, use info() where that feature is enabled, or have Prometheus add "
        "it to every series: otlp.promote_resource_attributes",
    ]
    if not any(map(wanted.accepts, values)):
        return mismatch.finding(*details)
    on = tuple(
        key
        for key in _IDENTIFYING
        if any(key in row for row in rows) and any(key in series.labels for _, series in mismatch.candidates)
    )
    return replace(mismatch.finding(*details), proposals=(Proposal(joined(mismatch, wanted, on or ("job",))),))


def joined(mismatch: Mismatch, wanted: Matcher, on: tuple[str, ...]) -> Expression:
    """The query with the smallest part around the selector joined with target_info."""
    selector, query = mismatch.selector, mismatch.ctx.query
    bare = replace(selector, matchers=tuple(m for m in selector.matchers if m != mismatch.matcher))
    info = Selector((Matcher(NAME, "=", TARGET_INFO), wanted), replace(selector.shift))
    part = vector_around(query, selector)
    matching = Matching(True, on, "left", (wanted.label,))
    return with_part(query, part, Binary("*", with_part(part, selector, bare), info, matching))


def vector_around(query: Expression, selector: Selector) -> Expression:
    """The smallest part with the selector that is an instant vector: `rate(x[5m])` of `sum(rate(x[5m]))`."""
    best: Expression = selector
    current = query
    while current != selector:
        inner = next((child for child in children(current) if _contains(child, selector)), None)
        if inner is None:
            return selector
        if isinstance(inner, Window | Subquery) and isinstance(current, Call):
            best = current
        current = inner
    return best


def _contains(part: Expression, selector: Selector) -> bool:
    return part == selector or any(_contains(child, selector) for child in children(part))


def _senders(label: str, applications: Iterable[Application]) -> list[Application]:
    return [one for one in applications if any(as_label(attribute) == label for attribute in one.attributes)]


def as_label(attribute: str) -> str:
    return re.sub(r"[^a-zA-Z0-9_]", "_", attribute)


def _nowhere(mismatch: Mismatch, label: str, senders: list[Application]) -> list[str]:
    topology = mismatch.inventory.topology
    names = ", ".join(dict.fromkeys(one.service for one in senders))
    details = [f"{label} is a resource attribute of {names}, and resource attributes are labels of target_info only"]
    collector = topology.collector(senders[0].sends_to)
    if collector is not None and collector.prometheus:
        details.append(
            f"there is no target_info here: {collector.service}'s prometheus exporter writes it only for a resource "
            "with service.name and service.instance.id; set that, or the exporter's resource_constant_labels"
        )
    else:
        details.append("have Prometheus add it to every series: otlp.promote_resource_attributes in its configuration")
    return details
