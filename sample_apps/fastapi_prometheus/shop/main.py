"""Puts the application together; uvicorn serves `app`. Nothing is decided here but the order of assembly."""

from fastapi import FastAPI

from shop import instruments
from shop.counting import CountRequests
from shop.exposition import add_exposition
from shop.routes import add_routes
from shop.switches import read_switches

instruments.apply(read_switches())

app = FastAPI(openapi_url=None, redirect_slashes=False)
add_routes(app)
add_exposition(app)
app.add_middleware(CountRequests)
