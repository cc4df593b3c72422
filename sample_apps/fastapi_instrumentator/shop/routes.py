"""The routes of the shop. Nothing is measured here: the instrumentator wraps the application."""

import asyncio
from itertools import count
from typing import Annotated, Any

from fastapi import FastAPI, HTTPException, Query

from shop.database import query
from shop.fault_routes import add_fault_routes, inject_faults
from shop.faults import FaultInjector

MAX_SLEEP_S = 30.0


def add_routes(app: FastAPI) -> None:
    order_numbers = count(1)
    injector = FaultInjector()
    faults = [inject_faults(injector)]
    add_fault_routes(app, injector)

    @app.get("/api/items/{id}", dependencies=faults)
    async def read_item(id: str) -> dict[str, Any]:
        await query()
        return {"id": id, "price": 100}

    # The body is not read: any order is accepted, so that no request gets a 422 here.
    @app.post("/api/orders", status_code=201, dependencies=faults)
    async def place_order() -> dict[str, Any]:
        await query()
        return {"order": next(order_numbers)}

    @app.get("/api/slow", dependencies=faults)
    async def sleep(seconds: Annotated[float, Query(allow_inf_nan=False)] = 0.2) -> dict[str, Any]:
        slept = min(max(seconds, 0.0), MAX_SLEEP_S)
        await asyncio.sleep(slept)
        return {"slept": slept}

    @app.get("/api/boom", dependencies=faults)
    async def fail() -> None:
        raise HTTPException(status_code=500, detail="this route always fails")

    @app.get("/ready")
    async def report_ready() -> dict[str, str]:
        return {"status": "ready"}
