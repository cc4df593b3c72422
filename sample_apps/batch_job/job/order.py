"""Reads once, at start, what the job is to do and whom it tells, and refuses a value it cannot use."""

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass


class Unusable(ValueError):
    """A variable of the environment says something the job cannot do."""


@dataclass(frozen=True, slots=True)
class Order:
    """`every`: seconds between the end of a run and the next; 0 for runs on demand only."""

    pushgateway: str
    job: str
    instance: str
    every: float
    records: int


def _seconds(environment: Mapping[str, str], name: str, default: str) -> float:
    value = environment.get(name, "").strip() or default
    try:
        seconds = float(value)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds < math.inf:
        raise Unusable(f"{name}={value!r}: expected seconds from 0 on")
    return seconds


def _whole(environment: Mapping[str, str], name: str, default: str) -> int:
    value = environment.get(name, "").strip() or default
    if not value.isdecimal():
        raise Unusable(f"{name}={value!r}: expected a whole number from 0 on")
    return int(value)


def read_order(environment: Mapping[str, str] = os.environ) -> Order:
    return Order(
        pushgateway=environment.get("PUSHGATEWAY", "").strip() or "http://pushgateway:9091",
        job=environment.get("JOB", "").strip() or "nightly_report",
        instance=environment.get("INSTANCE", "").strip() or "batch-1",
        every=_seconds(environment, "EVERY", "2"),
        records=_whole(environment, "RECORDS", "250"),
    )
