"""What goes wrong on purpose: which requests fail, and how long every answer is held back. Who asks for it and what a
failed request answers is up to the routes."""

from pydantic import BaseModel, ConfigDict, Field

MILLION = 1_000_000


class Faults(BaseModel):
    """The whole state: what a body leaves out is 0."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)

    error_ratio: float = Field(0.0, ge=0.0, le=1.0)
    latency_seconds: float = Field(0.0, ge=0.0, le=30.0)


class Trouble:
    """The faults of now, and whose turn it is to fail: every second request, say, not a random half."""

    def __init__(self) -> None:
        self._faults = Faults()
        self._owed = 0

    @property
    def faults(self) -> Faults:
        return self._faults

    def become(self, faults: Faults) -> None:
        self._faults = faults
        self._owed = 0

    def next_fails(self) -> bool:
        # In whole millionths: sums of fractions drift, and of n requests exactly the share rounded down must fail.
        self._owed += round(self._faults.error_ratio * MILLION)
        if self._owed < MILLION:
            return False
        self._owed -= MILLION
        return True
