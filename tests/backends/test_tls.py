"""Requests over TLS to a real server: verified, and bounded like all others."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lab.backends.bounds import Bounds
from lab.backends.endpoint import Endpoint
from lab.backends.http import exchange
from lab.backends.tls import Tls, context_of, tls_failure
from lab.backends.transport import Unanswered, fetch
from lab.queries.answer import Answer, Reply
from tests.backends.certificates import Certificates
from tests.backends.small_backend import Reply as Canned
from tests.backends.small_backend import SmallBackend


@contextmanager
def secured(certificates: Certificates, *, client_ca: Path | None = None) -> Iterator[SmallBackend]:
    """A small backend that speaks TLS; with `client_ca`, only to clients with a certificate of that authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.server, certificates.server_key)
    if client_ca is not None:
        context.load_verify_locations(client_ca)
        context.verify_mode = ssl.CERT_REQUIRED
    with SmallBackend(Canned(200, '["data"]')) as backend:
        backend._server.socket = context.wrap_socket(backend._server.socket, server_side=True)
        yield backend


def ask(backend: SmallBackend, tls: Tls) -> Reply | Answer:
    return exchange("GET", Endpoint(backend.url.replace("http:", "https:"), tls=tls), "/api")


def test_request_to_a_service_whose_authority_is_given(certificates: Certificates) -> None:
    with secured(certificates) as backend:
        reply = ask(backend, Tls(ca_file=str(certificates.ca)))
    assert isinstance(reply, Reply), reply
    assert (reply.status, reply.json, reply.url) == (200, ["data"], f"{backend.url}/api".replace("http:", "https:"))
    assert backend.headers[0]["Host"] == backend.url.removeprefix("http://")


@pytest.mark.parametrize("other", [True, False], ids=["another authority", "those of the system"])
def test_certificate_that_is_not_trusted(certificates: Certificates, other: bool) -> None:
    with secured(certificates) as backend:
        answer = ask(backend, Tls(ca_file=str(certificates.other_ca) if other else ""))
    assert isinstance(answer, Answer)
    assert "does not answer: its certificate is not trusted: " in answer.error
    assert not backend.asked


def test_certificate_for_another_name(certificates: Certificates) -> None:
    with secured(certificates) as backend:
        answer = ask(backend, Tls(ca_file=str(certificates.ca), server_name="grafana.test"))
        named = ask(backend, Tls(ca_file=str(certificates.ca), server_name="prometheus.test"))
    assert (
        isinstance(answer, Answer) and "Hostname mismatch, certificate is not valid for 'grafana.test'" in answer.error
    )
    assert isinstance(named, Reply)


def test_insecure_accepts_any_certificate(certificates: Certificates) -> None:
    with secured(certificates) as backend:
        assert isinstance(ask(backend, Tls(insecure=True)), Reply)


def test_client_certificate(certificates: Certificates) -> None:
    ca = str(certificates.ca)
    with secured(certificates, client_ca=certificates.ca) as backend:
        without = ask(backend, Tls(ca_file=ca))
        shown = ask(backend, Tls(ca, str(certificates.client), str(certificates.client_key)))
    assert isinstance(without, Answer) and "it demands a client certificate" in without.error
    assert isinstance(shown, Reply)


def test_service_that_does_not_speak_tls() -> None:
    with SmallBackend(Canned(200, "{}")) as backend:
        answer = ask(backend, Tls())
    assert isinstance(answer, Answer)
    assert "it does not speak TLS on this port: write http:// instead of https://" in answer.error


@pytest.mark.parametrize("stopped", [True, False])
def test_handshake_that_does_not_go_on_ends_with_the_bounds(certificates: Certificates, stopped: bool) -> None:
    """The server takes the connection and never says a word."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        began = time.monotonic()
        if stopped:
            threading.Timer(0.3, over.set).start()
        bounds = Bounds(over.is_set, began + (30 if stopped else 0.4))
        with pytest.raises(Unanswered, match="the run is over" if stopped else "timed out"):
            fetch(listening.getsockname(), "GET", "/", {}, None, bounds, max_bytes=1, tls=Tls())
        assert time.monotonic() - began < 5


def test_handshake_that_pauses_goes_on(certificates: Certificates) -> None:
    """The wait for its next byte is longer than one look at the bounds."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.server, certificates.server_key)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            threading.Event().wait(0.35)
            with context.wrap_socket(connection, server_side=True) as wrapped:
                wrapped.recv(65536)
                threading.Event().wait(0.35)
                wrapped.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        bounds = Bounds(until=time.monotonic() + 10)
        tls = Tls(ca_file=str(certificates.ca))
        assert fetch(listening.getsockname(), "GET", "/", {}, None, bounds, max_bytes=9, tls=tls).body == b"[]"
        thread.join(10)


def test_context_of_a_file_that_is_no_certificate(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text("no certificate", encoding="utf-8")
    with pytest.raises(OSError):
        context_of(Tls(ca_file=str(file)))


def test_server_that_closes_before_its_reason_arrives() -> None:
    error = ssl.SSLEOFError(ssl.SSL_ERROR_EOF, "EOF occurred in violation of protocol")
    assert "demands a client certificate" in tls_failure(error)
