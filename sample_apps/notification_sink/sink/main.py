"""The HTTP face of the sink: takes webhooks and Slack messages, hands out again what arrived by any way, forgets it on
request. uvicorn serves `app`; the mail server lives as long as it does."""

import json
import math
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sink.mail_server import serving
from sink.payload import NotANotification, read_notification
from sink.slack import NotAMessage, check_message
from sink.store import Notification, Store

SMTP_PORT = 8025
LARGEST_BODY = 1024 * 1024

store = Store()


class BodyTooLarge(ValueError):
    """The body is larger than one notification may be."""


def _refuse(status: int, reason: str) -> Response:
    return JSONResponse({"error": reason}, status_code=status)


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise BodyTooLarge(f"the body is larger than {LARGEST_BODY} bytes")
    return bytes(body)


async def take_webhook(request: Request) -> Response:
    at = time.time()
    try:
        raw = await _body(request)
        text, said = read_notification(raw)
    except BodyTooLarge as error:
        return _refuse(413, str(error))
    except NotANotification as error:
        return _refuse(400, str(error))
    named = request.path_params.get("receiver", said.get("receiver"))
    store.add(Notification(at, "webhook", named if isinstance(named, str) else None, text, len(raw)))
    return JSONResponse({"kept": len(store)})


async def take_slack(request: Request) -> Response:
    at = time.time()
    try:
        raw = await _body(request)
        text, said = read_notification(raw)
        check_message(said)
    except BodyTooLarge as error:
        return _refuse(413, str(error))
    except NotANotification:
        return PlainTextResponse("invalid_payload", 400)
    except NotAMessage as error:
        return PlainTextResponse(str(error), 400)
    store.add(Notification(at, "slack", request.path_params["receiver"], text, len(raw)))
    # Alertmanager takes a text for success only when it is this one, to the letter.
    return PlainTextResponse("ok")


def _as_json(notifications: Iterable[Notification]) -> str:
    # The body is spliced in as text: what arrived is handed out to the letter.
    return ",\n".join(
        f'{{"at": {n.at!r}, "via": "{n.via}", "receiver": {json.dumps(n.receiver)}, "body": {n.body}}}'
        for n in notifications
    )


async def received(request: Request) -> Response:
    if request.method == "DELETE":
        store.empty()
        return Response(status_code=204)
    asked = request.query_params.get("since", "0")
    try:
        moment = float(asked)
    except ValueError:
        moment = math.nan
    if math.isnan(moment):
        return _refuse(400, f"since={asked!r} is no unix time in seconds")
    return Response(f"[{_as_json(store.since(moment))}]", media_type="application/json")


async def ready(_request: Request) -> Response:
    return JSONResponse({"status": "ready"})


@asynccontextmanager
async def _with_mail(_app: Starlette) -> AsyncIterator[None]:
    async with serving(store, SMTP_PORT, LARGEST_BODY):
        yield


app = Starlette(
    routes=[
        Route("/webhook", take_webhook, methods=["POST"]),
        Route("/webhook/{receiver}", take_webhook, methods=["POST"]),
        Route("/slack/{receiver}", take_slack, methods=["POST"]),
        Route("/received", received, methods=["GET", "DELETE"]),
        Route("/ready", ready),
    ],
    lifespan=_with_mail,
)
