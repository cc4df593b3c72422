"""Values of labels that say whose a series is."""

from __future__ import annotations

import pytest

from lab.why.identity import nearly_same, same_name, says_who


@pytest.mark.parametrize(
    "label",
    ["job", "exported_job", "exported_instance", "service", "service_name", "service_namespace", "alertname", "pod"],
)
def test_says_who(label: str) -> None:
    assert says_who(label)


@pytest.mark.parametrize(
    "label", ["status", "path", "le", "method", "http_target", "mode", "device", "http_server_name"]
)
def test_says_who_what_it_measures(label: str) -> None:
    assert not says_who(label)


@pytest.mark.parametrize(
    ("value", "known", "near"),
    [
        pytest.param("shop", ["api"], "", id="somebody else"),
        pytest.param("Api", ["api"], "api", id="case"),
        pytest.param("otel_collector", ["otel-collector"], "otel-collector", id="separator"),
        pytest.param("api", ["api:8000"], "api:8000", id="port"),
        pytest.param("http://api:8000/metrics", ["api:8000"], "api:8000", id="address"),
        pytest.param("api", ["shop/api"], "shop/api", id="service.namespace"),
        pytest.param("prometheuss", ["prometheus", "api"], "prometheus", id="one letter"),
        pytest.param("node-1", ["node-2", "node-3"], "", id="other machine"),
        pytest.param("10.0.0.1:9100", ["10.0.0.2:9100"], "", id="other address"),
        pytest.param("api", ["shop-api"], "shop-api", id="word"),
        pytest.param("HighErrorRate", ["HighErrorRates", "Watchdog"], "HighErrorRates", id="alert"),
        pytest.param("db", ["dx"], "", id="short"),
    ],
)
def test_nearly_same(value: str, known: list[str], near: str) -> None:
    assert nearly_same(value, known) == near


def test_same_name_is_stricter() -> None:
    assert same_name("api", ["api:8000"]) == "api:8000"
    assert same_name("api", ["shop-api"]) == ""
