"""Serves the same application over HTTP and HTTPS: `python -m sink.serve`."""

import asyncio
import contextlib
from collections.abc import Iterator

import uvicorn

from sink.certificates import server_context
from sink.main import app

HTTP_PORT, HTTPS_PORT = 8000, 443
_SETTINGS = {
    "host": "0.0.0.0",
    "loop": "asyncio",
    "http": "httptools",
    "ws": "none",
    "access_log": False,
    "timeout_graceful_shutdown": 1,
}


class _SecondServer(uvicorn.Server):
    """Leaves signals to the first one."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve() -> None:
    secured = uvicorn.Config(app, port=HTTPS_PORT, lifespan="off", **_SETTINGS)  # type: ignore[arg-type]
    secured.load()
    secured.ssl = server_context()
    second = _SecondServer(secured)
    beside = asyncio.create_task(second.serve())
    await uvicorn.Server(uvicorn.Config(app, port=HTTP_PORT, **_SETTINGS)).serve()  # type: ignore[arg-type]
    second.should_exit = True
    await beside


if __name__ == "__main__":
    asyncio.run(serve())
