"""Labels that say whose a series is. Another value of such a label is somebody else's series, unless it is nearly the
same text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

_WORDS = {
    *("job", "instance", "service", "alertname", "namespace", "pod", "container", "host", "hostname", "node"),
    *("nodename", "cluster", "app", "application", "team", "tenant", "environment", "env", "deployment"),
}
_NEARLY = 0.84
_MIN_LENGTH = 3


def says_who(label: str) -> bool:
    """For `job`, `exported_job`, `service_name`, `kubernetes_namespace` and the like."""
    parts = label.lower().removeprefix("exported_").removesuffix("_name").removesuffix("_id").split("_")
    return parts[-1] in _WORDS or parts[0] == "service"


def same_name(value: str, known: Iterable[str]) -> str:
    """The known value that is the same but for case, separators, port or namespace; empty when there is none."""
    ranked = sorted((rank, other) for other in set(known) if other and (rank := _rank(value, other)) is not None)
    return ranked[0][1] if ranked and ranked[0][0][0] <= 1 else ""


def nearly_same(value: str, known: Iterable[str]) -> str:
    """The known value that is nearly the same text: other case or separators, with or without port or namespace, or one
    letter off; empty when there is none."""
    ranked = sorted((rank, other) for other in set(known) if other and (rank := _rank(value, other)) is not None)
    return ranked[0][1] if ranked else ""


def _rank(value: str, other: str) -> tuple[int, float] | None:
    """Smaller is nearer; None for another text."""
    ratio = SequenceMatcher(None, value.lower(), other.lower()).ratio()
    if _plain(value) == _plain(other):
        return 0, -ratio
    if _host(value) == _host(other) or _last(value) == _last(other):
        return 1, -ratio
    if ratio >= _NEARLY and min(len(value), len(other)) >= _MIN_LENGTH and _digits(value) == _digits(other):
        return 2, -ratio
    words = {word for word in re.split(r"[^a-z0-9]+", other.lower()) if len(word) >= _MIN_LENGTH}
    if value.lower() in words:
        return 3, -ratio
    return None


def _plain(value: str) -> str:
    return re.sub(r"[^a-z0-9]", "", value.lower())


def _host(value: str) -> str:
    """`api` of `http://api:8000/metrics` and of `api:8000`."""
    return re.sub(r"^\w+://", "", value.lower()).partition("/")[0].partition(":")[0] or value


def _last(value: str) -> str:
    """`api` of `shop/api`, as OTLP writes a job: service.namespace/service.name."""
    return value.lower().rpartition("/")[2] or value


def _digits(value: str) -> list[str]:
    """Names that differ only in a number are those of different machines."""
    return re.findall(r"\d+", value)
