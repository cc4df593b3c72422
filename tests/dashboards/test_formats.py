"""Formats of variables, as Grafana documents them."""

from __future__ import annotations

import pytest

from lab.dashboards.formats import date, formatted, label_value

AT = 1594671549254.0  # the moment in Grafana's documentation of ${__from}


@pytest.mark.parametrize(
    ("format_", "one", "two"),
    [
        ("raw", "a.1", "a.1,b c"),
        ("csv", "a.1", "a.1,b c"),
        ("pipe", "a.1", "a.1|b c"),
        ("regex", r"a\.1", r"(a\.1|b c)"),
        ("glob", "a.1", "{a.1,b c}"),
        ("json", "a.1", '["a.1","b c"]'),
        ("text", "a.1", "a.1 + b c"),
        ("singlequote", "'a.1'", "'a.1','b c'"),
        ("doublequote", '"a.1"', '"a.1","b c"'),
        ("sqlstring", "'a.1'", "'a.1','b c'"),
        ("distributed", "a.1", "a.1,x=b c"),
        ("lucene", "a.1", '("a.1" OR "b\\ c")'),
        ("percentencode", "a.1", "%7Ba.1%2Cb%20c%7D"),
        ("queryparam", "var-x=a.1", "var-x=a.1&var-x=b%20c"),
        ("customqueryparam:y", "y=a.1", "y=a.1&y=b%20c"),
        ("html", "a.1", "a.1, b c"),
        ("join", "a.1", "a.1,b c"),
        ("join:;", "a.1", "a.1;b c"),
        ("unknown", "a.1", "{a.1,b c}"),
    ],
)
def test_formatted(format_: str, one: str, two: str) -> None:
    assert formatted("x", ["a.1"], format_) == one
    assert formatted("x", ["a.1", "b c"], format_) == two


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("", "2020-07-13T20:19:09.254Z"),
        ("iso", "2020-07-13T20:19:09.254Z"),
        ("seconds", "1594671549"),
        ("YYYY-MM", "2020-07"),
        ("YYYY-MM-DD[T]HH:mm:ss", "2020-07-13T20:19:09"),
        ("X", "1594671549"),
    ],
)
def test_date(pattern: str, text: str) -> None:
    assert date(AT, pattern) == text
    assert formatted("__from", [str(int(AT))], f"date:{pattern}" if pattern else "date") == text


@pytest.mark.parametrize(
    ("values", "exact", "text"),
    [
        (["a.1"], True, "a.1"),
        (["a\\1"], True, "a\\\\1"),
        (["a.1"], False, "a\\\\.1"),
        (["a.1", "b|c"], False, "(a\\\\.1|b\\\\|c)"),
    ],
)
def test_label_value(values: list[str], exact: bool, text: str) -> None:
    assert label_value(values, exact=exact) == text
