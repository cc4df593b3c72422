"""Which values of a YAML file may be durations, and their paths."""

from __future__ import annotations

import pytest
import yaml

from lab.language.time_scaling.values import timed_values


def found_in(text: str) -> list[tuple[str, str, str]]:
    return [(value.path, value.use, value.node.value) for value in timed_values(yaml.compose(text))]


@pytest.mark.parametrize(
    "key",
    ["for", "scrape_interval", "timeInterval", "group_wait", "keep_firing_for", "sample_age_limit", "batchwait"],
)
def test_timed_values_duration_keys(key: str) -> None:
    assert found_in(f"{key}: 5m\n") == [(key, "duration", "5m")]


@pytest.mark.parametrize("key", ["forward", "name", "intervalometer", "summary"])
def test_timed_values_other_keys(key: str) -> None:
    assert found_in(f"{key}: 5m\n") == []


@pytest.mark.parametrize("key", ["labels", "annotations", "external_labels", "matchers"])
def test_timed_values_skips_text(key: str) -> None:
    assert found_in(f"{key}: {{window: 1h, deeper: {{for: 5m}}}}\n") == []


def test_timed_values_rule_file() -> None:
    text = "groups: [{name: http, rules: [{alert: Down, expr: 'up[5m]', for: 1m}, {record: a, expr: b}]}]\n"

    assert found_in(text) == [
        ("groups[http].rules[Down].expr", "query", "up[5m]"),
        ("groups[http].rules[Down].for", "duration", "1m"),
        ("groups[http].rules[a].expr", "query", "b"),
    ]


def test_timed_values_lists_belong_to_their_key() -> None:
    assert found_in("intervals: [1m, 5m]\n") == [("intervals[0]", "duration", "1m"), ("intervals[1]", "duration", "5m")]


def test_timed_values_same_name_twice() -> None:
    assert found_in("rules: [{alert: A, for: 1m}, {alert: A, for: 2m}]\n") == [
        ("rules[A].for", "duration", "1m"),
        ("rules[1].for", "duration", "2m"),
    ]


def test_timed_values_alias_is_found_once() -> None:
    assert found_in("a: {for: &wait 1m}\nb: {for: *wait}\n") == [("a.for", "duration", "1m")]
