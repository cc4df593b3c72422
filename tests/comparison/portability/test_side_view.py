"""Which series are the application's."""

from __future__ import annotations

from lab.comparison.portability.side_view import SideView, app_labels, has_labels, series_names
from lab.language.dialect import Meaning
from lab.why.inventory import Inventory, Metric, Series
from tests.comparison.captured_sides import captured
from tests.comparison.portability.example_sides import HOME


def test_app_labels() -> None:
    assert app_labels(captured("prom-pull").view.inventory, "api") == {"job": "api"}
    assert app_labels(captured("otel-collector-scrape").view.inventory, "api") == {"exported_job": "api"}
    assert app_labels(Inventory("prometheus", 0.0, 1.0, {}), "api") == {"job": "api"}


def test_side_view_series() -> None:
    own, foreign = Series({"job": "api"}, None, True), Series({"job": "prometheus"}, None, True)
    inventory = Inventory("prometheus", 0.0, 1.0, {"up": Metric((own, foreign), 2), "x": Metric((foreign,), 1)})
    view = SideView(None, inventory, {"job": "api"})
    assert view.series("up") == (own,)
    assert view.series("missing") == ()
    assert view.metrics() == ("up",)


def test_side_view_labels() -> None:
    assert HOME.labels(["same", "other"]) == {"job", "code", "zone"}


def test_has_labels() -> None:
    series = Series({"job": "api", "zone": "a"}, None, True)
    assert has_labels(series, {"job": "api"}) and has_labels(series, {})
    assert not has_labels(series, {"job": "api", "zone": "b"})


def test_series_names() -> None:
    assert series_names(Meaning(metric="d", type="histogram")) == ("d", "d_bucket", "d_sum", "d_count")
    assert series_names(Meaning(metric="d", type="summary")) == ("d", "d_sum", "d_count")
    assert series_names(Meaning(metric="d_total", type="counter")) == ("d_total",)
