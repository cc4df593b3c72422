"""The HTTP API: a request to a log route writes its line, any other request writes nothing. uvicorn serves `app`."""

import os
import sys
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from writer.lines import LINES, Request, mark
from writer.log import Log, open_log

log_file = os.environ.get("LOG_FILE", "").strip()
log = Log([open_log(log_file), sys.stdout] if log_file else [sys.stdout], LINES)


async def write(request: HttpRequest) -> Response:
    route = request.url.path
    client = request.client.host if request.client else "-"
    line = LINES[route](Request(mark(log.lines), datetime.now(UTC), request.method, route, client))
    log.write(route, line)
    return JSONResponse({"written": line})


async def written(_request: HttpRequest) -> Response:
    return JSONResponse(dict(log.written))


async def ready(_request: HttpRequest) -> Response:
    return JSONResponse({"status": "ready"})


app = Starlette(
    routes=[
        *(Route(route, write) for route in LINES),
        Route("/written", written),
        Route("/ready", ready),
    ]
)
# A redirected request would write its line only if the client follows.
app.router.redirect_slashes = False
