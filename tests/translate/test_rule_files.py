from __future__ import annotations

from dataclasses import replace

import pytest

from lab.translate.report import TranslatedFile
from lab.translate.rule_files import recorded_metrics, rule_problems, translate_rules
from tests.translate.worlds import FASTAPI, HAND, MS, S, context

RULES = """\
# what the team is woken for
groups:
  - name: http   # by route
    rules:
      - record: path:requests:rate5m
        expr: sum by (path) (rate(http_requests_total{status!~"4.."}[5m]))
      - record: path:requests:max
        expr: "max_over_time(path:requests:rate5m[1h])"
      - alert: Slow
        expr: |
          histogram_quantile(0.9, sum by (le, path) (rate(http_request_duration_seconds_bucket[5m])))
            > 0.25  # seconds
        labels: {route: "{{ $labels.path }}"}
        annotations:
          summary: '{{ $labels.path }} isn''t fast'
      - alert: SlowToTell
        expr: >-
          histogram_quantile(0.9, sum by (le, path)
          (rate(http_request_duration_seconds_bucket[5m]))) > 0.25
        annotations: {summary: "{{ $value | humanizeDuration }}"}
      - alert: Busy
        expr: path:requests:rate5m{path=~"/api/.*"} > 100 and path:requests:max > 0
        annotations: {summary: "{{ .Labels.path }}"}
      - alert: Full
        expr: node_filesystem_free_bytes < 1e9
"""


def rules(text: str, target: str = MS, source: str = HAND) -> TranslatedFile:
    of = context(source, target)
    return translate_rules(text, "rules.yml", replace(of, recorded=recorded_metrics([text], of)))


def test_translate_rules_changes_nothing_else() -> None:
    found = rules(RULES)
    expected = (
        RULES.replace(
            'by (path) (rate(http_requests_total{status!~"4.."}',
            'by (http_target) (rate(http_server_duration_milliseconds_count{http_status_code!~"4.."}',
        )
        .replace("by (le, path)", "by (le, http_target)")
        .replace("http_request_duration_seconds_bucket", "http_server_duration_milliseconds_bucket")
        .replace("> 0.25  # seconds", "> 250  # seconds")
        .replace(
            "histogram_quantile(0.9, sum by (le, http_target)\n", "(histogram_quantile(0.9, sum by (le, http_target)\n"
        )
        .replace("[5m]))) > 0.25\n", "[5m]))) / 1000) > 0.25\n")
        .replace("abels.path", "abels.http_target")
        .replace('{path=~"/api', '{http_target=~"/api')
    )
    assert found.text == expected
    assert [(entry.what, entry.outcome) for entry in found.entries] == [
        ("record path:requests:rate5m", "translated"),
        ("record path:requests:max", "left"),
        ("alert Slow", "translated"),
        ("alert SlowToTell", "translated"),
        ("alert Busy", "translated"),
        ("alert Full", "left"),
    ]
    assert found.entries[2].notes[-1] == "the threshold 0.25 is 250 there"
    assert found.entries[3].notes[-1] == "values are converted (/ 1000), so that they stay in the unit they had"
    assert str(found.entries[2].place) == "rules.yml:10:15"


def test_a_query_that_needs_quotes_gets_them() -> None:
    text = "groups:\n- name: a\n  rules:\n  - alert: A\n    expr: http_requests_in_progress > 5 # many\n"
    found = rules(text, f"{S}/otlp:NoTranslation")
    assert found.text == text.replace(
        "http_requests_in_progress > 5", """'sum without ("url.scheme") ({"http.server.active_requests"}) > 5'"""
    ) or found.text == text.replace(
        "http_requests_in_progress > 5", """sum without ("url.scheme") ({"http.server.active_requests"}) > 5"""
    )
    bare = text.replace("http_requests_in_progress > 5", 'sum by (method) (http_requests_in_progress{method: ""})')
    assert rule_problems(bare, "rules.yml")


def test_refused_rules_stay_and_so_do_those_that_use_what_they_record() -> None:
    text = """\
groups:
  - name: a
    rules:
      - record: status:requests:rate5m
        expr: sum by (status) (rate(http_requests_total[5m]))
      - alert: Failing
        expr: status:requests:rate5m{status="500"} > 1
      - record: http_requests_total
        expr: sum(other)
      - alert: Told
        expr: sum by (path) (http_requests_total) > 1
        annotations: {summary: '{{ query "http_requests_total" }}'}
"""
    found = rules(text, FASTAPI)
    assert found.text == text
    assert [(entry.what, entry.detail) for entry in found.refused] == [
        (
            "record status:requests:rate5m",
            "'status' has status codes here and their classes there: 200 and 204 are one",
        ),
        ("alert Failing", "status:requests:rate5m is recorded by a rule that could not be translated"),
        (
            "record http_requests_total",
            "http_requests_total is a metric of prometheus-client itself: record another name",
        ),
        ("alert Told", "a query inside a template is not translated"),
    ]


def test_recorded_classes_are_not_translated_twice() -> None:
    text = """\
groups:
  - name: a
    rules:
      - record: status:requests:rate5m
        expr: sum by (status, handler) (rate(http_requests_total[5m]))
      - alert: Failing
        expr: sum by (handler) (status:requests:rate5m{status="5xx", handler!="none"}) > 1
"""
    assert (
        'sum by (path) (status:requests:rate5m{status_class="5xx", path!="unmatched"}) > 1'
        in rules(text, HAND, FASTAPI).text
    )


def test_buckets_that_are_recorded_keep_the_unit_of_their_bounds() -> None:
    text = """\
groups:
  - name: a
    rules:
      - {record: "le:durations:rate5m", expr: "sum by (le) (rate(http_request_duration_seconds_bucket[5m]))"}
      - {record: "durations:p90", expr: "histogram_quantile(0.9, le:durations:rate5m)"}
      - {alert: Slow, expr: "durations:p90 > 0.25"}
"""
    found = rules(text).text
    assert "histogram_quantile(0.9, le:durations:rate5m) / 1000" in found
    assert 'expr: "durations:p90 > 0.25"' in found


def test_rules_of_kubernetes_and_aliases() -> None:
    text = """\
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: {name: a}
spec:
  groups:
    - name: a
      rules:
        - {alert: A, expr: &failing sum(http_requests_total) > 1}
        - {alert: B, expr: *failing}
"""
    assert rules(text).text == text.replace("http_requests_total", "http_server_duration_milliseconds_count")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_line_breaks_stay(newline: str) -> None:
    text = "groups:\n- name: a\n  rules:\n  - alert: A\n    expr: |\n      sum(http_requests_total)\n      > 1\n"
    text = text.replace("\n", newline)
    assert rules(text).text == text.replace("http_requests_total", "http_server_duration_milliseconds_count")
