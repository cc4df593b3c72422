"""PromQL of feature flags. promtool 3.15 was asked about each of these queries, with and without the flag."""

from __future__ import annotations

import pytest

from lab.configs.promql_features import as_parsed, enabled_features, query_error

NONE: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    ("command", "features"),
    [
        (["--enable-feature=a,b", "--web.enable-lifecycle"], {"a", "b"}),
        (["--enable-feature", "a", "--enable-feature=b"], {"a", "b"}),
        (["--config.file=x"], set()),
        ([], set()),
    ],
)
def test_enabled_features(command: list[str], features: set[str]) -> None:
    assert enabled_features(command) == features


@pytest.mark.parametrize(
    ("query", "what", "feature"),
    [
        ('sort_by_label(x, "a")', "sort_by_label()", "promql-experimental-functions"),
        ("limitk(3, x)", "limitk()", "promql-experimental-functions"),
        ("info(rate(x[5m]))", "info()", "promql-experimental-functions"),
        ("increase(x[5m] anchored)", "'anchored'", "promql-extended-range-selectors"),
        ("rate(x{a='b'}[5m] smoothed)", "'smoothed'", "promql-extended-range-selectors"),
        ("a - on (b) fill(0) c", "fill()", "promql-binop-fill-modifiers"),
        ("a + fill_left(0) c", "fill_left()", "promql-binop-fill-modifiers"),
    ],
)
def test_query_error_needs_the_feature(query: str, what: str, feature: str) -> None:
    assert query_error(query, NONE) == (
        f"{what} is experimental: it needs --enable-feature={feature} in the flags of Prometheus"
    )
    assert query_error(query, frozenset({feature})) is None


@pytest.mark.parametrize(
    "query",
    [
        "rate(x[5m * 2])",
        "rate(x[(5m + 1m) / 2])",
        "avg_over_time(x[5m:1m * 2])",
        "x offset (5m + 1m)",
        "rate(x[step()])",
        'x{a="rate(y[5m * 2] anchored)"}',
        "fill_total + fill",
        "x # info(y)",
        "label_replace(x, 'info', '$1', 'limitk', '(.*)')",
        "x @ start() - x @ end()",
    ],
)
def test_query_error_none_without_features(query: str) -> None:
    assert query_error(query, NONE) is None


@pytest.mark.parametrize("query", ["rate(x[5m * 2]", "rate(x)", "sum(", "x[5m * 2]"])
def test_query_error_of_the_rest(query: str) -> None:
    assert query_error(query, NONE) is not None


def test_as_parsed_keeps_positions() -> None:
    assert as_parsed("rate(x[5m * 2]) + y") == "rate(x[5m    ]) + y"
