"""A gauge with the current time, which shows how old a sample is."""

import time
from collections.abc import Iterable

from opentelemetry.metrics import CallbackOptions, MeterProvider, Observation


def _now(_options: CallbackOptions) -> Iterable[Observation]:
    yield Observation(time.time())


def add_heartbeat(provider: MeterProvider) -> None:
    provider.get_meter("shop").create_observable_gauge(
        "app.heartbeat.timestamp",
        callbacks=[_now],
        unit="s",
        description="Unix time at which this sample was taken.",
    )
