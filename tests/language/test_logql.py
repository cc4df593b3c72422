from __future__ import annotations

import pytest

from lab.language.logql import is_log_query, logql_error

# Of the guide, and what people write besides.
LOG_QUERIES = (
    '{job="varlogs"}',
    '{container="my-app"} |= "ERROR"',
    '{job="nginx"} |~ "5[0-9][0-9]"',
    '{container="api"} | json | level="error" | line_format "{{.message}}"',
    ' \n ({app="a"} |= `(unbalanced " here`)',
    '# rate(x)\n{app="a"}',
    '{app="a"} |= "a \\" and a ) # and a {"',
)
METRIC_QUERIES = (
    'sum(rate({container="my-app"} |= "ERROR" [1m]))',
    '(sum by (route) (count_over_time({container="api"} | json | __error__="" [5m])))',
    'sum(count_over_time({app="a"}[1m])) or vector(0)',
    "vector(1)",
    "1 + 1.5",
    'label_replace(vector(1), "a", "b", "", "")',
    '1 - sum(rate({app="a"} |= "x" [1m])) / sum(rate({app="a"} [1m])) # {',
)


@pytest.mark.parametrize("query", LOG_QUERIES)
def test_is_log_query(query: str) -> None:
    assert (is_log_query(query), logql_error(query)) == (True, None)


@pytest.mark.parametrize("query", METRIC_QUERIES)
def test_is_log_query_metric_query(query: str) -> None:
    assert (is_log_query(query), logql_error(query)) == (False, None)


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("", "the query is empty"),
        ("  # nothing", "the query is empty"),
        ('{app="a"', "{ is not closed"),
        ('sum(rate({app="a"}[1m])', "( is not closed"),
        ('{app="a"}}', "unexpected }"),
        ('rate({app="a"}[1m)]', "unexpected )"),
        ('{app="a} |= "b"', 'a string that begins with " is not closed'),
        ('{app="a"} |= `b', "a string that begins with ` is not closed"),
        ('|= "a"', 'the stream selector is missing; write for example {app="api"}'),
        ("up", 'the stream selector is missing; write for example {app="api"}'),
        ('{} |= "a"', "a stream selector needs at least one matcher that does not match the empty string"),
        ('rate({app="a"} |= "[5m]")', "rate() needs a range; write for example [5m] after its selector"),
        (
            'sum(count_over_time({app="a"})) / sum(rate({app="a"}[5m]))',
            "count_over_time() needs a range; write for example [5m] after its selector",
        ),
    ],
)
def test_logql_error(query: str, error: str) -> None:
    assert logql_error(query) == error
