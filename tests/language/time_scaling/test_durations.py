from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from lab.language.patch.model import Patch
from lab.language.time_scaling.durations import milliseconds_of, seconds_of


@pytest.mark.parametrize(
    ("written", "milliseconds"),
    [
        pytest.param("5m", 300_000, id="minutes"),
        pytest.param("60s", 60_000, id="as seconds"),
        pytest.param("1m0s", 60_000, id="as Go prints it"),
        pytest.param("1w2d", 777_600_000, id="weeks and days"),
        pytest.param("1.5s", 1500, id="with a fraction, as Go takes it"),
        pytest.param("0s", 0, id="nothing"),
        pytest.param("5", None, id="no unit"),
        pytest.param("5 m", None, id="a space"),
        pytest.param("128MiB", None, id="a size"),
        pytest.param("500us", None, id="too short to be scaled"),
        pytest.param("", None, id="empty"),
    ],
)
def test_milliseconds_of(written: str, milliseconds: int | None) -> None:
    assert milliseconds_of(written) == milliseconds


def test_times_accept_prometheus_durations() -> None:
    assert [seconds_of(text) for text in ("1h30m", "1.5s", "5", 0)] == [5400.0, None, None, 0.0]


@pytest.mark.parametrize(
    ("patch", "said"),
    [
        pytest.param({"times": {"5m": "4s"}}, "use 'set' to change the scenario itself", id="of the scenario"),
        pytest.param({"in": "x.json", "times": {"5m": "4s"}}, "'x.json' is not one", id="of JSON"),
        pytest.param({"in": "x.json.j2", "times": {"5m": "4s"}}, "'x.json.j2' is not one", id="of a JSON template"),
        pytest.param({"in": "x.yml", "times": {"5 m": "4s"}}, "'5 m' is not a Prometheus duration", id="key"),
        pytest.param({"in": "x.yml", "times": {"5m": "1.5s"}}, "'1.5s' is not a Prometheus duration", id="value"),
        pytest.param({"in": "x.yml", "times": {"5m": 4}}, "4 is not a Prometheus duration", id="a number"),
        pytest.param(
            {"in": "x.yml", "times": {"1m": "4s", "60s": "5s"}}, "1m and 60s are the same duration", id="given twice"
        ),
        pytest.param({"in": "x.yml", "times": {"0s": "4s"}}, "0s cannot be mapped", id="no time"),
        pytest.param({"in": "x.yml", "times": {}}, "an empty patch; give 'times', 'set'", id="nothing"),
    ],
)
def test_times_invalid(patch: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Patch.model_validate(patch)


@pytest.mark.parametrize("name", ["rules/x.yml", "x.yaml", "x.yml.j2"])
def test_times_need_a_yaml_file(name: str) -> None:
    patch = Patch.model_validate({"in": name, "times": {"5m": "4s", "1h": "1h", "30s": "0s"}})
    assert patch.times == {"5m": "4s", "1h": "1h", "30s": "0s"}


@pytest.mark.parametrize("duration", ["293y", "9" * 400 + "s"])
def test_durations_that_prometheus_cannot_hold(duration):
    assert seconds_of(duration) is None
    assert milliseconds_of(duration) is None
