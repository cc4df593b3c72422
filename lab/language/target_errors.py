"""What the last error of a scrape target means, and the usual fix (texts of Prometheus 3.5 to 3.15)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import urlsplit

from lab.language.quantities import format_duration
from lab.language.suggestions import suggestion

LOCAL = ("localhost", "127.0.0.1", "[::1]", "::1", "0.0.0.0")  # noqa: S104 -- compared, not bound


@dataclass(frozen=True, slots=True)
class FailedScrape:
    """`timeout` in seconds, 0 when unknown. `services`: the names in the lab's network."""

    error: str
    url: str
    timeout: float = 0.0
    services: tuple[str, ...] = ()

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def port(self) -> str:
        parts = urlsplit(self.url)
        try:
            return str(parts.port or (443 if parts.scheme == "https" else 80))
        except ValueError:
            return ""

    @property
    def path(self) -> str:
        return urlsplit(self.url).path


Meaning: TypeAlias = Callable[[FailedScrape, "re.Match[str]"], str]


def explain_target_error(scrape: FailedScrape) -> str:
    """Cause and fix in one sentence; empty for an error that says enough itself, or is unknown."""
    for pattern, meaning in _TABLE:
        if match := pattern.search(scrape.error):
            return meaning if isinstance(meaning, str) else meaning(scrape, match)
    return ""


def _refused(scrape: FailedScrape, match: re.Match[str]) -> str:
    if scrape.host in LOCAL:
        names = _some(scrape.services, scrape.port)
        return f"{scrape.host} is the container of Prometheus itself: name the service instead{names}"
    return (
        f"nothing listens on port {scrape.port} of {scrape.host}: check the port, that the application has started, "
        "and that it listens on 0.0.0.0 and not only on 127.0.0.1"
    )


def _some(services: Iterable[str], port: str) -> str:
    names = [f"{service}:{port}" for service in services][:3]
    return f", for example {' or '.join(names)}" if names else ""


def _unknown_host(scrape: FailedScrape, match: re.Match[str]) -> str:
    host = match[1]
    if host != scrape.host:
        return f"the target redirects to {host}, which has no address here: scrape the final address, or correct it"
    if host in scrape.services:
        return f"service {host} has no address: it is not running, or not in a network of Prometheus"
    if not scrape.services:
        return f"{host} has no address in a network of Prometheus: it is misspelt, not running, or in another network"
    near = suggestion(host, scrape.services).nearest
    if near is None and "." in host:
        near = next((name for name in scrape.services if name == host.split(".")[0]), None)
    named = f"did you mean {near}:{scrape.port}?" if near else f"services: {', '.join(sorted(scrape.services))}"
    return f"no service is called {host}; {named}"


def _deadline(scrape: FailedScrape, match: re.Match[str]) -> str:
    limit = f"scrape_timeout is {format_duration(scrape.timeout)}" if scrape.timeout else "longer than scrape_timeout"
    return (
        f"no complete answer in time ({limit}): the target is slow, paused or cut off; make it faster, expose less, or "
        "raise scrape_timeout, which may be at most scrape_interval"
    )


def _certificate(scrape: FailedScrape, match: re.Match[str]) -> str:
    name = match[1].split(",")[0].strip()
    return f"the certificate is for {name}: set tls_config.server_name: {name}"


def _not_found(scrape: FailedScrape, match: re.Match[str]) -> str:
    usual = "" if scrape.path == "/metrics" else ", usually /metrics"
    return (
        f"the target has no {scrape.path}: correct metrics_path{usual}; or this port serves something else, and the "
        "metrics are on another"
    )


def _redirect(scrape: FailedScrape, match: re.Match[str]) -> str:
    return (
        "the target redirects, and follow_redirects is false: scrape the final address (often metrics_path with or "
        "without a slash at its end, or https), or allow redirects"
    )


def _content_type(scrape: FailedScrape, match: re.Match[str]) -> str:
    kind = match[1].split(";")[0]
    if kind in ("text/html", "application/xhtml+xml"):
        return (
            f"either {scrape.path} is a web page: correct metrics_path; or it has metrics and the server calls them "
            f"{kind}: set fallback_scrape_protocol: PrometheusText0.0.4 ({_SERVER})"
        )
    if kind == "application/json":
        return f"{scrape.path} answers JSON, not metrics: correct metrics_path, or put an exporter between"
    return f"if {scrape.path} has metrics all the same, set fallback_scrape_protocol: PrometheusText0.0.4; {_SERVER}"


def _limit_of_labels(scrape: FailedScrape, match: re.Match[str]) -> str:
    kind, found, limit = match[1], match["found"], match["limit"]
    return f"{kind} is {limit}, and a series has {found}: raise the limit, or drop the label at the application"


def _targets(scrape: FailedScrape, match: re.Match[str]) -> str:
    return (
        f"the job has {match[1]} targets and target_limit is {match[2]}: none of them is scraped; raise the limit, or "
        "keep fewer by relabel_configs"
    )


def _not_http(scrape: FailedScrape, match: re.Match[str]) -> str:
    if "\\x00\\x00" in match[1]:
        return (
            f"port {scrape.port} speaks HTTP/2 (gRPC, such as OTLP on 4317), not HTTP/1.1: scrape the port for metrics"
        )
    return f"port {scrape.port} does not speak HTTP: scrape the port that serves metrics"


def _syntax(scrape: FailedScrape, match: re.Match[str]) -> str:
    if match[1].startswith("<"):
        return f"{scrape.path} is a web page, not metrics: correct metrics_path"
    if match[1].startswith("{") or match[1].startswith("["):
        return f"{scrape.path} answers JSON, not metrics: correct metrics_path"
    return f"this line of the target's answer is not the text format of Prometheus ({_CHECK})"


_SERVER = "better: correct the Content-Type of the server"
_CHECK = "promtool check metrics shows more"
_TABLE: tuple[tuple[re.Pattern[str], Meaning | str], ...] = tuple(
    (re.compile(pattern, re.DOTALL), meaning)
    for pattern, meaning in (
        (r"connect: connection refused", _refused),
        (r"lookup (\S+?)(?: on \S+)?: (?:no such host|server misbehaving|i/o timeout)", _unknown_host),
        (
            r"connect: (?:no route to host|network is unreachable)",
            "Prometheus is in no network that reaches it: put both services into one network",
        ),
        (
            r"first record does not look like a TLS handshake|server gave HTTP response to HTTPS client",
            "the target speaks plain HTTP on this port: set scheme: http",
        ),
        (r"x509: certificate is (?:not )?valid for (.+?), not ", _certificate),
        (
            r"x509: certificate relies on legacy Common Name|x509: cannot validate certificate for",
            "the certificate is for another host: set tls_config.server_name to a name of the certificate",
        ),
        (
            r"x509: certificate signed by unknown authority|x509: .*self-signed",
            "Prometheus does not trust the authority that signed the certificate: set tls_config.ca_file "
            "(insecure_skip_verify: true only in tests)",
        ),
        (r"x509: certificate has expired or is not yet valid", "the certificate is out of date, or a clock is wrong"),
        (
            r"remote error: tls: (?:bad certificate|certificate required)",
            "the target demands a client certificate: set tls_config.cert_file and key_file",
        ),
        (
            r"remote error: tls: |tls: (?:protocol version|handshake failure|unsupported)",
            "TLS failed: compare the versions and names that both sides accept",
        ),
        (
            r"server returned HTTP status 400",
            "the target refuses the request; a server with TLS answers this to plain HTTP: try scheme: https",
        ),
        (
            r"server returned HTTP status 401",
            "the target requires authentication: set basic_auth or authorization (a token) in the scrape config",
        ),
        (
            r"server returned HTTP status 403",
            "the credentials are accepted, but may not read metrics: give that user the right, or allow the "
            "address of Prometheus",
        ),
        (r"server returned HTTP status 404", _not_found),
        (
            r"server returned HTTP status 405",
            "this path does not accept GET (a receiver, perhaps): correct metrics_path, or the port",
        ),
        (
            r"server returned HTTP status 406",
            "the target offers none of the formats that Prometheus accepts: set scrape_protocols",
        ),
        (r"server returned HTTP status 429", "the target limits requests: raise scrape_interval, or its limit"),
        (r"server returned HTTP status 3\d\d", _redirect),
        (
            r"server returned HTTP status 50[234]",
            "a proxy in front of the target does not reach it, or the target is not ready yet: see its own log",
        ),
        (r"server returned HTTP status 5\d\d", "the target failed while it collected its metrics: see its own log"),
        (
            r"stopped after 10 redirects",
            "the target redirects in a loop: correct metrics_path (a slash at its end) or scheme",
        ),
        (r'received unsupported Content-Type "([^"]*)"', _content_type),
        (
            r"blank Content-Type",
            f"set fallback_scrape_protocol: PrometheusText0.0.4; {_SERVER}",
        ),
        (r'cannot parse Content-Type "([^"]*)"', _content_type),
        (
            r"data does not end with # EOF",
            "the answer claims to be OpenMetrics, which ends with # EOF: it is cut off, or plain text with "
            "the wrong Content-Type",
        ),
        (r"body size limit exceeded", "the answer is larger than body_size_limit: raise it, or expose less"),
        (
            r"sample limit exceeded",
            "the target has more samples than sample_limit, so none is stored: raise it, or drop some by "
            "metric_relabel_configs",
        ),
        (r"(label_limit) exceeded \(.*number of labels: (?P<found>\d+), limit: (?P<limit>\d+)", _limit_of_labels),
        (r"(label_\w+_length_limit) exceeded \(.*length: (?P<found>\d+), limit: (?P<limit>\d+)", _limit_of_labels),
        (r"target_limit exceeded \(number of targets: (\d+), limit: (\d+)", _targets),
        (
            r"bucket limit exceeded",
            "a native histogram has more buckets than native_histogram_bucket_limit: raise it, or lower the resolution",
        ),
        (r"context deadline exceeded|Client\.Timeout|i/o timeout", _deadline),
        (r"malformed HTTP (?:response|status code|version) \"([^\"]*)", _not_http),
        (
            r"connection reset by peer|: EOF$",
            "the target closes the connection without an answer: it may expect TLS (scheme: https), or crash on "
            "requests",
        ),
        (r"unexpected EOF", "the answer ended early: the target or a proxy closed the connection while sending it"),
        (
            r"(?:gzip|flate): ",
            "the answer claims to be compressed and is not: correct the server, or set enable_compression: false",
        ),
        (r"^proto: ", "the answer claims to be protobuf and is not: correct its Content-Type, or set scrape_protocols"),
        (
            r"missing metric name",
            "a sample is left without a name: a rule of metric_relabel_configs sets __name__ from a label that the "
            "sample does not have; with the regex (.+) it applies only where the label has a value",
        ),
        (r"invalid UTF-8", "a label value is not UTF-8: correct it in the application"),
        (
            r"unable to read (?:basic auth|credentials|authorization|bearer)|open \S+: no such file",
            "a file of the scrape config is not in the container of Prometheus: mount it",
        ),
        (r"unsupported protocol scheme", "scheme is http or https"),
        (r'while parsing: "(.*)"?$', _syntax),
    )
)
