"""Reads the settings of the job from the environment once, at the start, and rejects invalid values."""

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass


class InvalidSetting(ValueError):
    """An environment variable has a value that the job cannot use."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`every`: seconds between the end of a run and the next; 0 for runs on request only."""

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
        raise InvalidSetting(f"{name}={value!r}: expected seconds from 0 on")
    return seconds


def _integer(environment: Mapping[str, str], name: str, default: str) -> int:
    value = environment.get(name, "").strip() or default
    if not value.isdecimal():
        raise InvalidSetting(f"{name}={value!r}: expected a whole number from 0 on")
    return int(value)


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    return Settings(
        pushgateway=environment.get("PUSHGATEWAY", "").strip() or "http://pushgateway:9091",
        job=environment.get("JOB", "").strip() or "nightly_report",
        instance=environment.get("INSTANCE", "").strip() or "batch-1",
        every=_seconds(environment, "EVERY", "2"),
        records=_integer(environment, "RECORDS", "250"),
    )
