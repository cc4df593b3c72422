"""The systems that people point lab at, and how each is reached: from URLs and options to endpoints.

An option may begin with the system that it is for, `loki=@token.txt`. Without one it is for Prometheus, and for those
systems that have the same scheme, host and port: credentials never go to a host that they were not given for.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias
from urllib.parse import SplitResult, urlsplit

from lab.backends.credentials import Credentials, authorization, basic_auth, secret_header
from lab.backends.endpoint import Endpoint
from lab.backends.http_config_file import read_http_config
from lab.backends.secret_values import Variable, secret_value
from lab.backends.tls import Tls, context_of
from lab.errors import UsageError
from lab.language.suggestions import did_you_mean

SYSTEMS = ("prometheus", "alertmanager", "loki", "grafana")
TENANT_HEADER = "X-Scope-OrgID"  # of Mimir, Cortex and Loki

_Read: TypeAlias = Callable[[str], Credentials]


@dataclass(frozen=True, slots=True)
class ConnectionOptions:
    """As they are written on a command line."""

    http_config_file: Sequence[str] = field(default=())
    bearer_token: Sequence[str] = field(default=())
    basic_auth: Sequence[str] = field(default=())
    tenant: Sequence[str] = field(default=())
    header: Sequence[str] = field(default=())
    ca_file: Sequence[str] = field(default=())


def endpoints(urls: Mapping[str, str], options: ConnectionOptions, variable: Variable) -> dict[str, Endpoint]:
    """System -> its endpoint. `urls`: system -> its URL. Raises UsageError, which quotes no credential."""
    bases = {system: _base(f"--{system}", url) for system, url in urls.items()}
    main = bases.get("prometheus") or next(iter(bases.values()), None)
    credentials = dict.fromkeys(bases, Credentials())

    def apply(option: str, texts: Sequence[str], read: _Read) -> None:
        for text in texts:
            system, rest = _system(option, text, bases)
            given = read(rest)
            for name, base in bases.items():
                if name == system or (not system and main is not None and _origin(base) == _origin(main)):
                    credentials[name] = credentials[name].merged(given)

    def secret(option: str) -> Callable[[str], str]:
        return lambda source: secret_value(option, source, variable)

    apply("--http-config-file", options.http_config_file, lambda file: _http_config(Path(file)))
    apply("--ca-file", options.ca_file, lambda file: Credentials(tls=Tls(ca_file=file)))
    apply("--bearer-token", options.bearer_token, lambda text: authorization("Bearer", secret("--bearer-token")(text)))
    apply("--basic-auth", options.basic_auth, lambda text: _login(secret("--basic-auth")(text)))
    apply("--tenant", options.tenant, lambda tenant: Credentials({TENANT_HEADER: tenant}))
    apply("--header", options.header, lambda text: _header(text, secret("--header")))
    for name, given in credentials.items():
        _check_tls(name, given.tls)
    return {
        name: credentials[name].endpoint(base._replace(path="").geturl(), base.path.rstrip("/"))
        for name, base in bases.items()
    }


def _base(option: str, url: str) -> SplitResult:
    remedy = "write for example https://prometheus.example.org, or http://localhost:9090/prometheus"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise UsageError(f"{option}: this is not a URL: {url}", remedy=remedy) from None
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            f"{option}: a URL with a login is in the list of processes and in reports",
            remedy="give the login with --basic-auth @FILE or env:VARIABLE",
        )
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"{option}: {url!r} is not a URL with http:// or https://", remedy=remedy)
    if parts.query or parts.fragment or port == 0:
        raise UsageError(f"{option}: {url!r} has more than a host, a port and a path", remedy=remedy)
    return parts


def _origin(url: SplitResult) -> tuple[str, str | None, int]:
    return url.scheme, url.hostname, url.port or (443 if url.scheme == "https" else 80)


def _system(option: str, text: str, known: Mapping[str, object]) -> tuple[str, str]:
    """The system that an option begins with, and the rest of it."""
    system, equals, rest = text.partition("=")
    if not equals or system not in SYSTEMS:
        return "", text
    if system not in known:
        raise UsageError(f"{option} is for {system}, and there is no --{system}{did_you_mean(system, known)}")
    return system, rest


def _http_config(file: Path) -> Credentials:
    return read_http_config("--http-config-file", file)


def _login(text: str) -> Credentials:
    user, colon, password = text.partition(":")
    if not colon:
        raise UsageError("--basic-auth: a login is USER:PASSWORD in one line")
    return basic_auth(user, password)


def _header(text: str, secret: Callable[[str], str]) -> Credentials:
    name, equals, source = text.partition("=")
    if not equals or not name.replace("-", "").replace("_", "").isalnum():
        raise UsageError("--header takes NAME=@FILE or NAME=env:VARIABLE", remedy="a tenant is given with --tenant")
    return secret_header(name, secret(source))


def _check_tls(system: str, tls: Tls) -> None:
    try:
        context_of(tls)
    except OSError as error:
        files = ", ".join(filter(None, (tls.ca_file, tls.cert_file, tls.key_file)))
        refused = isinstance(error, ssl.SSLError)
        reason = "it is not a certificate or key in PEM format" if refused else error.strerror
        raise UsageError(f"the TLS files of {system} cannot be used ({files}): {reason}") from None
