"""Builds the application. uvicorn serves `app`."""

from fastapi import FastAPI

from shop import instruments
from shop.exposition import add_exposition
from shop.request_metrics import RequestMetrics
from shop.routes import add_routes
from shop.switches import read_switches

instruments.add_optional_metrics(read_switches())

app = FastAPI(openapi_url=None, redirect_slashes=False)
add_routes(app)
add_exposition(app)
app.add_middleware(RequestMetrics)
