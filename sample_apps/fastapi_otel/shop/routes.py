"""The shop's routes and what each answers. Nothing here measures anything: the instrumentation wraps the
application from outside."""

import asyncio
from itertools import count
from typing import Annotated, Any

from fastapi import FastAPI, HTTPException, Query

from shop.database import query
from shop.fault_routes import add_fault_routes, befalls
from shop.faults import Trouble

LONGEST_SLEEP = 30.0


def add_routes(app: FastAPI) -> None:
    order_numbers = count(1)
    trouble = Trouble()
    faults = [befalls(trouble)]
    add_fault_routes(app, trouble)

    @app.get("/api/items/{id}", dependencies=faults)
    async def read_item(id: str) -> dict[str, Any]:
        await query()
        return {"id": id, "price": 100}

    # The body is left unread: an order of any shape is accepted, so that no caller meets a 422 here.
    @app.post("/api/orders", status_code=201, dependencies=faults)
    async def place_order() -> dict[str, Any]:
        await query()
        return {"order": next(order_numbers)}

    @app.get("/api/slow", dependencies=faults)
    async def sleep(seconds: Annotated[float, Query(allow_inf_nan=False)] = 0.2) -> dict[str, Any]:
        slept = min(max(seconds, 0.0), LONGEST_SLEEP)
        await asyncio.sleep(slept)
        return {"slept": slept}

    @app.get("/api/boom", dependencies=faults)
    async def fail() -> None:
        raise HTTPException(status_code=500, detail="this route always fails")

    @app.get("/ready")
    async def report_ready() -> dict[str, str]:
        return {"status": "ready"}
