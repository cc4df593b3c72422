"""The resource of the application: from the OTEL_* variables, with an instance ID only if one is configured."""

from opentelemetry.sdk.resources import OTELResourceDetector, Resource

INSTANCE_ID = "service.instance.id"


def describe_service(instance_id: str | None) -> Resource:
    configured = {INSTANCE_ID: instance_id} if instance_id else {}
    resource = Resource.create(configured)
    if configured or INSTANCE_ID in OTELResourceDetector().detect().attributes:
        return resource
    # Recent SDKs generate a random ID at every start, and so a new `instance` label for every restart.
    attributes = {key: value for key, value in resource.attributes.items() if key != INSTANCE_ID}
    return Resource(attributes, resource.schema_url)
