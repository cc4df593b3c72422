"""What can be switched on beside the metrics of the instrumentator: a gauge with the current time, which shows how old
a sample is, and the ID of the instance."""

import time

from prometheus_client import REGISTRY, Gauge

from shop.switches import Switches


def add_optional_metrics(switches: Switches) -> None:
    if switches.heartbeat:
        Gauge("app_heartbeat_timestamp_seconds", "Unix time at which this sample was taken.").set_function(time.time)
    if switches.service_instance_id:
        REGISTRY.set_target_info({"service_instance_id": switches.service_instance_id})
