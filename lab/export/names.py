"""Names and labels as Kubernetes takes them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

NAME = "app.kubernetes.io/name"
PART_OF = "app.kubernetes.io/part-of"
COMPONENT = "app.kubernetes.io/component"
MANAGED_BY = "app.kubernetes.io/managed-by"
SCENARIO = "lab/scenario"
VARIANT = "lab/variant"
CHECKSUM = "checksum/config"

_LABEL = re.compile(r"[a-z]([a-z0-9-]{0,61}[a-z0-9])?")
_ANNOTATION = re.compile(r"([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?")


def object_name(text: str) -> str:
    """A name that every object may have, a Service too: lower case, digits and '-', beginning with a letter; at most
    63 characters. A longer one keeps its beginning, and a digest keeps it apart from others."""
    name = re.sub(r"[^a-z0-9-]+", "-", text.lower()).strip("-")
    if not name[:1].isalpha():
        name = f"x-{name}" if name else "x"
    if len(name) <= 63:
        return name
    return f"{name[:54].rstrip('-')}-{digest(text)[:8]}"


def is_host_name(text: str) -> bool:
    """Whether a Service may have this name, so that other services find it as in Compose."""
    return _LABEL.fullmatch(text) is not None


def is_annotation(key: str) -> bool:
    return _ANNOTATION.fullmatch(key) is not None


def port_name(text: str) -> str:
    """At most 15 characters, lower case, digits and '-', with a letter."""
    name = re.sub(r"-+", "-", re.sub(r"[^a-z0-9-]+", "-", text.lower())).strip("-")[:15].rstrip("-")
    return name if re.search(r"[a-z]", name) else f"p{name}"[:15]


def label_value(text: str) -> str:
    """At most 63 characters of those that the value of a label may have."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-._")[:63].strip("-._")


def selector(pod: str, part_of: str) -> dict[str, str]:
    """The labels by which Services and Deployments find their pods."""
    return {NAME: pod, PART_OF: part_of}


def labels(name: str, part_of: str, component: str) -> dict[str, str]:
    return {NAME: name, COMPONENT: label_value(component), PART_OF: part_of}


def digest(*parts: str | bytes) -> str:
    """64 hexadecimal digits that stand for these parts."""
    hashed = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        hashed.update(f"{len(content)}:".encode() + content)
    return hashed.hexdigest()


def without_empty(content: Mapping[str, object]) -> dict[str, object]:
    """Keys without a value left out."""
    return {key: value for key, value in content.items() if value not in (None, "", [], {}, ())}
