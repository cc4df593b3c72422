"""What federation says of series is read as the series API names them."""

from __future__ import annotations

from lab.backends.inventory import last_samples_in

# Of Prometheus 3.15, with `Accept: text/plain;version=1.0.0;escaping=allow-utf-8`; the values are shortened.
SAID = r"""# TYPE http_requests_total untyped
http_requests_total{instance="api:8000",job="api",method="GET",path="/api/items/{id}",status="200"} 180 1795261793099
# TYPE target_info untyped
target_info{job="api",service_version="1.0.0",instance=""} 1 1795261792691
# TYPE "http.server.duration_count" untyped
{"http.server.duration_count",job="api","http.route"="/a b",instance=""} 2.5e+01 1795261792691
# TYPE odd untyped
odd{text="a \"quoted\" \\ line\nbreak, and } = brace"} NaN 1795261792000
bare 1 1795261792000
"""


def test_names_labels_and_times() -> None:
    assert dict(last_samples_in(SAID)) == {
        (
            ("", "http_requests_total"),
            ("instance", "api:8000"),
            ("job", "api"),
            ("method", "GET"),
            ("path", "/api/items/{id}"),
            ("status", "200"),
        ): 1795261793.099,
        (("", "target_info"), ("job", "api"), ("service_version", "1.0.0")): 1795261792.691,
        (("", "http.server.duration_count"), ("http.route", "/a b"), ("job", "api")): 1795261792.691,
        (("", "odd"), ("text", 'a "quoted" \\ line\nbreak, and } = brace')): 1795261792.0,
        (("", "bare"),): 1795261792.0,
    }
