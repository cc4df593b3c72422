"""What lab shows a system that it is pointed at: the headers and the TLS of its requests."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field

from lab.backends.endpoint import Endpoint
from lab.backends.tls import Tls


@dataclass(frozen=True, slots=True)
class Credentials:
    """`secrets`: the values in `headers` that no message may show."""

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    secrets: frozenset[str] = field(default=frozenset(), repr=False)
    tls: Tls = field(default_factory=Tls)

    def merged(self, other: Credentials) -> Credentials:
        """These, and where both say something, what `other` says."""
        tls = other.tls if other.tls != Tls() else self.tls
        return Credentials({**self.headers, **other.headers}, self.secrets | other.secrets, tls)

    def endpoint(self, url: str, path: str) -> Endpoint:
        return Endpoint(url, path, self.headers, tls=self.tls, secrets=self.secrets)


def authorization(kind: str, secret: str) -> Credentials:
    """The header `Authorization: kind secret`."""
    return Credentials({"Authorization": f"{kind} {secret}"}, frozenset({secret}))


def basic_auth(user: str, password: str) -> Credentials:
    encoded = b64encode(f"{user}:{password}".encode()).decode()
    hidden = frozenset(value for value in (encoded, password) if value)
    return Credentials({"Authorization": f"Basic {encoded}"}, hidden)


def secret_header(name: str, value: str) -> Credentials:
    return Credentials({name: value}, frozenset({value}))
