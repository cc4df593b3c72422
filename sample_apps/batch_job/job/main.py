"""Ties the runs to the life of the process, and lets a caller decide how they end and count them. uvicorn serves
`app`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from job.order import read_order
from job.running import Runner
from job.runs import NotAnOutcome, Runs, read_outcome

runs = Runs()
runner = Runner(read_order(), runs)


@asynccontextmanager
async def lifespan(_app: Starlette) -> AsyncIterator[None]:
    running = asyncio.create_task(runner.keep_running())
    yield
    running.cancel()


async def outcome(request: Request) -> Response:
    if request.method == "PUT":
        try:
            runs.succeeds = read_outcome(await request.body())
        except NotAnOutcome as error:
            return JSONResponse({"error": str(error)}, status_code=400)
    return JSONResponse({"succeeds": runs.succeeds})


async def counts(_request: Request) -> Response:
    return JSONResponse(runs.counts())


async def run(_request: Request) -> Response:
    return JSONResponse(await runner.run_once())


async def ready(_request: Request) -> Response:
    return JSONResponse({"status": "ready"})


app = Starlette(
    routes=[
        Route("/outcome", outcome, methods=["GET", "PUT"]),
        Route("/runs", counts),
        Route("/run", run, methods=["POST"]),
        Route("/ready", ready),
    ],
    lifespan=lifespan,
)
