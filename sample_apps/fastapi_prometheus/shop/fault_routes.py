"""Lets a caller say what shall go wrong, and makes it go wrong for the routes that ask. A route asks by a dependency
and not a middleware does it for all, because metrics name the route, which is only known once one was chosen."""

import asyncio
from typing import Any

from fastapi import Depends, FastAPI, HTTPException, Request
from pydantic import ValidationError

from shop.faults import Faults, Trouble


def befalls(trouble: Trouble) -> Any:
    async def befall() -> None:
        fails = trouble.next_fails()
        if latency := trouble.faults.latency_seconds:
            await asyncio.sleep(latency)
        if fails:
            raise HTTPException(status_code=500, detail="this request was chosen to fail")

    return Depends(befall)


def add_fault_routes(app: FastAPI, trouble: Trouble) -> None:
    @app.get("/faults")
    async def tell() -> dict[str, float]:
        return trouble.faults.model_dump()

    # The body is read here and not by FastAPI, so that any content type will do.
    @app.put("/faults")
    async def change(request: Request) -> dict[str, float]:
        try:
            asked = Faults.model_validate_json(await request.body())
        except ValidationError as error:
            said = error.errors(include_url=False, include_context=False, include_input=False)
            raise HTTPException(status_code=422, detail=said) from None
        trouble.become(asked)
        return asked.model_dump()
