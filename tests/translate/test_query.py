from __future__ import annotations

import pytest

from tests.translate.worlds import FASTAPI, HAND, MS, S, refusal, text, translated

COUNT_MS = "http_server_duration_milliseconds_count"
BUCKET_MS = "http_server_duration_milliseconds_bucket"
EXTRA_MS = "http_host, http_scheme, http_flavor, http_server_name, net_host_port"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        # names, labels, and everything else as it was, comments and variables included
        (
            'sum by (path) (rate(http_requests_total{job="$job"}[$__rate_interval])) # by route',
            f'sum by (http_target) (rate({COUNT_MS}{{job="$job"}}[$__rate_interval])) # by route',
        ),
        ("sum(rate(http_requests_total[5m])) BY (path)", f"sum(rate({COUNT_MS}[5m])) BY (http_target)"),
        (
            'sum(increase(http_requests_total{status=~"5..", path!~"/internal/.*",}[1h] offset 1d))',
            f'sum(increase({COUNT_MS}{{http_status_code=~"5..", http_target!~"/internal/.*",}}[1h] offset 1d))',
        ),
        ('sum({__name__="http_requests_total", method="GET"})', f'sum({{__name__="{COUNT_MS}", http_method="GET"}})'),
        # units: the query is converted
        (
            "histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))",
            f"histogram_quantile(0.95, sum by (le) (rate({BUCKET_MS}[5m]))) / 1000",
        ),
        (
            "1 - histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))",
            f"1 - (histogram_quantile(0.95, sum by (le) (rate({BUCKET_MS}[5m]))) / 1000)",
        ),
        (
            "sum(rate(http_request_duration_seconds_sum[5m])) / sum(rate(http_request_duration_seconds_count[5m])) * 2",
            f"(sum(rate(http_server_duration_milliseconds_sum[5m])) / sum(rate({COUNT_MS}[5m])) * 2) / 1000",
        ),
        (
            "sum(rate(http_request_duration_seconds_sum[5m])) / sum(rate(http_request_duration_seconds_sum[1h]))",
            "sum(rate(http_server_duration_milliseconds_sum[5m])) / "
            "sum(rate(http_server_duration_milliseconds_sum[1h]))",
        ),
        (
            "sum(rate(http_requests_total[5m])) / sum(rate(http_request_duration_seconds_sum[5m]))",
            f"(sum(rate({COUNT_MS}[5m])) / sum(rate(http_server_duration_milliseconds_sum[5m]))) * 1000",
        ),
        (
            "histogram_fraction(0, 0.5, sum by (le) (http_request_duration_seconds_bucket))",
            f"histogram_fraction(0, 500, sum by (le) ({BUCKET_MS}))",
        ),
        # buckets
        ('sum(http_request_duration_seconds_bucket{le="0.25"})', f'sum({BUCKET_MS}{{le="250"}})'),
        ('sum(http_request_duration_seconds_bucket{le="+Inf"})', f'sum({BUCKET_MS}{{le="+Inf"}})'),
        ('sum(http_request_duration_seconds_bucket{le=~"0.25|1.0"})', f'sum({BUCKET_MS}{{le=~"250|1000"}})'),
        # series that the target splits further
        ("rate(http_requests_total[5m])", f"sum without ({EXTRA_MS}) (rate({COUNT_MS}[5m]))"),
        ("sum without (path) (http_requests_total)", f"sum without (http_target, {EXTRA_MS}) ({COUNT_MS})"),
        ("max by (path) (http_requests_total)", f"max by (http_target) (sum without ({EXTRA_MS}) ({COUNT_MS}))"),
        (
            "histogram_quantile(0.5, rate(http_request_duration_seconds_bucket[5m]))",
            f"histogram_quantile(0.5, sum without (http_status_code, {EXTRA_MS}) (rate({BUCKET_MS}[5m]))) / 1000",
        ),
        # matching
        (
            "sum by (path) (http_requests_total) / on (path) group_left () sum by (path) (http_requests_total)",
            f"sum by (http_target) ({COUNT_MS}) / on (http_target) group_left () sum by (http_target) ({COUNT_MS})",
        ),
        (
            "sum by (path, status) (http_requests_total) / ignoring (status) group_left sum by (path) "
            "(http_requests_total)",
            f"sum by (http_target, http_status_code) ({COUNT_MS}) / ignoring (http_status_code) group_left "
            f"sum by (http_target) ({COUNT_MS})",
        ),
        (
            'sum by (route) (label_replace(http_requests_total, "route", "$1", "path", "/api/(.*)"))',
            f'sum by (route) (label_replace(sum without ({EXTRA_MS}) ({COUNT_MS}), "route", "$1", "http_target", '
            '"/api/(.*)"))',
        ),
        ('absent(http_requests_total{path="/"})', f'absent({COUNT_MS}{{http_target="/"}})'),
        # requests without a route
        ('sum(http_requests_total{path!="unmatched"})', f'sum({COUNT_MS}{{http_target!=""}})'),
    ],
)
def test_by_hand_to_milliseconds(query: str, expected: str) -> None:
    assert text(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sum(rate(http_requests_total[5m]))", 'sum(rate({"http.server.duration_count"}[5m]))'),
        ("sum(http_requests_total{})", 'sum({"http.server.duration_count"})'),
        (
            'sum by (path) (http_requests_total{job="a",status="200"})',
            'sum by ("http.target") ({"http.server.duration_count",job="a","http.status_code"="200"})',
        ),
        (
            'sum by (path) ({"http_requests_total", status="200"})',
            'sum by ("http.target") ({"http.server.duration_count", "http.status_code"="200"})',
        ),
    ],
)
def test_names_with_dots_are_quoted(query: str, expected: str) -> None:
    assert text(query, target=f"{MS}/otlp:NoTranslation") == expected


def test_names_with_dots_are_read() -> None:
    query = 'sum by ("http.target") (rate({"http.server.duration_count","http.status_code"=~"5.."}[5m]))'
    expected = 'sum by (path) (rate({"http_requests_total",status=~"5.."}[5m]))'
    assert text(query, f"{MS}/otlp:NoTranslation", HAND) == expected


def test_a_collector_that_is_scraped_renames_job_and_instance() -> None:
    query = 'sum by (job) (http_request_duration_seconds_bucket{instance="a:1",le="1.0"})'
    expected = f'sum by (exported_job) ({BUCKET_MS}{{exported_instance="a:1",le="1000.0"}})'
    assert text(query, target=f"{MS}/collector-scrape") == expected


@pytest.mark.parametrize(
    ("query", "expected", "target"),
    [
        # a class is a pattern of codes
        ('sum(http_requests_total{status="5xx"})', 'sum(http_requests_total{status=~"5.."})', HAND),
        ('sum(http_requests_total{status=~"^5..$"})', 'sum(http_requests_total{status=~"5.."})', HAND),
        ('sum(http_requests_total{status=~"4.*|5xx"})', 'sum(http_requests_total{status=~"4..|5.."})', HAND),
        ('sum(http_requests_total{status!~"2xx|3xx"})', 'sum(http_requests_total{status!~"2..|3.."})', HAND),
        # the class of a code is a label of its own, so that series of two codes do not become one
        (
            "sum by (status) (rate(http_requests_total[5m]))",
            'sum by (status_class) (label_replace(rate(http_requests_total[5m]), "status_class", "${1}xx", "status", '
            '"(.).."))',
            HAND,
        ),
        (
            "rate(http_requests_total[5m])",
            'sum without (status) (label_replace(rate(http_requests_total[5m]), "status_class", "${1}xx", "status", '
            '"(.).."))',
            HAND,
        ),
        (
            "sum by (handler) (rate(http_request_size_bytes_sum[5m]))",
            "sum by (http_route) (rate(http_server_request_body_size_bytes_sum[5m]))",
            S,
        ),
        # the histogram without labels
        (
            "histogram_quantile(0.9, rate(http_request_duration_highr_seconds_bucket[5m]))",
            "histogram_quantile(0.9, sum without (method, path) (rate(http_request_duration_seconds_bucket[5m])))",
            HAND,
        ),
        (
            'sum by (handler) (http_requests_total{handler!="none"})',
            'sum by (http_route) (http_server_request_duration_seconds_count{http_route!=""})',
            S,
        ),
    ],
)
def test_from_the_instrumentator(query: str, expected: str, target: str) -> None:
    assert text(query, FASTAPI, target) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('sum(http_requests_total{status=~"5.."})', 'sum(http_requests_total{status="5xx"})'),
        ('sum(http_requests_total{status!~"[45].."})', 'sum(http_requests_total{status!~"4xx|5xx"})'),
        (
            "histogram_quantile(0.9, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))",
            "histogram_quantile(0.9, sum by (le) (rate(http_request_duration_highr_seconds_bucket[5m])))",
        ),
        (
            "histogram_quantile(0.9, sum by (le, path) (rate(http_request_duration_seconds_bucket[5m])))",
            "histogram_quantile(0.9, sum by (le, handler) (rate(http_request_duration_seconds_bucket[5m])))",
        ),
    ],
)
def test_to_the_instrumentator(query: str, expected: str) -> None:
    assert text(query, HAND, FASTAPI) == expected


def test_the_count_of_a_histogram_is_the_counter_unless_a_mean_needs_it() -> None:
    assert text(f"sum(rate({COUNT_MS}[5m]))", MS, HAND) == "sum(rate(http_requests_total[5m]))"
    mean = f"rate(http_server_duration_milliseconds_sum[5m]) / rate({COUNT_MS}[5m])"
    expected = "(rate(http_request_duration_seconds_sum[5m]) / rate(http_request_duration_seconds_count[5m])) * 1000"
    assert refusal(mean, MS, HAND) == (
        "its series are split by 'http_status_code', which are not told apart there: sum them first"
    )
    summed = f"sum(rate(http_server_duration_milliseconds_sum[5m])) / sum(rate({COUNT_MS}[5m]))"
    assert text(summed, MS, HAND) == expected.replace("rate(", "sum(rate(").replace("[5m])", "[5m]))")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            "histogram_quantile(0.9, sum by (le) (rate(http_request_duration_seconds_bucket[5m]))) > 0.25",
            f"histogram_quantile(0.9, sum by (le) (rate({BUCKET_MS}[5m]))) > 250",
        ),
        (
            "0.25 < histogram_quantile(0.9, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))",
            f"250 < histogram_quantile(0.9, sum by (le) (rate({BUCKET_MS}[5m])))",
        ),
        # what is no plain number stays, and the query is converted
        (
            "histogram_quantile(0.9, sum by (le) (rate(http_request_duration_seconds_bucket[5m]))) > 2 * 0.1",
            f"(histogram_quantile(0.9, sum by (le) (rate({BUCKET_MS}[5m]))) / 1000) > 2 * 0.1",
        ),
        ("sum(rate(http_requests_total[5m])) > 0.25", f"sum(rate({COUNT_MS}[5m])) > 0.25"),
    ],
)
def test_thresholds(query: str, expected: str) -> None:
    assert text(query, thresholds=True) == expected


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ('sum(http_request_duration_seconds_bucket{le="0.3"})', "no bucket ends at 300 there: they end at 0, 5, 10"),
        ('sum(http_requests_total{code="500"})', "http_requests_total of prometheus-client has no label 'code'"),
        ("sum by (handler) (http_requests_total)", "no series of prometheus-client has the label 'handler'"),
        ("http_requests_created", "_created has no counterpart"),
        ("rate(http_request_duration_seconds[5m])", "a histogram by its bare name is a native one"),
        ("up == 0", "up tells nothing about an application on the path otlp:UnderscoreEscapingWithSuffixes"),
        ('{__name__=~"http_.*"}', "__name__=~'http_.*' may match http_request_duration_seconds: write the names out"),
        ("sum(http_requests_total[5m:]) by ($by)", "it cannot be read: the labels of 'by' are in the variable $by"),
        ("rate(${metric}_http_requests_total[5m])", "it cannot be read: the name of the metric"),
        ("sum by (path) (sum by (path) (http_requests_total) or on () other)", "'path' is also a label of a metric"),
        ("http_requests_total * on (path) other", "'path' is also a label of a metric that is not translated"),
        ("http_requests_total / other", "it is matched by 'method', too, with a metric that is not translated"),
        ("max_over_time(http_requests_in_progress[5m])", "series there are split further by http_host"),
        ('http_requests_total{path=~".+"}', "decides otherwise about requests that match no route: 'unmatched' here"),
        ('sum(http_request_duration_seconds_bucket{le="$le"})', "a bucket is chosen by a variable"),
    ],
)
def test_refused(query: str, why: str) -> None:
    assert why in refusal(query)


@pytest.mark.parametrize(
    ("query", "source", "target", "why"),
    [
        ('sum(http_requests_total{status="500"})', HAND, FASTAPI, "is only a part of 5xx, and there are only classes"),
        (
            'sum(http_requests_total{status=~"$status"})',
            HAND,
            FASTAPI,
            "has statuses as they are written in the source",
        ),
        ("sum by (status) (http_requests_total)", HAND, FASTAPI, "200 and 204 are one"),
        ("rate(http_requests_total[5m])", HAND, FASTAPI, "split by 'status', which are not told apart there"),
        ("http_requests_in_progress", HAND, FASTAPI, f"{FASTAPI} has no requests in progress"),
        ("sum(http_request_size_bytes_sum)", FASTAPI, HAND, f"{HAND} has no request size"),
        (
            "sum(http_request_size_bytes_count)",
            FASTAPI,
            MS,
            "observes requests with a Content-Length, not every request",
        ),
        ('sum(http_requests_total{status="500"})', FASTAPI, HAND, "tells none of the classes 1xx to 5xx"),
        (f'sum({COUNT_MS}{{http_host="a"}})', MS, HAND, "http_requests_total of prometheus-client has no label for"),
        (f"sum by (http_flavor) ({COUNT_MS})", MS, HAND, "prometheus-client has no label for 'http_flavor'"),
        (f'sum({COUNT_MS}{{service_name="a"}})', MS, HAND, "has no label for 'service_name'"),
        (
            f'sum(rate({BUCKET_MS}{{http_status_code="200"}}[5m]))',
            MS,
            HAND,
            "http_request_duration_seconds_bucket of prometheus-client has no label for 'http_status_code'",
        ),
    ],
)
def test_refused_where_information_is_missing(query: str, source: str, target: str, why: str) -> None:
    assert why in refusal(query, source, target)


def test_other_metrics_are_left_and_named() -> None:
    found = translated("sum by (path) (rate(shop_http_requests_total[5m]))", HAND, MS)
    assert (found.changed, found.left) == (False, ("shop_http_requests_total",))
    found = translated("sum(http_requests_total) / sum(other)", HAND, MS)
    assert (found.text, found.left) == (f"sum({COUNT_MS}) / sum(other)", ("other",))


def test_up_stays_where_the_application_is_scraped() -> None:
    assert not translated("up == 0", HAND, FASTAPI).refused
    assert not translated("up == 0", HAND, f"{MS}/scrape").refused
    assert "the Collector is its target" in translated("up == 0", HAND, f"{MS}/collector-scrape").refused


def test_notes() -> None:
    def notes(query: str, source: str = HAND, target: str = MS) -> tuple[str, ...]:
        return translated(query, source, target).notes

    assert notes('sum by (pod) (http_requests_total{namespace="a"})') == (
        "label 'namespace' is not of the dialect: left as it is",
        "label 'pod' is not of the dialect: left as it is",
    )
    assert notes('sum(http_requests_total{instance="a"})') == (
        "instance is there only where service.instance.id is set",
    )
    assert notes("rate(http_server_active_requests[5m])", MS, HAND) == (
        "series are not split by http_host, http_scheme, http_flavor, http_server_name there",
    )
    assert notes(f"sum(rate({COUNT_MS}[5m]))", MS, HAND) == ()
