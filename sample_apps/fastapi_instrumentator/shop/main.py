"""Builds the application. uvicorn serves `app`."""

from fastapi import FastAPI
from prometheus_fastapi_instrumentator import Instrumentator

from shop.optional_metrics import add_optional_metrics
from shop.routes import add_routes
from shop.switches import read_switches

add_optional_metrics(read_switches())

app = FastAPI(openapi_url=None, redirect_slashes=False)
add_routes(app)
# Its defaults: status codes in groups (2xx), no label set before its first request, and every route counted, /metrics
# and /ready among them.
Instrumentator().instrument(app).expose(app)
