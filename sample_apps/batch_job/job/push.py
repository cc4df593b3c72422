"""Pushes the result of one run to the Pushgateway.

Every run uses a registry of its own, like a job whose process ends with the run. So all metrics are gauges: the
Pushgateway keeps the last value and does not add up, and `batch_job_records_processed_total` is the total of the last
successful run. It does not increase from run to run, so `rate` of it is meaningless.

Metrics are added to their group (POST), never replace it (PUT): a failure must not remove the time of the last success,
which the alert on an overdue job uses."""

import logging
from dataclasses import dataclass
from http.client import HTTPException

from prometheus_client import CollectorRegistry, Gauge, pushadd_to_gateway

from job.settings import Settings

# Shorter than the stop grace period of the container: a Pushgateway that does not respond must not delay the stop.
TIMEOUT_S = 1.0

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

    def gauge(name: str, description: str, value: float) -> None:
        Gauge(name, description, registry=registry).set(value)

    match outcome:
        case Success(ended, seconds, records):
            gauge("batch_job_last_success_timestamp_seconds", "Unix time of the end of the last good run.", ended)
            gauge("batch_job_duration_seconds", "Time the last good run took.", seconds)
            gauge("batch_job_records_processed_total", "Records the last good run processed in total.", records)
        case Failure(ended):
            gauge("batch_job_last_failure_timestamp_seconds", "Unix time of the end of the last failed run.", ended)
    return registry


def push(outcome: Outcome, settings: Settings) -> bool:
    """Whether the Pushgateway accepted it. Blocks for at most TIMEOUT_S."""
    try:
        pushadd_to_gateway(
            settings.pushgateway, settings.job, _registry(outcome), {"instance": settings.instance}, timeout=TIMEOUT_S
        )
    except (OSError, HTTPException) as error:
        logger.warning("the report was not taken by %s: %s", settings.pushgateway, error)
        return False
    return True
