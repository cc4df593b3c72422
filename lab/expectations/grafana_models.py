"""What may be expected of Grafana itself: data sources and dashboards that are there and work."""

from __future__ import annotations

from pydantic import Field

from lab.expectations.base import Expectation


class DatasourceExpectation(Expectation):
    """A data source Grafana knows, and what its own health check says."""

    kind = "datasource"
    datasource: str = Field(description="its uid")
    type: str | None = None
    url: str | None = None
    read_only: bool | None = Field(None, description="true for a provisioned one")
    healthy: bool | None = None


class DashboardExpectation(Expectation):
    """A dashboard Grafana has, provisioned or imported."""

    kind = "dashboard"
    dashboard: str = Field(description="its uid")
    title: str | None = None
    folder: str | None = None
    provisioned: bool | None = None
    panels: int | None = Field(None, ge=1)
    uses: str | None = Field(None, description="uid of the data source that each of its panels names")
