"""The model of a comparison file: sides, the load they share, what is measured how often, and what is expected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import AfterValidator, Field, model_validator

from lab.comparison.record import Transport
from lab.language.one_line import Title
from lab.language.patch.model import Patch
from lab.language.quantities import Seconds
from lab.language.strict_model import Strict
from lab.scenario.model import Load

MAX_SIZE = 10_000_000  # series
_MOST_REPETITIONS = 50

Fault: TypeAlias = Literal["application crash", "network partition", "backend restart"]


Counter: TypeAlias = Literal["cumulative", "converted", "delta"]


class WireCheck(Strict):
    """An HTTP exchange that must be seen on a network link: a side without it is not what it claims to be.

    Texts are compared whole; between slashes they are regular expressions that must match somewhere.
    """

    renamed: ClassVar[Mapping[str, str]] = {
        "by": "client",
        "answer_headers": "response_headers",
        "lack": "absent_headers",
    }

    link: str = Field(description="one of the side's network_links")
    client: str = Field(description="the service that sends the request")
    request: str = Field(description="method and path, for example 'GET /metrics' or '/^GET /metrics/'")
    headers: Mapping[str, str] = Field(default_factory=dict, description="of the request, names in lower case")
    status: int = Field(200, ge=100, le=599)
    response_headers: Mapping[str, str] = Field(default_factory=dict, description="names in lower case")
    absent_headers: tuple[str, ...] = Field((), description="headers that neither request nor response may have")


class Production(Strict):
    """The intervals that the sides usually run with, for which the measured times are estimated."""

    scrape_interval: Seconds = 15.0
    export_interval: Seconds = 60.0
    lookback: Seconds = 300.0


class Side(Strict):
    """The scenario of one side. Its own steps are not run: those of the comparison replace them."""

    renamed: ClassVar[Mapping[str, str]] = {
        "links": "network_links",
        "path": "transport",
        "noticed": "detection_query",
        "proves": "wire_checks",
    }

    scenario: str = Field(description="a scenario, with its variant in brackets: 'otel-direct[0.46b0]'")
    variant: Mapping[str, str] = Field(default_factory=dict, description="axis -> value, as brackets choose them")
    patch: tuple[Patch, ...] = Field((), description="after the scenario's own scaling and the variant")
    network_links: Mapping[str, tuple[str, str]] = Field(
        min_length=1,
        description="name -> two services, with a network of their own whose traffic is counted at the first of them",
    )
    transport: Transport = Field(description="how samples reach the storage, which decides how times scale")
    detection_query: str = Field(description="PromQL that returns something once the application is known to be down")
    wire_checks: Mapping[str, WireCheck] = Field(min_length=1, description="claim -> the exchange that proves it")
    counter: Counter = Field(
        "cumulative",
        description="what the samples of the request count are: 'cumulative' as the application counts, 'delta', or "
        "'converted': deltas made a counter, which begins again when the converter restarts. Default: cumulative",
    )
    restarted: str | None = Field(
        None,
        description="the service that the fault 'backend restart' restarts. Default: the one that stores the samples",
    )
    timed_query: str | None = Field(
        None,
        description="PromQL whose cost is measured at each size: how this side asks what all sides are asked. "
        "Default: none",
    )


class Steady(Strict):
    """One repetition: a fresh lab, an idle time, a load, and single events whose way to a query is timed."""

    repetitions: int = Field(5, ge=1, le=_MOST_REPETITIONS)
    idle: Seconds = Field(3.0, ge=1, le=600)
    events: int = Field(40, ge=10, le=1000, description="single requests, sent about ten a second")
    event: str = Field("POST /api/orders", description="the request that makes an event; the load must not send it")


class Faults(Strict):
    """One repetition: a fresh lab in which each of these faults happens once, while single events are sent."""

    renamed: ClassVar[Mapping[str, str]] = {"last": "detection_limit"}

    repetitions: int = Field(3, ge=1, le=_MOST_REPETITIONS)
    kinds: tuple[Fault, ...] = Field(("application crash", "network partition", "backend restart"), min_length=1)
    detection_limit: Seconds = Field(8.0, ge=1, le=60, description="how long to wait for the detection_query")


class Sizes(Strict):
    """The same lab with several numbers of series, a fresh one for each."""

    renamed: ClassVar[Mapping[str, str]] = {"of": "parameter"}

    parameter: str = Field(description="the path in the scenario that is set to the size: components.x.env.N")
    steps: tuple[Annotated[int, Field(ge=1, le=MAX_SIZE)], ...] = Field(min_length=1, max_length=50)
    interval: Seconds = Field(
        5.0, ge=1, le=600, description="between two scrapes or exports; a side that needs longer is late"
    )
    repetitions: int = Field(3, ge=1, le=_MOST_REPETITIONS, description="fresh labs of each side at each size")
    rounds: int = Field(4, ge=2, le=100, description="intervals that are measured at each size")
    memory_per_series: int = Field(
        16_000, ge=1, le=1_000_000_000, description="estimated bytes; a size that does not fit is left out"
    )


class Expected(Strict):
    """A difference expected beforehand. `better` names a side; without it, the sides are expected to be equivalent."""

    noun: ClassVar[str] = "expected difference"

    measure: str
    better: str | None = None
    because: str


def _valid_margins(margins: Mapping[str, float]) -> Mapping[str, float]:
    for name, margin in margins.items():
        if not 0 <= margin <= 10:
            raise ValueError(f"the margin of {name!r} must be a share from 0 to 10; 0.1 is 10 %")
    return margins


class Comparison(Strict):
    title: Title
    why: str
    sides: Mapping[str, Side] = Field(min_length=2, max_length=4)
    load: Load | None = Field(None, description="what all sides are sent; 'steady' and 'faults' need it")
    steady: Steady | None = None
    faults: Faults | None = None
    sizes: Sizes | None = None
    production: Production = Production()
    margins: Annotated[Mapping[str, float], AfterValidator(_valid_margins)] = Field(
        default_factory=dict,
        description="measure -> share of the smaller value; smaller differences do not count",
    )
    expected: tuple[Expected, ...] = ()

    @model_validator(mode="after")
    def _is_consistent(self) -> Comparison:
        if self.steady is None and self.faults is None and self.sizes is None:
            raise ValueError("nothing to measure: add 'steady', 'faults' or 'sizes'")
        for expected in self.expected:
            if expected.better is not None and expected.better not in self.sides:
                raise ValueError(f"unknown side {expected.better!r}; known: {', '.join(self.sides)}")
        for name, side in self.sides.items():
            for claim, check in side.wire_checks.items():
                if check.link not in side.network_links:
                    raise ValueError(
                        f"{name}: wire check {claim!r} names the link {check.link!r}; "
                        f"known: {', '.join(side.network_links)}"
                    )
        if self.load is None:
            if self.steady is not None or self.faults is not None:
                raise ValueError("'steady' and 'faults' count the requests of a load: add 'load'")
        elif self.steady is not None and self.steady.event in self.load.mix:
            raise ValueError(same_event_problem(self.steady.event))
        return self


def same_event_problem(event: str) -> str:
    return f"the load also sends the event {event!r}, so events could not be counted; choose another 'event'"
