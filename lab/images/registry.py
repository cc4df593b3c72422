"""Whether registries can be reached at all, checked in under a second. What a registry answers, only a pull shows."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from dataclasses import dataclass
from queue import Empty, Queue
from threading import Thread
from time import monotonic

_NETWORK_WORDS = (
    "no such host",
    "dial tcp",
    "i/o timeout",
    "connection refused",
    "network is unreachable",
    "no route to host",
    "tls handshake timeout",
    "client.timeout exceeded",
    "context deadline exceeded",
    "x509:",
    "proxyconnect",
)


@dataclass(frozen=True, slots=True)
class Reachability:
    """`why` says what went wrong, in few words; empty when a connection was accepted."""

    host: str
    reachable: bool
    why: str = ""


def check_reachable(hosts: Iterable[str], within: float = 0.8) -> tuple[Reachability, ...]:
    """Looks for all hosts at once; together they take at most `within` seconds."""
    distinct = tuple(dict.fromkeys(hosts))
    answers: Queue[Reachability] = Queue()
    for host in distinct:
        # A name look-up has no time-out of its own; a thread that still waits for one is left behind.
        Thread(target=lambda host=host: answers.put(_connect(host, within)), daemon=True).start()
    deadline = monotonic() + within
    known: dict[str, Reachability] = {}
    while len(known) < len(distinct) and (left := deadline - monotonic()) > 0:
        try:
            answer = answers.get(timeout=left)
        except Empty:
            break
        known[answer.host] = answer
    return tuple(
        known.get(host, Reachability(host, reachable=False, why=f"no answer within {within:g} s")) for host in distinct
    )


def _connect(host: str, within: float) -> Reachability:
    name, _, port = host.rpartition(":") if ":" in host else (host, "", "443")
    try:
        with socket.create_connection((name, int(port)), timeout=within):
            return Reachability(host, reachable=True)
    except (OSError, ValueError) as error:
        return Reachability(host, reachable=False, why=str(getattr(error, "strerror", None) or error).lower())


def is_network_failure(output: str) -> bool:
    """Whether a pull failed because the registry was not reached, so that the next pull would fail alike."""
    low = output.lower()
    return any(word in low for word in _NETWORK_WORDS)
