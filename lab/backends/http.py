"""HTTP requests to the services of a lab: short time-outs, one session per thread, failures as values."""

from __future__ import annotations

import json as jsons
import threading
import time
from typing import Any
from urllib.parse import unquote

import requests
from requests.auth import HTTPBasicAuth

from lab.queries.answer import Answer, Reply, unexpected_reply
from lab.queries.query import Params

TIMEOUT_S = (2.0, 10.0)  # to connect, to respond
MAX_BODY_BYTES = 1024 * 1024  # read by `request_page`

_local = threading.local()


def exchange(
    method: str,
    url: str,
    *,
    params: Params | None = None,
    json: Any = None,
    accept: str = "*/*",
) -> Reply | Answer:
    """One request; an `Answer` with an error when there is no response. A login in the URL is used and never shown."""
    bare, login = _login_of(url)
    headers = {"Accept": accept}
    try:
        response = _session().request(
            method, bare, params=params, json=json, headers=headers, auth=login, timeout=TIMEOUT_S
        )
    except requests.RequestException as error:
        return Answer(error=f"{bare} does not answer: {_root_cause(error)}")
    try:
        body = response.json()
    except ValueError:
        body = None
    return Reply(bare, response.status_code, response.text, body)


def request_page(
    method: str,
    url: str,
    *,
    body: str | None = None,
    content_type: str = "",
    host: str = "",
    seconds: float | None = None,
) -> Reply | Answer:
    """One request to any HTTP service, on a connection of its own. Redirects are not followed.

    At most `MAX_BODY_BYTES` of the body are read, for at most `seconds` (default: `TIMEOUT_S`). `host` replaces the
    Host header.
    """
    seconds = TIMEOUT_S[1] if seconds is None else seconds
    headers = {"Content-Type": content_type} if body is not None and content_type else {}
    if host:
        headers["Host"] = host
    bare, login = _login_of(url)
    try:
        with requests.Session() as session:
            session.trust_env = False
            response = session.request(
                method,
                bare,
                data=None if body is None else body.encode(),
                headers=headers,
                auth=login,
                timeout=(TIMEOUT_S[0], seconds),
                allow_redirects=False,
                stream=True,
            )
            content, whole = _read(response, seconds)
    except requests.RequestException as error:
        return Answer(error=f"{bare} does not answer: {_root_cause(error)}")
    text = _text_of(response, content)
    try:
        parsed = jsons.loads(text) if whole else None
    except ValueError:
        parsed = None
    return Reply(bare, response.status_code, text, parsed)


def _read(response: requests.Response, seconds: float) -> tuple[bytes, bool]:
    """The body as far as it was read, and whether that is all of it.

    A stream of events never ends, and an event now and then keeps the connection from its own time-out.
    """
    content = b""
    end = time.monotonic() + seconds
    try:
        for chunk in response.iter_content(64 * 1024):
            content += chunk
            if len(content) > MAX_BODY_BYTES or time.monotonic() > end:
                return content[:MAX_BODY_BYTES], False
    except requests.ConnectionError:  # nothing more arrived in time; a broken body raises another error
        return content, False
    return content, True


def _text_of(response: requests.Response, content: bytes) -> str:
    """Decoded as UTF-8 unless the response names a charset; requests would assume Latin-1."""
    charset = response.encoding if "charset" in response.headers.get("Content-Type", "").lower() else None
    try:
        return content.decode(charset or "utf-8", "replace")
    except LookupError:  # an unknown charset
        return content.decode("utf-8", "replace")


def get(url: str, params: Params | None = None) -> Answer:
    """The JSON of a GET request. Status 400 and 422 are a refusal, with the message of the backend."""
    reply = exchange("GET", url, params=params)
    if isinstance(reply, Answer):
        return reply
    if reply.status in (400, 422):
        message = reply.json.get("error", "") if isinstance(reply.json, dict) else reply.text[:200]
        return Answer(error=message or f"status {reply.status}", refused=True)
    if reply.status >= 400 or reply.json is None:
        return unexpected_reply(reply)
    return Answer(json=reply.json)


def unready(url: str) -> str:
    """Why the service at a readiness URL is not ready, to follow its name in a message; empty when it is."""
    try:
        response = _session().get(url, timeout=(0.5, 2.0))
    except requests.RequestException:
        return "does not answer"
    return "" if response.ok else f"answers {response.status_code}"


def _session() -> requests.Session:
    if not hasattr(_local, "session"):
        session = requests.Session()
        session.trust_env = False  # no proxy for loopback addresses
        _local.session = session
    return _local.session  # type: ignore[no-any-return]  # the attributes of a thread-local have no types


def _login_of(url: str) -> tuple[str, HTTPBasicAuth | None]:
    """The URL without `user:password@`, and that login."""
    scheme, separator, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    login, at, host = authority.rpartition("@")
    if not at:
        return url, None
    user, _, password = (unquote(part) for part in login.partition(":"))
    return f"{scheme}{separator}{host}{slash}{path}", HTTPBasicAuth(user.encode(), password.encode())


def _root_cause(error: BaseException) -> str:
    while error.__context__ is not None:
        error = error.__context__
    return str(error) or type(error).__name__
