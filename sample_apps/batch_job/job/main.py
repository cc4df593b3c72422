"""The HTTP API of the job: set the outcome of runs, start a run, read the counts. uvicorn serves `app`, and scheduled
runs stop with it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from job.runner import Runner
from job.runs import InvalidOutcome, Runs, read_outcome
from job.settings import read_settings

runs = Runs()
runner = Runner(read_settings(), runs)


@asynccontextmanager
async def lifespan(_app: Starlette) -> AsyncIterator[None]:
    schedule = asyncio.create_task(runner.run_periodically())
    yield
    schedule.cancel()


async def outcome(request: Request) -> Response:
    if request.method == "PUT":
        try:
            runs.succeeds = read_outcome(await request.body())
        except InvalidOutcome as error:
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
