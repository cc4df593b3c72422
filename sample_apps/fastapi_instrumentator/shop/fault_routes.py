"""Sets faults over HTTP, and injects them into routes. A dependency of each route does this and not a middleware,
because metrics have the route as a label, which is known only after routing."""

import asyncio
from typing import Any

from fastapi import Depends, FastAPI, HTTPException, Request
from pydantic import ValidationError

from shop.faults import FaultInjector, Faults


def inject_faults(injector: FaultInjector) -> Any:
    async def inject() -> None:
        fails = injector.next_fails()
        if latency := injector.faults.latency_seconds:
            await asyncio.sleep(latency)
        if fails:
            raise HTTPException(status_code=500, detail="this request was chosen to fail")

    return Depends(inject)


def add_fault_routes(app: FastAPI, injector: FaultInjector) -> None:
    @app.get("/faults")
    async def get_faults() -> dict[str, float]:
        return injector.faults.model_dump()

    # The body is read here and not by FastAPI, so that any content type is accepted.
    @app.put("/faults")
    async def set_faults(request: Request) -> dict[str, float]:
        try:
            faults = Faults.model_validate_json(await request.body())
        except ValidationError as error:
            details = error.errors(include_url=False, include_context=False, include_input=False)
            raise HTTPException(status_code=422, detail=details) from None
        injector.set_faults(faults)
        return faults.model_dump()
