"""Values of run.json survive being written and read."""

from __future__ import annotations

import math

import pytest
from pydantic import ValidationError

from lab.language.recorded import Recorded


class Measurement(Recorded):
    value: float


@pytest.mark.parametrize("value", [1.5, math.inf, -math.inf])
def test_recorded_round_trip(value: float) -> None:
    measurement = Measurement(value=value)

    assert Measurement.model_validate_json(measurement.model_dump_json()) == measurement


def test_recorded_nan() -> None:
    text = Measurement(value=math.nan).model_dump_json()

    assert text == '{"value":"NaN"}'
    assert math.isnan(Measurement.model_validate_json(text).value)


def test_recorded_refuses_unknown_keys() -> None:
    with pytest.raises(ValidationError, match="extra_forbidden"):
        Measurement.model_validate({"value": 1.0, "unit": "s"})
