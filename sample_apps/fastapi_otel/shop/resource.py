"""Decides who the application says it is: what the OTEL_* variables name, and an instance id only when
someone asked for one."""

from opentelemetry.sdk.resources import OTELResourceDetector, Resource

INSTANCE_ID = "service.instance.id"


def describe_service(instance_id: str | None) -> Resource:
    asked_for = {INSTANCE_ID: instance_id} if instance_id else {}
    described = Resource.create(asked_for)
    if asked_for or INSTANCE_ID in OTELResourceDetector().detect().attributes:
        return described
    # Recent SDKs draw a random id at every start, and with it a new `instance` label for every restart.
    kept = {key: value for key, value in described.attributes.items() if key != INSTANCE_ID}
    return Resource(kept, described.schema_url)
