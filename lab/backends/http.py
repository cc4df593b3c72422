"""HTTP requests to the services of a lab: bounded in time and size, failures as values, never to another address.

A request goes to the host and port of `url`, whatever its path or a redirect says.
"""

from __future__ import annotations

import json as jsons
import time
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlencode, urljoin, urlsplit

from lab.backends.bounds import UNBOUNDED, Bounds
from lab.backends.endpoint import Url, endpoint_of
from lab.backends.json_body import TooLarge, parse_json
from lab.backends.tls import Tls
from lab.backends.transport import Response, Unanswered, fetch
from lab.queries.answer import Answer, Reply, unexpected_reply
from lab.queries.query import Params

TIMEOUT_S = 10.0  # of a request, to the last byte of its response
READY_TIMEOUT_S = 2.0
MAX_BYTES = 8 * 1024 * 1024  # of an answer of a backend
MAX_URL = 4000  # characters of a query: proxies take 8 KiB of request line, often less
MAX_PAGE_BYTES = 1024 * 1024  # of any other page; the rest is cut
_SHORT = 1000  # characters of JSON that is neither an object nor a list
_MAX_QUOTED = 200  # characters of a location in a message
_MAX_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_TARGET_SAFE = "!$%&'()*+,/:;=?@[]~"  # a path may be percent-encoded already


@dataclass(frozen=True, slots=True)
class _Base:
    """Where a service is reached, and the headers and query parameters of every request, its login among them."""

    scheme: str
    host: str
    port: int
    headers: Mapping[str, str]
    params: Mapping[str, str]
    prefix: str
    tls: Tls | None

    @classmethod
    def of(cls, url: Url) -> _Base:
        endpoint = endpoint_of(url)
        parts = urlsplit(endpoint.url)
        assert not parts.path, "the path is an argument of its own"
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        login = {"Authorization": f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"}
        headers = {**endpoint.headers, **(login if parts.username is not None else {})}
        port, tls = parts.port or _DEFAULT_PORTS[parts.scheme], endpoint.tls if parts.scheme == "https" else None
        return cls(parts.scheme, parts.hostname or "", port, headers, endpoint.params, endpoint.path, tls)

    def target(self, path: str, params: Params | None = None) -> str:
        """The path and query of a request for `path`."""
        query = urlencode({**(params or {}), **self.params}, doseq=True)
        separator = "&" if "?" in path else "?"
        return f"{self.prefix}{path}{separator}{query}" if query else f"{self.prefix}{path}"

    def url(self, path: str) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}{path}"

    def path_of(self, location: str, path: str) -> str | None:
        """The path that a redirect from `path` leads to; None when it leads away from this host and port."""
        try:
            to = urlsplit(urljoin(self.url(path), location))
            port = to.port or _DEFAULT_PORTS.get(to.scheme)
        except ValueError:
            return None
        same = (to.scheme, to.hostname, port) == (self.scheme, self.host, self.port)
        return to._replace(scheme="", netloc="", fragment="").geturl() if same and to.username is None else None


def exchange(
    method: str,
    url: Url,
    path: str = "",
    *,
    params: Params | None = None,
    json: Any = None,
    form: Params | None = None,
    accept: str = "*/*",
    bounds: Bounds = UNBOUNDED,
) -> Reply | Answer:
    """One request to `path` of the service at `url`; an `Answer` with an error when there is no response.

    A login in the URL is used and never shown. GET follows redirects to the same host and port. The body is `json`, or
    the parameters of a `form`.
    """
    base = _Base.of(url)
    path, target = f"{base.prefix}{path}", base.target(path, params)
    kind, body = _body(json, form)
    headers = {"Accept": accept} | ({"Content-Type": kind} if body is not None else {})
    within = bounds.ending_at(time.monotonic() + TIMEOUT_S)
    try:
        path, response = _followed(base, method, path, target, headers, body, within, MAX_BYTES)
        if not response.whole:
            raise TooLarge(f"it is larger than {MAX_BYTES // 1024**2} MiB")
        text = response.body.decode("utf-8", "replace")
        text = endpoint_of(url).without_secrets(text) if response.status >= 300 else text
        return Reply(base.url(path), response.status, text, _json_or_none(text))
    except _LeadsAway as away:
        return Answer(error=endpoint_of(url).without_secrets(f"{base.url(path)} {away}"))
    except Unanswered as error:
        return Answer(error=f"{base.url(path)} does not answer: {error}")
    except TooLarge as problem:
        return Answer(
            error=f"lab does not read the answer of {base.url(path)}: {problem}; ask for less, "
            "with narrower matchers or an aggregation"
        )


def _body(json: Any, form: Params | None) -> tuple[str, bytes | None]:
    """The content type and the bytes of a request's body; None without one."""
    if form is not None:
        return "application/x-www-form-urlencoded", urlencode(form, doseq=True).encode()
    return "application/json", None if json is None else jsons.dumps(json).encode()


def request_page(
    method: str,
    url: Url,
    path: str = "",
    *,
    body: str | None = None,
    content_type: str = "",
    host: str = "",
    seconds: float | None = None,
    bounds: Bounds = UNBOUNDED,
) -> Reply | Answer:
    """One request to any HTTP service. Redirects are not followed.

    At most `MAX_PAGE_BYTES` of the body are read, for at most `seconds` (default: `TIMEOUT_S`). `host` replaces the
    Host header.
    """
    base = _Base.of(url)
    path = base.target(path)
    headers = {"Content-Type": content_type} if body is not None and content_type else {}
    within = bounds.ending_at(time.monotonic() + (TIMEOUT_S if seconds is None else seconds))
    content = None if body is None else body.encode()
    try:
        # A stream of events never ends, and what has come of it by then is its page.
        response = _send(
            base, method, path, headers, content, within, host=host, max_bytes=MAX_PAGE_BYTES, keep_partial=True
        )
    except Unanswered as error:
        return Answer(error=f"{base.url(path)} does not answer: {error}")
    text = _text_of(response)
    try:
        parsed = _json_or_none(text) if response.whole else None
    except TooLarge:
        parsed = None
    return Reply(base.url(path), response.status, text, parsed)


def get(url: Url, path: str = "", params: Params | None = None, bounds: Bounds = UNBOUNDED) -> Answer:
    """The JSON of a GET request. Status 400 and 422 are a refusal, with the message of the backend."""
    return json_of(exchange("GET", url, path, params=params, bounds=bounds))


def query(url: Url, path: str, params: Params, bounds: Bounds = UNBOUNDED) -> Answer:
    """As `get`; parameters that are too long for a URL are sent as a form, which Prometheus and Loki take as well."""
    if len(urlencode(params, doseq=True)) <= MAX_URL:
        return get(url, path, params, bounds)
    return json_of(exchange("POST", url, path, form=params, bounds=bounds))


def json_of(reply: Reply | Answer) -> Answer:
    """The JSON of a response. Status 400 and 422 are a refusal, with the message of the backend."""
    if isinstance(reply, Answer):
        return reply
    if reply.refused:
        message = str(reply.json.get("error", "")) if isinstance(reply.json, dict) else reply.text[:200]
        return Answer(error=message or f"status {reply.status}", refused=True)
    if reply.status >= 400 or reply.json is None:
        return unexpected_reply(reply)
    return Answer(json=reply.json)


def unready(url: str, path: str, bounds: Bounds = UNBOUNDED) -> str:
    """Why a service is not ready, to follow its name in a message; empty when it is. Its body is not read."""
    base = _Base.of(url)
    within = bounds.ending_at(time.monotonic() + READY_TIMEOUT_S)
    try:
        final, response = _followed(base, "GET", path, path, {}, None, within, 0)
    except _LeadsAway as away:
        return str(away)
    except Unanswered:
        return "does not answer"
    redirected = f", after a redirect to {final}" if final != path else ""
    return "" if response.status < 400 else f"answers {response.status}{redirected}"


class _LeadsAway(Exception):
    """A redirect leads to another address."""


def _followed(
    base: _Base,
    method: str,
    path: str,
    target: str,
    headers: dict[str, str],
    body: bytes | None,
    bounds: Bounds,
    max_bytes: int,
) -> tuple[str, Response]:
    """The path that answered in the end, and the response. Raises Unanswered, and _LeadsAway."""
    for _ in range(_MAX_REDIRECTS):
        response = _send(base, method, target, headers, body, bounds, max_bytes=max_bytes)
        location = response.headers.get("location", "")
        if method != "GET" or response.status not in _REDIRECTS or not location:
            return path, response
        next_path = base.path_of(location, target)
        if next_path is None:
            raise _LeadsAway(f"redirects to {location[:_MAX_QUOTED]!r}, another address, which lab does not follow")
        path = target = next_path
    raise Unanswered(f"it redirects more than {_MAX_REDIRECTS} times")


def _send(
    base: _Base,
    method: str,
    target: str,
    headers: dict[str, str],
    body: bytes | None,
    bounds: Bounds,
    *,
    max_bytes: int,
    host: str = "",
    keep_partial: bool = False,
) -> Response:
    sent = {"Accept-Encoding": "identity", "Connection": "close", "User-Agent": "lab", **base.headers, **headers}
    if host:
        sent["Host"] = host
    # Always a path, never an authority: `@127.0.0.1:1/x` or an absolute URL must not read as another address.
    path = quote(target.partition("#")[0], safe=_TARGET_SAFE)
    path = path if path.startswith("/") else f"/{path}"
    address = (base.host, base.port)
    return fetch(
        address, method, path, sent, body, bounds, max_bytes=max_bytes, keep_partial=keep_partial, tls=base.tls
    )


def _json_or_none(text: str) -> Any:
    if len(text) > _SHORT and text.lstrip()[:1] not in ("{", "["):
        return None  # the metrics of a service, for example
    try:
        return parse_json(text)
    except TooLarge:
        raise
    except ValueError:
        return None


def _text_of(response: Response) -> str:
    """Decoded as UTF-8 unless the response names a charset that Python has."""
    charset = "utf-8"
    for part in response.headers.get("content-type", "").split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip("\"'")
    try:
        return response.body.decode(charset, "replace")
    except (LookupError, ValueError):  # unknown, or no encoding of text
        return response.body.decode("utf-8", "replace")
