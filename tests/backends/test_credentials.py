"""What a system is shown: nothing of it is in a message."""

from __future__ import annotations

import json

from lab.backends.credentials import Credentials, authorization, basic_auth, secret_header
from lab.backends.http import exchange
from lab.backends.tls import Tls
from lab.queries.answer import Reply
from tests.backends.small_backend import Reply as Canned
from tests.backends.small_backend import SmallBackend


def test_merged_keeps_what_only_one_says() -> None:
    first = Credentials({"A": "1", "B": "1"}, frozenset({"1"}), Tls("ca.pem"))
    merged = first.merged(Credentials({"B": "2"}, frozenset({"2"})))
    assert merged == Credentials({"A": "1", "B": "2"}, frozenset({"1", "2"}), Tls("ca.pem"))
    assert merged.merged(Credentials(tls=Tls("other.pem"))).tls == Tls("other.pem")


def test_no_repr_has_a_credential() -> None:
    given = authorization("Bearer", "hunter2").merged(secret_header("X-Key", "hunter3"))
    shown = repr(given) + repr(given.endpoint("http://127.0.0.1:1", "/prometheus"))
    assert "hunter" not in shown


def test_an_answer_that_quotes_the_request_shows_no_credential() -> None:
    """Proxies answer an error with the headers that they were sent."""
    given = basic_auth("monitor", "hunter2")
    with SmallBackend(Canned(403, json.dumps({"error": f"monitor:hunter2 {given.headers} may not"}))) as backend:
        reply = exchange("GET", given.endpoint(backend.url, ""), "/")
    assert isinstance(reply, Reply)
    assert reply.json["error"] == "monitor:*** {'Authorization': 'Basic ***'} may not"
    assert backend.headers[0]["Authorization"] == "Basic bW9uaXRvcjpodW50ZXIy"
