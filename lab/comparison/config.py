"""What a comparison file may say: sides, the load they share, what is measured how often, and what is expected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import AfterValidator, Field, model_validator

from lab.language.patch.model import Patch
from lab.language.quantities import Seconds
from lab.language.strict_model import Strict
from lab.scenario.model import Load

_MOST_REPETITIONS = 50

Fault: TypeAlias = Literal["application dies", "network is cut", "backend restarts"]


class WireProof(Strict):
    """An exchange that must be seen on a link: a side that does not show it is not what it claims to be.

    Texts are compared whole; between slashes they are regular expressions that must match somewhere.
    """

    link: str
    by: str = Field(description="the service that asks")
    request: str = Field(description="method and path, for instance 'GET /metrics' or '/^GET /metrics/'")
    headers: Mapping[str, str] = Field(default_factory=dict, description="of the request, names in lower case")
    status: int = 200
    answer_headers: Mapping[str, str] = Field(default_factory=dict, description="of the answer, names in lower case")
    lack: tuple[str, ...] = Field((), description="headers that neither request nor answer may have")


class Production(Strict):
    """What the sides are usually run with, from which the measured times are worked out for production."""

    scrape_interval: Seconds = 15.0
    export_interval: Seconds = 60.0
    lookback: Seconds = 300.0


class Side(Strict):
    """A scenario as one side has it. Its steps are not run: the comparison brings its own."""

    scenario: str
    variant: Mapping[str, str] = Field(default_factory=dict)
    patch: tuple[Patch, ...] = Field((), description="after the scenario's own scaling and the variant")
    links: Mapping[str, tuple[str, str]] = Field(
        min_length=1,
        description="name -> two services, with a network of their own that is counted at the first of them",
    )
    path: Literal["scraped", "pushed", "pushed, then scraped"] = Field(
        description="how a sample comes to be stored, which decides how times change with the intervals"
    )
    noticed: str = Field(description="PromQL that returns something as soon as the application is known to be dead")
    proves: Mapping[str, WireProof] = Field(min_length=1, description="what it is, seen on the wire")


class Steady(Strict):
    """One repetition: a fresh lab, an idle time, a load, and single events whose way to a query is timed."""

    repetitions: int = Field(5, ge=1, le=_MOST_REPETITIONS)
    idle: Seconds = Field(3.0, ge=1)
    events: int = Field(40, ge=10, le=1000, description="single requests, sent about ten a second")
    event: str = Field("POST /api/orders", description="the request that makes an event; the load must not send it")


class Faults(Strict):
    """One repetition: a fresh lab in which each of these happens once, while single events are sent."""

    repetitions: int = Field(3, ge=1, le=_MOST_REPETITIONS)
    kinds: tuple[Fault, ...] = Field(("application dies", "network is cut", "backend restarts"), min_length=1)
    last: Seconds = Field(8.0, ge=1, le=60, description="how long to wait at most until a fault is noticed")


class Sizes(Strict):
    """The same lab at several sizes, each a fresh one."""

    of: str = Field(description="the path in the scenario that is set to the size, for instance components.x.env.N")
    steps: tuple[int, ...] = Field(min_length=1)
    interval: Seconds = Field(5.0, description="between two scrapes or exports: who needs longer does not keep up")
    repetitions: int = Field(3, ge=1, le=_MOST_REPETITIONS, description="fresh labs of each side at each size")
    rounds: int = Field(4, ge=2, le=100, description="intervals that are measured at each size")
    memory_per_series: int = Field(16_000, ge=1, description="bytes, reckoned with before a size is begun")


class Expected(Strict):
    """A difference known beforehand. `better` names a side; not given, the sides are expected to be the same."""

    noun: ClassVar[str] = "expected difference"

    measure: str
    better: str | None = None
    because: str


def _known_margin(margins: Mapping[str, float]) -> Mapping[str, float]:
    for name, margin in margins.items():
        if not 0 <= margin <= 10:
            raise ValueError(f"the margin of {name!r} is a share: 0.1 is a tenth")
    return margins


class Comparison(Strict):
    title: str
    why: str
    sides: Mapping[str, Side] = Field(min_length=2, max_length=4)
    load: Load | None = Field(None, description="what all sides are sent; 'steady' and 'faults' need it")
    steady: Steady | None = None
    faults: Faults | None = None
    sizes: Sizes | None = None
    production: Production = Production()
    margins: Annotated[Mapping[str, float], AfterValidator(_known_margin)] = Field(
        default_factory=dict,
        description="measure -> share of the smaller value below which a difference is none",
    )
    expected: tuple[Expected, ...] = ()

    @model_validator(mode="after")
    def _measures_something(self) -> Comparison:
        if self.steady is None and self.faults is None and self.sizes is None:
            raise ValueError("nothing is measured: give 'steady', 'faults' or 'sizes'")
        for each in self.expected:
            if each.better is not None and each.better not in self.sides:
                raise ValueError(f"no side is called {each.better!r}; there are: {', '.join(self.sides)}")
        for name, side in self.sides.items():
            for claim, proof in side.proves.items():
                if proof.link not in side.links:
                    raise ValueError(f"{name}: {claim!r} is about the link {proof.link!r}, which it does not have")
        if self.load is None:
            if self.steady is not None or self.faults is not None:
                raise ValueError("'steady' and 'faults' need a load, whose events are counted: give 'load'")
        elif self.steady is not None and self.steady.event in self.load.mix:
            raise ValueError(f"the load sends {self.steady.event!r} too, so that events cannot be told from it")
        return self
