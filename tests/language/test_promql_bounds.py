import resource
import time

import promql_parser
import pytest

from lab.language.promql import is_range, promql_error
from lab.language.promql_bounds import MAX_CHARACTERS, MAX_DEPTH, bounded_query, bounds_error


@pytest.mark.parametrize(
    "query",
    [
        "(" * 50_000 + "x" + ")" * 50_000,
        "(" * 24_000 + "x" + ")" * 24_000,
        "1+" * 3_000 + "1",
        "-" * 40_000 + "x",
        "abs(" * 3_000 + "x" + ")" * 3_000,
        "sum by (a) (" * 1_000 + "x" + ")" * 1_000,
        "rate(x[5m]) or " * 1_000 + "x",
        "x[1e99]",
        "x[1e+99]",
        "x[1e99:5m]",
        "x[5m:1e99]",
        "x offset -inf",
        "x offset NaN",
        "x @ 1e30",
        "x @ 1670001y",
        "x @ -9746000",
        'x{a="\ud800"}',
    ],
    ids=lambda query: f"{query[:12]!a}-{len(query)}",
)
def test_promql_error_of_what_would_crash_or_exhaust_the_parser(query):
    began = time.perf_counter()
    assert promql_error(query)
    assert not is_range(query)
    assert time.perf_counter() - began < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 1024 * 1024  # KiB, of the whole test run


def test_promql_error_names_depth_and_the_limit():
    error = promql_error("1+" * 3_000 + "1")
    assert error == "operators and parentheses are nested 3001 deep; at most 150 are allowed, so split the query"


def test_promql_error_names_the_duration():
    error = promql_error('x{a="[1e99]"}[1e99]')
    assert error == "[1e99]: a duration of more than 292 years; Prometheus cannot hold it"


@pytest.mark.parametrize(
    "query",
    [
        'x{a="[1e99]"} # offset 1e99\n',
        "x offset 292y",
        "x @ 1609746000.5",
        "rate(x[1h] @ end())",
        "sum by (" + ", ".join(f"label_{n}" for n in range(2_000)) + ") (x)",
        "+".join(f'rate(x{{n="{n}"}}[5m])' for n in range(MAX_DEPTH - 5)),
        'x{a=~"' + "|".join(f"host-{n}" for n in range(4_000)) + '"}',
    ],
    ids=lambda query: f"{query[:20]}-{len(query)}",
)
def test_promql_error_accepts_what_is_long_but_flat(query):
    assert promql_error(query) is None


def test_bounds_error_names_the_length():
    assert bounds_error("x" * (MAX_CHARACTERS + 1)) == (
        "the query has 50,001 characters; at most 50,000 are allowed, so split it"
    )


def test_bounds_error_reads_each_character_once():
    began = time.perf_counter()
    for quote in ('"', "'"):
        bounds_error((quote + "\\") * 20_000)
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    "pattern", [r"\\w{100}", r"\\pL{90}", r"(.{50}){50}", r"\\W{300}", r"(?i)\\w{99}", r"[^/]{999}"]
)
def test_promql_error_of_many_costly_regular_expressions_takes_no_time(pattern):
    query = "x{" + ",".join(f'a=~"{n}{pattern}"' for n in range(300)) + "}"
    began = time.perf_counter()
    assert promql_error(query) is None
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    ("query", "text"),
    [
        (r'x{a=~"\\w+"}', r'x{a=~"[0-9A-Za-z_]+"}'),
        (r"x{a=~'\\d'}", r'x{a=~"[0-9]"}'),
        (r"x{a!~`[\w-]`}", r'x{a!~"[0-9A-Za-z_-]"}'),
        (r'x{a="\\w", b=~"api.*"}', r'x{a="\\w", b=~"api.*"}'),
        (r'x{a=~"\w"}', r'x{a=~"\w"}'),
        (r'x{a=~"a\"}', r'x{a=~"a\"}'),
        (r'x{a=~"\x5cd"}', r'x{a=~"[0-9]"}'),
        (r"x{a=`c\d`, b=~`\.`}", r'x{a="c\\d", b=~"\\."}'),
        (r'label_replace(x, "a", "$1", "b", `(.*):\."`)', r'label_replace(x, "a", "$1", "b", "(.*):\\.\"")'),
        (r"x{a=`\d", r"x{a=`\d"),
    ],
)
def test_bounded_query_has_ascii_classes(query, text):
    assert bounded_query(query).text == text


def test_promql_error_shows_the_regular_expression_as_written():
    assert promql_error(r'x{a=~"\\w("}') == r"illegal regex for \w("


def test_bounded_query_of_what_the_parser_reads_is_read_alike():
    query = r'sum by (a) (rate(x{b=~"\\w+-[^a]\\D", c!~"[[:alpha:]]{3}"}[5m] offset 1h)) / on (a) group_left y > bool 3'
    text = bounded_query(query).text
    assert promql_parser.parse(text).prettify().count("rate") == 1
    assert promql_error(query) is None
