"""The HTTP API of the sink: receives webhooks and Slack messages, returns and deletes all received notifications.
uvicorn serves `app`, and the mail server runs as long."""

import json
import math
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sink.mail_server import run_mail_server
from sink.payload import InvalidNotification, read_notification
from sink.slack import InvalidMessage, check_message
from sink.store import Notification, Store

SMTP_PORT = 8025
MAX_BODY = 1024 * 1024

store = Store()


class BodyTooLarge(ValueError):
    """The body is larger than one notification may be."""


def _reject(status: int, reason: str) -> Response:
    return JSONResponse({"error": reason}, status_code=status)


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise BodyTooLarge(f"the body is larger than {MAX_BODY} bytes")
    return bytes(body)


async def receive_webhook(request: Request) -> Response:
    at = time.time()
    try:
        raw = await _body(request)
        text, payload = read_notification(raw)
    except BodyTooLarge as error:
        return _reject(413, str(error))
    except InvalidNotification as error:
        return _reject(400, str(error))
    name = request.path_params.get("receiver", payload.get("receiver"))
    store.add(Notification(at, "webhook", name if isinstance(name, str) else None, text, len(raw)))
    return JSONResponse({"kept": len(store)})


async def receive_slack(request: Request) -> Response:
    at = time.time()
    try:
        raw = await _body(request)
        text, payload = read_notification(raw)
        check_message(payload)
    except BodyTooLarge as error:
        return _reject(413, str(error))
    except InvalidNotification:
        return PlainTextResponse("invalid_payload", 400)
    except InvalidMessage as error:
        return PlainTextResponse(str(error), 400)
    store.add(Notification(at, "slack", request.path_params["receiver"], text, len(raw)))
    # Alertmanager accepts exactly this text as success.
    return PlainTextResponse("ok")


def _as_json(notifications: Iterable[Notification]) -> str:
    # The body is inserted as text, so that it is returned exactly as it arrived.
    return ",\n".join(
        f'{{"at": {n.at!r}, "via": "{n.via}", "receiver": {json.dumps(n.receiver)}, "body": {n.body}}}'
        for n in notifications
    )


async def received(request: Request) -> Response:
    if request.method == "DELETE":
        store.empty()
        return Response(status_code=204)
    since = request.query_params.get("since", "0")
    try:
        moment = float(since)
    except ValueError:
        moment = math.nan
    if math.isnan(moment):
        return _reject(400, f"since={since!r} is no unix time in seconds")
    return Response(f"[{_as_json(store.since(moment))}]", media_type="application/json")


async def ready(_request: Request) -> Response:
    return JSONResponse({"status": "ready"})


@asynccontextmanager
async def _with_mail(_app: Starlette) -> AsyncIterator[None]:
    async with run_mail_server(store, SMTP_PORT, MAX_BODY):
        yield


app = Starlette(
    routes=[
        Route("/webhook", receive_webhook, methods=["POST"]),
        Route("/webhook/{receiver}", receive_webhook, methods=["POST"]),
        Route("/slack/{receiver}", receive_slack, methods=["POST"]),
        Route("/received", received, methods=["GET", "DELETE"]),
        Route("/ready", ready),
    ],
    lifespan=_with_mail,
)
