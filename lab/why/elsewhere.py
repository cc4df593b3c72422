"""The value that was asked for is the value of another label of the same series."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lab.why.identity import same_name
from lab.why.mismatch import Mismatch, format_few
from lab.why.model import Finding

_BOUNDS = ("le", "quantile")  # numbers, which equal others by chance
_NOT_A_VALUE = "\x00"


def explain_value_of_another_label(mismatch: Mismatch) -> Finding | None:
    """`job="api"` where `exported_job` is "api"."""
    if not mismatch.positive or mismatch.label in _BOUNDS or mismatch.matcher.accepts(_NOT_A_VALUE):
        return None
    if same_name(mismatch.matcher.value, mismatch.values(mismatch.label)):
        return None  # the same name, with a port for example
    found = list(_labels_with(mismatch))
    if not found:
        return None
    label, values = found[0]
    better = [replace(mismatch.matcher, label=other) for other, _ in found]
    detail = f"{format_few(values)} is {'a' if len(mismatch.values(label)) > 1 else 'the'} value of {label} here"
    return mismatch.finding(detail, *_reason(mismatch, label), better=better)


def _labels_with(mismatch: Mismatch) -> Iterator[tuple[str, list[str]]]:
    """Labels of the series that have a value which the matcher accepts, and those values; the likeliest first."""
    wanted, matcher = mismatch.label, mismatch.matcher
    others = [label for label in mismatch.labels() if label not in (wanted, *_BOUNDS)]
    for label in sorted(others, key=lambda label: (_distance(wanted, label), label)):
        values = [value for value in mismatch.values(label) if value and matcher.accepts(value)]
        if values:
            yield label, values


def _distance(wanted: str, label: str) -> int:
    if label in (f"exported_{wanted}", wanted.removeprefix("exported_")):
        return 0
    if label in _OTHER_NAMES.get(wanted, ()):
        return 1
    return 2 if set(wanted.split("_")) & set(label.split("_")) else 3


# OTel resource attribute, as a label -> the labels that OTLP in Prometheus and Collectors make of it.
_OTHER_NAMES = {
    "service_name": ("exported_job", "job"),
    "service": ("exported_job", "job"),
    "app": ("exported_job", "job"),
    "service_instance_id": ("exported_instance", "instance"),
    "job": ("service_name", "service"),
    "instance": ("service_instance_id",),
}


def _reason(mismatch: Mismatch, label: str) -> Iterator[str]:
    wanted = mismatch.label
    if label == f"exported_{wanted}":
        values = format_few([value for value in mismatch.values(wanted) if value])
        yield (
            f"{wanted} is that of the scrape target ({values}): where the scraped series have a label {wanted} "
            f"themselves, Prometheus renames theirs to {label}, unless the scrape job has honor_labels: true"
        )
    elif wanted == f"exported_{label}":
        yield f"{wanted} exists only where scraped series have a label {label} themselves, and honor_labels is false"
    elif re.fullmatch(r"service(_name)?", wanted) and label in ("job", "exported_job"):
        yield "of OpenTelemetry's resource attributes, service.name becomes job and service.instance.id instance"
