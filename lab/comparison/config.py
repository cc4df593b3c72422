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
from lab.scenario.load import Load

MAX_SIZE = 10_000_000  # series
APPENDED = "prometheus_tsdb_head_samples_appended_total"
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


class Storage(Strict):
    """What stores the samples of a side, for measures that are the storing component's own."""

    service: str | None = Field(
        None,
        description="the service that stores the samples, where it is not the one that is queried: a receiver, for "
        "example. Default: the one that is queried",
    )
    ingested: str = Field(
        APPENDED,
        description="its own counter of ingested samples. Default: that of Prometheus",
    )
    folder: str | None = Field(
        None,
        pattern=r"^/",
        description="where it keeps its files: what they take is measured. Default: not measured",
    )


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
    storage: Storage = Field(Storage(), description="what stores the samples. Default: Prometheus, which is queried")
    restarted: str | None = Field(
        None,
        description="the service that the fault 'backend restart' restarts. Default: the one that stores the samples",
    )
    timed_query: str | None = Field(
        None,
        description="PromQL whose cost is measured at each size, and whose time after the load: how this side asks "
        "what all sides are asked. Default: none",
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
    contrast: str | None = Field(
        None, description="the contrast that it is about. Default: every pair of sides with the side named by 'better'"
    )


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
    contrasts: Mapping[Title, tuple[str, str]] = Field(
        default_factory=dict,
        description="what a pair of sides shows -> the two sides: which pairs are compared, in this order. Default: "
        "the first side with each other one",
    )

    @model_validator(mode="after")
    def _is_consistent(self) -> Comparison:
        if self.steady is None and self.faults is None and self.sizes is None:
            raise ValueError("nothing to measure: add 'steady', 'faults' or 'sizes'")
        self._check_contrasts()
        for expected in self.expected:
            if expected.better is not None and expected.better not in self.sides:
                raise ValueError(f"unknown side {expected.better!r}; known: {', '.join(self.sides)}")
            if expected.contrast is not None:
                self._check_contrast_of(expected, expected.contrast)
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
        elif self.load.meanwhile is not None:
            raise ValueError("'faults' injects the faults of a comparison: leave 'meanwhile' out of 'load'")
        elif self.steady is not None and self.steady.event in self.load.mix:
            raise ValueError(same_event_problem(self.steady.event))
        return self

    def _check_contrasts(self) -> None:
        for title, sides in self.contrasts.items():
            if unknown := [side for side in sides if side not in self.sides]:
                raise ValueError(f"contrast {title!r}: unknown side {unknown[0]!r}; known: {', '.join(self.sides)}")
            if sides[0] == sides[1]:
                raise ValueError(f"contrast {title!r} compares {sides[0]!r} with itself; name two sides")
        compared = {side for sides in self.contrasts.values() for side in sides}
        if self.contrasts and (missing := [side for side in self.sides if side not in compared]):
            raise ValueError(f"no contrast has the side {missing[0]!r}; add one, or leave the side out")

    def _check_contrast_of(self, expected: Expected, contrast: str) -> None:
        if contrast not in self.contrasts:
            known = ", ".join(self.contrasts) or "none"
            raise ValueError(f"expected {expected.measure!r}: unknown contrast {contrast!r}; known: {known}")
        if expected.better not in (None, *self.contrasts[contrast]):
            sides = " and ".join(self.contrasts[contrast])
            raise ValueError(f"expected {expected.measure!r}: {contrast!r} compares {sides}, not {expected.better!r}")


def same_event_problem(event: str) -> str:
    return f"the load also sends the event {event!r}, so events could not be counted; choose another 'event'"
