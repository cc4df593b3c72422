"""Dialects: which metrics and labels an instrumentation uses for request counts, durations, routes and so on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from lab.language import otlp_names
from lab.language.otlp_names import DEFAULT_STRATEGY, InstrumentType, Strategy
from lab.language.strict_model import Strict

_INSTRUMENT_TYPES: Mapping[str, InstrumentType] = {"counter": "counter", "gauge": "updown", "histogram": "histogram"}


class Instrument(Strict):
    """The instrument of an OpenTelemetry SDK, from which the names in Prometheus follow."""

    name: str = Field(description="name of the instrument, for example http.server.duration")
    unit: str = Field("", description="its unit, for example ms. Default: none")
    attributes: Mapping[str, str] = Field(
        default_factory=dict, description="label of the meaning -> attribute, for example http.route. Default: none"
    )


class Meaning(Strict):
    """The metric with this meaning in the instrumentation, and its labels. Give either `metric` and `labels`, or the
    `instrument`, from which they follow."""

    metric: str = Field(
        "", description="name in Prometheus; of a histogram or summary without _bucket, _sum and _count"
    )
    type: Literal["counter", "gauge", "histogram", "summary"]
    unit: str = Field("", description="unit of the values, for example seconds. Default: none")
    labels: Mapping[str, str] = Field(
        default_factory=dict, description="label of the meaning -> label of the series. Default: none"
    )
    instrument: Instrument | None = Field(
        None, description="instrument of an OpenTelemetry SDK. Default: the metric is not made by one"
    )
    buckets: tuple[float, ...] = Field(
        (), description="upper bounds of a histogram's buckets, without +Inf. Default: not known"
    )
    observes: str = Field("every request", description="what is observed, in words. Default: every request")

    @model_validator(mode="before")
    @classmethod
    def _names_of_the_instrument(cls, data: Any) -> Any:
        if not isinstance(data, dict) or not data.get("instrument"):
            return data
        instrument = Instrument.model_validate(data["instrument"])
        names = {
            "metric": family(instrument, data.get("type", "gauge"), DEFAULT_STRATEGY),
            "labels": {key: otlp_names.label_name(name) for key, name in instrument.attributes.items()},
        }
        for key, value in names.items():
            if key in data and data[key] != value:
                raise ValueError(f"'{key}' follows from the instrument: {value}; leave it out")
        return {**data, **names, "instrument": instrument}

    @model_validator(mode="after")
    def _has_a_name(self) -> Meaning:
        if not self.metric:
            raise ValueError("a meaning needs a 'metric' or an 'instrument'")
        return self


class Dialect(Strict):
    """The names, units and labels of one instrumentation as they arrive in Prometheus."""

    title: str = Field(description="the instrumentation, for example a client library and its version")
    path: Literal["scrape", "otlp"] = Field(
        "scrape", description="how its metrics usually get into Prometheus. Default: scrape"
    )
    status: Literal["code", "class"] = Field(
        "code", description="values of the status label: 500, or its class 5xx. Default: code"
    )
    unmatched: str = Field("", description="value of the route label where no route matched. Default: no label")
    meanings: Mapping[str, Meaning] = Field(description="meaning, for example 'request count' -> its metric")


def family(instrument: Instrument, type_: str, strategy: Strategy) -> str:
    """The metric family of an instrument in Prometheus."""
    return otlp_names.metric_name(instrument.name, instrument.unit, _INSTRUMENT_TYPES.get(type_, "updown"), strategy)
