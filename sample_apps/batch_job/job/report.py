"""Tells the Pushgateway what became of one run.

Every run reports from a registry of its own, as a job does whose process ends with the run. So all of it is gauges:
the gateway keeps the last value and adds nothing up, and `batch_job_records_processed_total` is the total of the last
run that succeeded. It does not rise from run to run: `rate` of it says nothing.

Reports are added to their group (POST), never put in its place (PUT): a failure must not take away the time of the
last success, which is what an alert on an overdue job reads."""

import logging
from dataclasses import dataclass
from http.client import HTTPException

from prometheus_client import CollectorRegistry, Gauge, pushadd_to_gateway

from job.order import Order

# Shorter than the time a container has to end: a gateway that does not answer must not hold it up.
PATIENCE = 1.0

logger = logging.getLogger("uvicorn.error")


@dataclass(frozen=True, slots=True)
class Success:
    ended: float
    seconds: float
    records: int


@dataclass(frozen=True, slots=True)
class Failure:
    ended: float


Outcome = Success | Failure


def _registry(outcome: Outcome) -> CollectorRegistry:
    registry = CollectorRegistry()

    def gauge(name: str, said: str, value: float) -> None:
        Gauge(name, said, registry=registry).set(value)

    match outcome:
        case Success(ended, seconds, records):
            gauge("batch_job_last_success_timestamp_seconds", "Unix time of the end of the last good run.", ended)
            gauge("batch_job_duration_seconds", "Time the last good run took.", seconds)
            gauge("batch_job_records_processed_total", "Records the last good run processed in total.", records)
        case Failure(ended):
            gauge("batch_job_last_failure_timestamp_seconds", "Unix time of the end of the last failed run.", ended)
    return registry


def push(outcome: Outcome, order: Order) -> bool:
    """Whether the gateway took it. Blocks for as long as PATIENCE allows."""
    try:
        pushadd_to_gateway(
            order.pushgateway, order.job, _registry(outcome), {"instance": order.instance}, timeout=PATIENCE
        )
    except (OSError, HTTPException) as error:
        logger.warning("the report was not taken by %s: %s", order.pushgateway, error)
        return False
    return True
