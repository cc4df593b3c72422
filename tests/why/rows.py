"""The queries that are explained, each with a name, by the state of the lab that they are asked of."""

from __future__ import annotations

from collections.abc import Mapping

SCRAPED = {
    "it has data": "up",
    "a class of statuses": 'rate(http_requests_total{status="5xx"}[1m])',
    "a pattern that is no whole value": 'http_requests_total{status=~"5"}',
    "another case": 'http_requests_total{method="get"}',
    "a value that is nowhere": 'http_requests_total{status="600"}',
    "the only value is another": 'up{instance="api"}',
    "another job": 'http_requests_total{job="shop",status="500"}',
    "a label that is misspelt": 'http_requests_total{stat="500"}',
    "values that are not together": 'http_requests_total{path="/api/boom",status="200"}',
    "a name that is misspelt": "http_request_total",
    "a name without its first word": "sum(rate(requests_total[1m]))",
    "a name that nothing is near to": "nope",
    "the other dialect": "sum by (http_target) "
    '(rate(http_server_duration_milliseconds_count{http_status_code="500"}[1m]))',
    "a pattern of names": '{__name__=~"node_.*"}',
    "a range of one scrape": "rate(http_requests_total[1s])",
    "a range of less than a scrape": "avg_over_time(up[1ms])",
    "a time before the lab": "http_requests_total offset 1d",
    "a threshold": "sum(http_requests_total) > 1e4",
    "a threshold for several": "http_requests_total > 1e4",
    "a threshold on the left": "1e4 < sum(http_requests_total)",
    "nothing divided by nothing": 'http_requests_total{status="404"} / http_requests_total{status="404"} > 0.05',
    "labels that differ": "http_requests_total / http_requests_in_progress",
    "on a label that one side lacks": "http_requests_total * on (path) up",
    "summed by a label that is not there": "sum by (path) (http_requests_total) / "
    "sum by (handler) (http_requests_total)",
    "both sides are empty": 'nope / http_requests_total{status="600"}',
    "unless takes all": "up unless up",
    "a quantile without le": "histogram_quantile(0.9, sum by (path) (rate(http_request_duration_seconds_bucket[1m])))",
    "a quantile of a count": "histogram_quantile(0.9, rate(http_request_duration_seconds_count[1m]))",
    "absent of what is there": 'absent(up{job="api"})',
    "an alert that is not firing": 'ALERTS{alertname="HighHTTPErrorRates"}',
    "what the server refuses": "http_requests_total / on (job) http_requests_in_progress",
}
PUSHED = {
    "it has data": "target_info",
    "the other dialect": 'rate(http_requests_total{path="/api/boom"}[1m])',
    "the other dialect, and a class of statuses": 'rate(http_requests_total{path="/api/boom",status="5xx"}[1m])',
    "a bucket of the other dialect": "histogram_quantile(0.9, sum by (path, le) "
    "(rate(http_request_duration_seconds_bucket[1m])))",
    "only the label is of the other dialect": 'http_server_duration_milliseconds_count{status="500"}',
    "up of what is pushed": 'up{job="api"}',
    "a name that nothing is near to": "nope",
    "a name with dots": '{"http.server.duration"}',
    "another job": 'http_server_active_requests{job="shop"}',
    "a range of one export": "rate(http_server_duration_milliseconds_count[1s])",
}
SCRAPED_KILLED = {
    "an instant query": "http_requests_total",
    "a short range": "sum(rate(http_requests_total[2s]))",
    "a range that reaches back": "sum(rate(http_requests_total[1m]))",
    "up": "up == 1",
    "joined with what has ended": 'up{job="api"} and on (job) http_requests_total',
}
PUSHED_KILLED = {
    "an instant query": "http_server_duration_milliseconds_count",
    "a short range": "rate(http_server_duration_milliseconds_count[2s])",
    "the other dialect": "rate(http_requests_total[2s])",
}
NEVER_UP = {
    "its target never answered": "http_requests_total",
    "by its job": 'rate(http_requests_total{job="api"}[1m])',
}
ROWS: Mapping[str, Mapping[str, str]] = {
    "prom-pull": SCRAPED,
    "prom-pull-killed": SCRAPED_KILLED,
    "prom-pull-wrong-port": NEVER_UP,
    "otel-direct": PUSHED,
    "otel-direct-killed": PUSHED_KILLED,
}
