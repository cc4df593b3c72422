"""Injected faults: which requests fail, and how long every response is delayed."""

from pydantic import BaseModel, ConfigDict, Field

MILLION = 1_000_000


class Faults(BaseModel):
    """The complete state: a missing field of a body is 0."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)

    error_ratio: float = Field(0.0, ge=0.0, le=1.0)
    latency_seconds: float = Field(0.0, ge=0.0, le=30.0)


class FaultInjector:
    """The current faults, and which request fails next: every second one for a ratio of 0.5, not a random half."""

    def __init__(self) -> None:
        self._faults = Faults()
        self._accumulated = 0

    @property
    def faults(self) -> Faults:
        return self._faults

    def set_faults(self, faults: Faults) -> None:
        self._faults = faults
        self._accumulated = 0

    def next_fails(self) -> bool:
        # In integer millionths: sums of floats drift, and of n requests exactly the rounded down share must fail.
        self._accumulated += round(self._faults.error_ratio * MILLION)
        if self._accumulated < MILLION:
            return False
        self._accumulated -= MILLION
        return True
