"""Which link of the chain lacks exemplars."""

from __future__ import annotations

from typing import Any

import pytest

from lab.why.exemplars import why_no_exemplars
from lab.why.inventory import Inventory, Metric, Series, Target
from lab.why.topology import Collector, Topology

LABELS = {"job": "otel", "instance": "otel-collector:8889"}
COLLECTOR = Target("otel", LABELS, "http://otel-collector:8889/metrics", "up")
SCRAPED = Series(LABELS, None, True)
PUSHED = Series({"job": "api"}, None, True)


def inventory(
    series: Series, *, features: tuple[str, ...] = ("exemplar-storage",), open_metrics: bool = True, **config: Any
) -> Inventory:
    collector = Collector("otel-collector", {"8889": {"enable_open_metrics": open_metrics}})
    metrics = {name: Metric((series,), 1) for name in ("x_bucket", "x_sum", "queue_ratio")}
    return Inventory(
        "prometheus",
        0.0,
        0.0,
        metrics,
        targets=(COLLECTOR,),
        scrape_configs={"otel": config},
        topology=Topology({}, (), (collector,)),
        features=features,
    )


@pytest.mark.parametrize(
    ("selector", "stored", "link"),
    [
        pytest.param("x_bucket", inventory(SCRAPED, features=()), "storage: Prometheus runs without", id="storage"),
        pytest.param("x_bucket", inventory(SCRAPED, open_metrics=False), "exporter: the prometheus", id="exporter"),
        pytest.param(
            "x_bucket", inventory(SCRAPED, scrape_protocols=["PrometheusText0.0.4"]), "scrape format: job", id="format"
        ),
        pytest.param(
            "x_bucket",
            inventory(SCRAPED, scrape_protocols=["OpenMetricsText1.0.0"]),
            "application: storage,",
            id="scraped",
        ),
        pytest.param("x_bucket", inventory(PUSHED), "application: the series is pushed", id="pushed"),
        pytest.param("queue_ratio", inventory(SCRAPED), "queue_ratio is a gauge", id="gauge"),
        pytest.param("x_sum", inventory(SCRAPED), "x_sum has none: exemplars belong to the buckets", id="sum"),
        pytest.param("nope", inventory(SCRAPED), "nope has no series", id="no series"),
        pytest.param("sum(x_bucket)", inventory(SCRAPED), "", id="no selector"),
    ],
)
def test_why_no_exemplars(selector: str, stored: Inventory, link: str) -> None:
    assert why_no_exemplars(selector, stored).startswith(link)


def test_why_no_exemplars_names_every_link_of_the_configuration() -> None:
    why = why_no_exemplars("x_bucket", inventory(SCRAPED, features=(), open_metrics=False))
    assert why.startswith("storage: Prometheus runs without")
    assert "; exporter: the prometheus exporter of otel-collector has enable_open_metrics: false" in why
