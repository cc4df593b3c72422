"""The resource of the application: from the OTEL_* variables and the file that RESOURCE_FILE names, with an instance ID
only if one is configured."""

import os
from collections.abc import Mapping
from pathlib import Path

from opentelemetry.sdk.resources import OTELResourceDetector, Resource

INSTANCE_ID = "service.instance.id"


class UnreadableResourceFile(ValueError):
    """A line of the resource file is not key=value."""


def describe_service(instance_id: str | None, environment: Mapping[str, str] = os.environ) -> Resource:
    file = environment.get("RESOURCE_FILE", "").strip()
    configured = read_attributes(Path(file).read_text(encoding="utf-8")) if file else {}
    if instance_id:
        configured[INSTANCE_ID] = instance_id
    resource = Resource.create(configured)
    if INSTANCE_ID in configured or INSTANCE_ID in OTELResourceDetector().detect().attributes:
        return resource
    # Recent SDKs generate a random ID at every start, and so a new `instance` label for every restart.
    attributes = {key: value for key, value in resource.attributes.items() if key != INSTANCE_ID}
    return Resource(attributes, resource.schema_url)


def read_attributes(text: str) -> dict[str, str]:
    """Lines of key=value or key="value", as Kubernetes' downward API writes the labels of a pod; # begins a comment."""
    attributes = {}
    for line in text.splitlines():
        key, equals, value = line.strip().partition("=")
        if not key or key.startswith("#"):
            continue
        if not equals:
            raise UnreadableResourceFile(f"{line!r}: expected key=value")
        attributes[key] = value.strip('"')
    return attributes
