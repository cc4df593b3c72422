"""The HTTP API of the sink: receives webhooks and the messages of all services that Alertmanager sends to, returns and
deletes all that was received. The mail server runs as long."""

import json
import math
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sink.certificates import server_context
from sink.jira import Jira
from sink.mail_server import run_mail_server
from sink.payload import InvalidNotification, read_notification
from sink.services import Reply, addressed, endpoint_of, via_of, without_secrets
from sink.slack import InvalidMessage, check_message
from sink.store import Notification, Store

SMTP_PORT = 8025
MAX_BODY = 1024 * 1024

store = Store()
jira = Jira()


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
    if via_of(request.headers.get("host", "")):
        return await receive_message(request)  # the service has this path too
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
    if via_of(request.headers.get("host", "")):
        return await receive_message(request)
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


async def receive_message(request: Request) -> Response:
    """A message to one of the services, which its host name or the begin of the path names."""
    at = time.time()
    target = addressed(request.headers.get("host", ""), request.url.path)
    if target is None:
        return _reject(404, f"nothing here receives {request.method} {request.url.path}")
    via, recipient, path = target
    try:
        raw = await _body(request)
        fields = await _fields(request, raw)
    except BodyTooLarge as error:
        return _reject(413, str(error))
    except InvalidNotification as error:
        return _reject(400, str(error))
    if via == "jira":
        reply, kept = jira.answer(request.method, path, fields)
    elif found := endpoint_of(via, path):
        endpoint, groups = found
        fields = {**fields, **groups}
        reply = endpoint.reply(fields)
        recipient = recipient or endpoint.recipient(fields)
        kept = without_secrets(fields) if endpoint.kept else None
    else:
        return _reject(404, f"{via} has no {path}")
    if kept is not None:
        text = json.dumps(kept, ensure_ascii=False)
        store.add(Notification(at, via, recipient, text, len(text.encode())))
    return _response(reply)


async def _fields(request: Request, raw: bytes) -> dict[str, Any]:
    """The query parameters and the body: a JSON object, or a form."""
    fields: dict[str, Any] = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return {**fields, **dict(parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True))}
    return {**fields, **(read_notification(raw)[1] if raw.strip() else {})}


def _response(reply: Reply) -> Response:
    return Response(reply.body, reply.status, media_type=reply.content_type)


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
    async with run_mail_server(store, SMTP_PORT, MAX_BODY, server_context()):
        yield


app = Starlette(
    routes=[
        Route("/webhook", receive_webhook, methods=["POST"]),
        Route("/webhook/{receiver}", receive_webhook, methods=["POST"]),
        Route("/slack/{receiver}", receive_slack, methods=["POST"]),
        Route("/received", received, methods=["GET", "DELETE"]),
        Route("/ready", ready),
        Route("/{path:path}", receive_message, methods=["GET", "POST", "PUT", "PATCH"]),
    ],
    lifespan=_with_mail,
)
