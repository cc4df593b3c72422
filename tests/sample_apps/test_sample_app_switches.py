"""Checks how the sample applications read their own environment switches."""

from collections.abc import Callable
from types import ModuleType

import pytest

SHOPS = ("fastapi_prometheus", "fastapi_instrumentator", "fastapi_otel")
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
    names = ("LOGS", "LOG_CORRELATION", "TRACES")
    plain, asked = module.read_switches({}), module.read_switches(dict.fromkeys(names, "on"))
    assert (plain.logs, plain.log_correlation, plain.traces) == (False, False, False)
    assert (asked.logs, asked.log_correlation, asked.traces) == (True, True, True)


def test_read_switches_metrics_exporter(load: Load) -> None:
    module = load("fastapi_otel", "shop/switches.py")
    assert module.read_switches({}).metrics_exporter == "otlp"
    assert module.read_switches({"OTEL_METRICS_EXPORTER": " Prometheus "}).metrics_exporter == "prometheus"
    with pytest.raises(module.UnknownSwitchValue, match="OTEL_METRICS_EXPORTER='console': expected otlp or prometheus"):
        module.read_switches({"OTEL_METRICS_EXPORTER": "console"})


def test_read_switches_zero_series(load: Load) -> None:
    module = load("fastapi_otel", "shop/switches.py")
    assert module.read_switches({}).zero_series is True
    assert module.read_switches({"ZERO_SERIES": "off"}).zero_series is False
    assert (module.read_switches({}).public_host, module.read_switches({}).port) == ("api:8000", 8000)
