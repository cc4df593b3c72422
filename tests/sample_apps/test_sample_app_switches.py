"""Checks how the sample applications read their own environment switches."""

from collections.abc import Callable
from types import ModuleType

import pytest

SHOPS = ("fastapi_prometheus", "fastapi_otel")
Load = Callable[[str, str], ModuleType]


@pytest.mark.parametrize("app", SHOPS)
def test_read_switches_defaults(load: Load, app: str) -> None:
    switches = load(app, "shop/switches.py").read_switches({"SERVICE_INSTANCE_ID": " "})
    assert switches.heartbeat is False
    assert switches.service_instance_id is None


@pytest.mark.parametrize("app", SHOPS)
def test_read_switches_on(load: Load, app: str) -> None:
    switches = load(app, "shop/switches.py").read_switches({"HEARTBEAT": "on", "SERVICE_INSTANCE_ID": "one"})
    assert switches.heartbeat is True
    assert switches.service_instance_id == "one"


@pytest.mark.parametrize("app", SHOPS)
def test_read_switches_unknown_value(load: Load, app: str) -> None:
    module = load(app, "shop/switches.py")
    with pytest.raises(module.UnknownSwitchValue, match="HEARTBEAT='maybe'"):
        module.read_switches({"HEARTBEAT": "maybe"})


def test_read_switches_logs_and_traces(load: Load) -> None:
    module = load("fastapi_otel", "shop/switches.py")
    plain, asked = module.read_switches({}), module.read_switches({"LOGS": "on", "TRACES": "on"})
    assert ((plain.logs, plain.traces), (asked.logs, asked.traces)) == ((False, False), (True, True))


def test_read_switches_zero_series(load: Load) -> None:
    module = load("fastapi_otel", "shop/switches.py")
    assert module.read_switches({}).zero_series is True
    assert module.read_switches({"ZERO_SERIES": "off"}).zero_series is False
    assert (module.read_switches({}).public_host, module.read_switches({}).port) == ("api:8000", 8000)
