"""One way to ask over HTTP: short time-outs, one session per thread, and failures as values."""

from __future__ import annotations

import json as jsons
import threading
import time
from typing import Any
from urllib.parse import unquote

import requests
from requests.auth import HTTPBasicAuth

from lab.queries.answer import Answer, Reply, bad_reply
from lab.queries.query import Params

TIMEOUT_S = (2.0, 10.0)  # to connect, to answer
LARGEST = 1024 * 1024  # bytes read of what may be anything

_local = threading.local()


def exchange(
    method: str,
    url: str,
    *,
    params: Params | None = None,
    json: Any = None,
    accept: str = "*/*",
) -> Reply | Answer:
    """One request; an `Answer` with an error when nobody answers. A login in the URL is used and never shown."""
    bare, login = _login_of(url)
    headers = {"Accept": accept}
    try:
        response = _session().request(
            method, bare, params=params, json=json, headers=headers, auth=login, timeout=TIMEOUT_S
        )
    except requests.RequestException as error:
        return Answer(error=f"{bare} does not answer: {_root(error)}")
    try:
        body = response.json()
    except ValueError:
        body = None
    return Reply(bare, response.status_code, response.text, body)


def whatever(
    method: str,
    url: str,
    *,
    body: str | None = None,
    content_type: str = "",
    host: str = "",
    seconds: float | None = None,
) -> Reply | Answer:
    """One request to whatever speaks HTTP, on a connection of its own. Redirects are answers, and are not followed; of
    what does not end, `LARGEST` bytes are read, or what comes in `seconds` (as for any request when not given). `host`:
    the name by which the service is to believe it was reached."""
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
        return Answer(error=f"{bare} does not answer: {_root(error)}")
    text = _decoded(response, content)
    try:
        parsed = jsons.loads(text) if whole else None
    except ValueError:
        parsed = None
    return Reply(bare, response.status_code, text, parsed)


def _read(response: requests.Response, seconds: float) -> tuple[bytes, bool]:
    """What came of the body, and whether that is all of it. A stream of events never comes to its end, and one event
    now and then never lets the connection run into its own time-out."""
    content = b""
    end = time.monotonic() + seconds
    try:
        for chunk in response.iter_content(64 * 1024):
            content += chunk
            if len(content) > LARGEST or time.monotonic() > end:
                return content[:LARGEST], False
    except requests.ConnectionError:  # nothing more in time; a broken body is another error
        return content, False
    return content, True


def _decoded(response: requests.Response, content: bytes) -> str:
    """UTF-8 where nothing else is said; requests would take any text for Latin-1."""
    said = response.encoding if "charset" in response.headers.get("Content-Type", "").lower() else None
    try:
        return content.decode(said or "utf-8", "replace")
    except LookupError:  # a character set nobody knows
        return content.decode("utf-8", "replace")


def get(url: str, params: Params | None = None) -> Answer:
    reply = exchange("GET", url, params=params)
    if isinstance(reply, Answer):
        return reply
    if reply.status in (400, 422):
        words = reply.json.get("error", "") if isinstance(reply.json, dict) else reply.text[:200]
        return Answer(error=words or f"status {reply.status}", refused=True)
    if reply.status >= 400 or reply.json is None:
        return bad_reply(reply)
    return Answer(json=reply.json)


def unready(url: str) -> str:
    """Why a readiness path does not say yes; empty when it does."""
    try:
        response = _session().get(url, timeout=(0.5, 2.0))
    except requests.RequestException:
        return "does not answer"
    return "" if response.ok else f"answers {response.status_code}"


def _session() -> requests.Session:
    if not hasattr(_local, "session"):
        session = requests.Session()
        session.trust_env = False  # a proxy of the user's has no business with loopback
        _local.session = session
    return _local.session  # type: ignore[no-any-return]  # a thread-local says nothing of its types


def _login_of(url: str) -> tuple[str, HTTPBasicAuth | None]:
    """The URL without `user:password@`, and the login it holds."""
    scheme, separator, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    login, at, host = authority.rpartition("@")
    if not at:
        return url, None
    user, _, password = (unquote(part) for part in login.partition(":"))
    return f"{scheme}{separator}{host}{slash}{path}", HTTPBasicAuth(user.encode(), password.encode())


def _root(error: BaseException) -> str:
    while error.__context__ is not None:
        error = error.__context__
    return str(error) or type(error).__name__
