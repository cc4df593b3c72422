"""The queries that are explained, each with a name, by the captured lab that they are asked of."""

from __future__ import annotations

from collections.abc import Mapping

SCRAPED = {
    "query with data": "up",
    "status class": 'rate(http_requests_total{status="5xx"}[1m])',
    "regex for a part of the value": 'http_requests_total{status=~"5"}',
    "wrong case": 'http_requests_total{method="get"}',
    "unknown value": 'http_requests_total{status="600"}',
    "only one value": 'up{instance="api"}',
    "wrong job": 'http_requests_total{job="shop",status="500"}',
    "misspelled label": 'http_requests_total{stat="500"}',
    "values that do not occur together": 'http_requests_total{path="/api/boom",status="200"}',
    "misspelled name": "http_request_total",
    "name without its first word": "sum(rate(requests_total[1m]))",
    "unknown name": "nope",
    "other dialect": 'sum by (http_target) (rate(http_server_duration_milliseconds_count{http_status_code="500"}[1m]))',
    "regex for names": '{__name__=~"node_.*"}',
    "range of one scrape": "rate(http_requests_total[1s])",
    "range shorter than a scrape": "avg_over_time(up[1ms])",
    "time before the lab": "http_requests_total offset 1d",
    "threshold": "sum(http_requests_total) > 1e4",
    "threshold for several series": "http_requests_total > 1e4",
    "threshold on the left": "1e4 < sum(http_requests_total)",
    "zero divided by zero": 'http_requests_total{status="404"} / http_requests_total{status="404"} > 0.05',
    "different labels": "http_requests_total / http_requests_in_progress",
    "on a label that one side lacks": "http_requests_total * on (path) up",
    "grouped by an unknown label": "sum by (path) (http_requests_total) / sum by (handler) (http_requests_total)",
    "both sides empty": 'nope / http_requests_total{status="600"}',
    "unless removes everything": "up unless up",
    "quantile without le": "histogram_quantile(0.9, sum by (path) (rate(http_request_duration_seconds_bucket[1m])))",
    "quantile of a count": "histogram_quantile(0.9, rate(http_request_duration_seconds_count[1m]))",
    "absent of existing series": 'absent(up{job="api"})',
    "alert that is not firing": 'ALERTS{alertname="HighHTTPErrorRates"}',
    "query that the backend rejects": "http_requests_total / on (job) http_requests_in_progress",
}
PUSHED = {
    "query with data": "target_info",
    "other dialect": 'rate(http_requests_total{path="/api/boom"}[1m])',
    "other dialect and status class": 'rate(http_requests_total{path="/api/boom",status="5xx"}[1m])',
    "bucket of the other dialect": "histogram_quantile(0.9, sum by (path, le) "
    "(rate(http_request_duration_seconds_bucket[1m])))",
    "label of the other dialect": 'http_server_duration_milliseconds_count{status="500"}',
    "up of a pushing application": 'up{job="api"}',
    "unknown name": "nope",
    "name with dots": '{"http.server.duration"}',
    "wrong job": 'http_server_active_requests{job="shop"}',
    "range of one export": "rate(http_server_duration_milliseconds_count[1s])",
}
SCRAPED_KILLED = {
    "instant query": "http_requests_total",
    "short range": "sum(rate(http_requests_total[2s]))",
    "range that reaches back": "sum(rate(http_requests_total[1m]))",
    "up": "up == 1",
    "joined with ended series": 'up{job="api"} and on (job) http_requests_total',
}
PUSHED_KILLED = {
    "instant query": "http_server_duration_milliseconds_count",
    "short range": "rate(http_server_duration_milliseconds_count[2s])",
    "other dialect": "rate(http_requests_total[2s])",
}
NEVER_UP = {
    "target never up": "http_requests_total",
    "selected by job": 'rate(http_requests_total{job="api"}[1m])',
}
BEHIND_COLLECTOR = {
    "job of the application": 'http_server_duration_milliseconds_count{job="api"}',
    "instance of the application": "sum(rate(http_server_duration_milliseconds_count"
    '{instance="api:8000",job="api"}[1m]))',
    "up of the application": 'up{job="api"}',
    "up of the application is 1": 'up{job="api"} == 1',
    "up of a target that is down": 'up{job="gone"} == 1',
    "target_info": 'target_info{job="api"}',
    "metrics of the Collector itself": "otelcol_receiver_accepted_metric_points",
    "seconds asked of milliseconds": 'http_server_duration_milliseconds_bucket{le="0.5"}',
    "threshold in seconds": "histogram_quantile(0.5, sum by (le) "
    "(rate(http_request_duration_seconds_bucket[1m]))) > 0.001",
    "threshold of the stable convention": "histogram_quantile(0.95, sum by (le) "
    "(rate(http_server_request_duration_seconds_bucket[1m]))) > 100",
    "label of the stable convention": 'http_server_request_duration_seconds_count{http_response_status_code=~"5.."}',
    "service name": 'http_server_duration_milliseconds_count{service_name="api"}',
    "resource attribute": 'http_server_duration_milliseconds_count{deployment_environment="lab"}',
    "glob": 'http_server_duration_milliseconds_count{http_target="/api/*"}',
    "somebody else": 'process_thread_count{job="shop"}',
    "other exporter": "node_cpu_seconds_total",
    "recording rule that is not loaded": "job:http_requests:rate5m",
    "recording rule without data": "job:http_requests:rate5s",
    "alert of another dialect": 'ALERTS{alertname="HighHTTPErrorRate"}',
    "alert about up": 'ALERTS{alertname="ApiDown"}',
    "alert below its threshold": 'ALERTS{alertname="SlowRequests"}',
    "alert that is pending": 'ALERTS{alertname="Waiting",alertstate="firing"}',
    "alert that is not loaded": 'ALERTS{alertname="Nope"}',
    "offset before the lab began": "increase(http_server_duration_milliseconds_count[1m] offset 1h)",
}
BEHIND_COLLECTOR_KILLED = {
    "instant query": 'process_thread_count{exported_job="api"}',
    "short range": "rate(http_server_duration_milliseconds_count[2s])",
    "up of the application": 'up{job="api"}',
}
REVIEWED = {
    "percentile of buckets": "histogram_quantile(95, rate(http_request_duration_seconds_bucket[1m]))",
    "quantile of buckets without rate": "histogram_quantile(0.9, http_request_duration_seconds_bucket)",
    "average of quantiles": "avg(histogram_quantile(0.9, rate(http_request_duration_seconds_bucket[1m])))",
    "rate of a gauge": "rate(http_requests_in_progress[1m])",
    "increase of up": "increase(up[1m])",
    "delta of a counter": "delta(http_requests_total[1m])",
    "average since the start": "http_request_duration_seconds_sum / http_request_duration_seconds_count",
    "rate of a sum": "rate(sum(http_requests_total)[1m:1s])",
    "average of ratios": "avg(rate(http_request_duration_seconds_sum[1m]) / "
    "rate(http_request_duration_seconds_count[1m]))",
    "count of bool": "count(http_requests_total > bool 50)",
    "increase with a whole number": "increase(http_requests_total[1m]) > 2",
    "increase with an exact number": 'sum(increase(http_requests_total{status="500"}[1m])) != 3',
    "absent of alternatives": 'absent(up{job=~"web|db"})',
    "absent of a pattern": 'absent(up{job=~"nope.*"})',
    "share and a percentage": 'sum(rate(http_requests_total{status=~"5.."}[1m])) / '
    "sum(rate(http_requests_total[1m])) < 5",
    "percentage and a share": '100 * sum(rate(http_requests_total{status=~"5.."}[1m])) / '
    "sum(rate(http_requests_total[1m])) > 0.05",
    "ratio of two windows": 'sum(rate(http_requests_total{status=~"5.."}[1m])) / sum(rate(http_requests_total[5m]))',
    "grouped by a misspelt label": "sum by (paht) (http_requests_total)",
    "joined on a misspelt label": "http_requests_total and on (jobs) up",
    "matched by luck": 'http_requests_total{status="500"} / ignoring (status) http_requests_total{path="/api/boom"}',
    "unless with other labels": "http_requests_total unless up",
    "or vector of series with labels": "http_requests_total or vector(0)",
    "zero by zero": 'http_requests_total{status="404"} / http_requests_total{status="404"}',
    "window of one scrape": "rate(http_requests_total[1s])",
    "quantile of nothing": "histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket[1m])))",
    "duplicates on both sides": "http_requests_total / on (job) http_requests_in_progress",
    "total without group_left": "http_requests_total / on () sum(http_requests_total)",
    "divided by a total": "sum by (path) (rate(http_requests_total[1m])) / sum(rate(http_requests_total[1m]))",
    "group modifier of the wrong side": "http_requests_total * on (instance) group_right up",
    "function of several names": 'rate({__name__=~"http_request_duration_seconds_(sum|count)"}[1m])',
    "quantile of a sum": "histogram_quantile(0.95, sum(rate(http_request_duration_seconds_bucket[1m])))",
    "quantile without le in without": "histogram_quantile(0.95, sum without (le) "
    "(rate(http_request_duration_seconds_bucket[1m])))",
    "no common label": "sum by (path) (http_requests_total) / sum by (method) (http_requests_total)",
    "nothing suspicious": "up",
}
QUERIES: Mapping[str, Mapping[str, str]] = {
    "prom-pull": SCRAPED,
    "prom-pull-killed": SCRAPED_KILLED,
    "prom-pull-wrong-port": NEVER_UP,
    "prom-pull-reviewed": REVIEWED,
    "otel-direct": PUSHED,
    "otel-direct-killed": PUSHED_KILLED,
    "otel-collector": BEHIND_COLLECTOR,
    "otel-collector-killed": BEHIND_COLLECTOR_KILLED,
}
