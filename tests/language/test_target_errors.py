"""What real scrape errors mean: the texts are those of Prometheus 3.15, from targets broken on purpose."""

from __future__ import annotations

import pytest

from lab.language.target_errors import FailedScrape, explain_target_error

TYPE = "no fallback_scrape_protocol specified for target"
ROWS = {
    "localhost": (
        "http://localhost:8000/metrics",
        'Get "http://localhost:8000/metrics": dial tcp [::1]:8000: connect: connection refused',
        "localhost is the container of Prometheus itself: name the service instead, for example shop:8000",
    ),
    "port": (
        "http://shop:8001/metrics",
        'Get "http://shop:8001/metrics": dial tcp 172.28.0.3:8001: connect: connection refused',
        "nothing listens on port 8001 of shop",
    ),
    "misspelt service": (
        "http://shoop:8000/metrics",
        'Get "http://shoop:8000/metrics": dial tcp: lookup shoop on 127.0.0.11:53: no such host',
        "no service is called shoop; did you mean shop:8000?",
    ),
    "name of Kubernetes": (
        "http://shop.default.svc:8000/metrics",
        'Get "http://shop.default.svc:8000/metrics": dial tcp: lookup shop.default.svc on 127.0.0.11:53: no such host',
        "no service is called shop.default.svc; did you mean shop:8000?",
    ),
    "stopped service": (
        "http://shop:8000/metrics",
        'Get "http://shop:8000/metrics": dial tcp: lookup shop on 127.0.0.11:53: server misbehaving',
        "service shop has no address: it is not running",
    ),
    "redirect elsewhere": (
        "http://shop:8000/elsewhere",
        'Get "http://nowhere.invalid/metrics": dial tcp: lookup nowhere.invalid on 127.0.0.11:53: no such host',
        "the target redirects to nowhere.invalid",
    ),
    "TLS on a plain port": (
        "https://shop:8000/metrics",
        'Get "https://shop:8000/metrics": tls: first record does not look like a TLS handshake',
        "the target speaks plain HTTP on this port: set scheme: http",
    ),
    "plain HTTP on a TLS port": (
        "http://shop:8443/metrics",
        'Get "http://shop:8443/metrics": read tcp 172.28.0.2:50928->172.28.0.3:8443: read: connection reset by peer',
        "the target closes the connection without an answer: it may expect TLS",
    ),
    "certificate of another name": (
        "https://shop:8443/metrics",
        'Get "https://shop:8443/metrics": tls: failed to verify certificate: x509: certificate is valid for '
        "elsewhere.example, not shop",
        "the certificate is for elsewhere.example: set tls_config.server_name: elsewhere.example",
    ),
    "404": ("http://shop:8000/stats", "server returned HTTP status 404 Not Found", "the target has no /stats: correct"),
    "307": ("http://shop:8000/x", "server returned HTTP status 307 Temporary Redirect", "the target redirects, and"),
    "401": ("http://shop:8000/x", "server returned HTTP status 401 Unauthorized", "the target requires authentication"),
    "403": ("http://shop:8000/x", "server returned HTTP status 403 Forbidden", "the credentials are accepted"),
    "405": (
        "http://shop:8000/x",
        "server returned HTTP status 405 Method Not Allowed",
        "this path does not accept GET",
    ),
    "500": ("http://shop:8000/x", "server returned HTTP status 500 Internal Server Error", "the target failed while"),
    "503": ("http://shop:8000/x", "server returned HTTP status 503 Service Unavailable", "a proxy in front of"),
    "redirects in a circle": (
        "http://shop:8000/x",
        'Get "/loop": stopped after 10 redirects',
        "the target redirects in",
    ),
    "web page": (
        "http://shop:8000/",
        f'received unsupported Content-Type "text/html; charset=utf-8" and {TYPE}',
        "either / is a web page: correct metrics_path; or it has metrics and the server calls them text/html: set "
        "fallback_scrape_protocol: PrometheusText0.0.4",
    ),
    "renamed to nothing": (
        "http://shop:8000/sql",
        "missing metric name (__name__ label)",
        "a sample is left without a name: a rule of metric_relabel_configs sets __name__ from a label",
    ),
    "web page as text": (
        "http://shop:8000/",
        'expected a valid start token, got "<" ("INVALID") while parsing: "<"',
        "/ is a web page, not metrics: correct metrics_path",
    ),
    "JSON": (
        "http://shop:8000/health",
        f'received unsupported Content-Type "application/json" and {TYPE}',
        "/health answers JSON, not metrics",
    ),
    "other type": (
        "http://shop:8000/metrics",
        f'received unsupported Content-Type "application/octet-stream" and {TYPE}',
        "if /metrics has metrics all the same, set fallback_scrape_protocol: PrometheusText0.0.4",
    ),
    "no type": (
        "http://shop:8000/metrics",
        f"non-compliant scrape target sending blank Content-Type and {TYPE}",
        "set fallback_scrape_protocol: PrometheusText0.0.4",
    ),
    "OpenMetrics without an end": (
        "http://shop:8000/x",
        "data does not end with # EOF",
        "the answer claims to be OpenM",
    ),
    "body size": ("http://shop:8000/x", "body size limit exceeded", "the answer is larger than body_size_limit"),
    "sample limit": ("http://shop:8000/x", "sample limit exceeded", "the target has more samples than sample_limit"),
    "label limit": (
        "http://shop:8000/metrics",
        "label_limit exceeded (metric: strange_total, number of labels: 4, limit: 1)",
        "label_limit is 1, and a series has 4",
    ),
    "label value": (
        "http://shop:8000/metrics",
        'label_value_length_limit exceeded (metric: x, label name: a, value: "xx", length: 500, limit: 100)',
        "label_value_length_limit is 100, and a series has 500",
    ),
    "target limit": (
        "http://shop:8000/metrics",
        "target_limit exceeded (number of targets: 2, limit: 1)",
        "the job has 2 targets and target_limit is 1",
    ),
    "deadline": (
        "http://shop:8000/metrics",
        'Get "http://shop:8000/metrics": context deadline exceeded',
        "no complete answer in time (scrape_timeout is 500ms)",
    ),
    "not HTTP": (
        "http://shop:22/metrics",
        'Get "http://shop:22/metrics": malformed HTTP response "SSH-2.0-hello"',
        "port 22 does not speak HTTP",
    ),
    "gRPC": (
        "http://shop:4317/metrics",
        'Get "http://shop:4317/metrics": net/http: HTTP/1.x transport connection broken: malformed HTTP response '
        '"\\x00\\x00\\x06\\x04\\x00\\x00"',
        "port 4317 speaks HTTP/2 (gRPC",
    ),
    "compressed by name only": ("http://shop:8000/x", "gzip: invalid header", "the answer claims to be compressed"),
    "cut off": ("http://shop:8000/x", "unexpected EOF", "the answer ended early"),
    "syntax": (
        "http://shop:8000/metrics",
        'strconv.ParseFloat: parsing "abc": invalid syntax while parsing: "strange_total abc"',
        "this line of the target's answer is not the text format of Prometheus",
    ),
}


@pytest.mark.parametrize(("url", "error", "meaning"), ROWS.values(), ids=ROWS)
def test_explain_target_error(url: str, error: str, meaning: str) -> None:
    assert explain_target_error(FailedScrape(error, url, 0.5, ("shop",))).startswith(meaning)


def test_explain_target_error_unknown() -> None:
    assert explain_target_error(FailedScrape("something else", "http://shop:8000/metrics")) == ""
    assert explain_target_error(FailedScrape("", "not a url:port")) == ""
