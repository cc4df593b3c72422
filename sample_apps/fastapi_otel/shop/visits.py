"""Counts visits with the visitor as an attribute, as an application does that labels by user. Each visitor is a series.
The route itself is not measured."""

from typing import Annotated

from fastapi import FastAPI, Query
from opentelemetry.metrics import MeterProvider

MAX_VISITS = 20_000


def add_visits(app: FastAPI, provider: MeterProvider) -> None:
    counter = provider.get_meter("shop").create_counter("shop.visits", unit="{visit}", description="Visits.")

    @app.post("/visits")
    async def visit(
        visits: Annotated[int, Query(ge=1, le=MAX_VISITS)], visitors: Annotated[int, Query(ge=1, le=MAX_VISITS)]
    ) -> dict[str, int]:
        for number in range(visits):
            counter.add(1, {"visitor": str(number % visitors)})
        return {"visits": visits, "visitors": visitors}
