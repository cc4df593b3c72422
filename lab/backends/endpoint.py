"""Where a service is queried, and what every request to it carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from lab.backends.tls import Tls


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An API of a service. `url` has neither path nor trailing slash, and may contain a login.

    `path` comes before the path of each request; `headers` and `params` are those of each request. `secrets`: what of
    them no message may show.
    """

    url: str
    path: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    tls: Tls = field(default_factory=Tls, repr=False)
    secrets: frozenset[str] = field(default=frozenset(), repr=False)

    def without_secrets(self, text: str) -> str:
        """What a service answers may quote what it was sent."""
        for secret in self.secrets:
            text = text.replace(secret, "***")
        return text


Url: TypeAlias = str | Endpoint  # the URL of a service, when its requests carry nothing of their own


def endpoint_of(url: Url) -> Endpoint:
    return Endpoint(url) if isinstance(url, str) else url
