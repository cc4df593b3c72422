"""Variables in queries: their notations, and what is left as it is."""

from __future__ import annotations

import pytest

from lab.dashboards.interpolation import Value, constant, interpolated, query_references, references

VALUES = {
    "job": Value(("api",)),
    "jobs": Value(("a.b", "c"), exact=False),
    "all": constant(".+"),
    "__range_s": constant("60"),
    "__org": constant("1", name="Main Org."),
}


@pytest.mark.parametrize(
    ("written", "query"),
    [
        ('up{job="$job"}', 'up{job="api"}'),
        ('up{job="${job}"}', 'up{job="api"}'),
        ('up{job="[[job]]"}', 'up{job="api"}'),
        ('up{job=~"${jobs:regex}"}', 'up{job=~"(a\\.b|c)"}'),
        ('up{job=~"[[jobs:pipe]]"}', 'up{job=~"a.b|c"}'),
        ('up{job=~"$jobs"}', 'up{job=~"(a\\\\.b|c)"}'),
        ('up{job=~"$all"}', 'up{job=~".+"}'),
        ('up{job=~"${all:regex}"}', 'up{job=~".+"}'),
        ("x / $__range_s", "x / 60"),
        ("${__org.name}", "Main Org."),
        ('label_replace(up, "a", "${1}xx $1 $2", "b", "(.*)")', 'label_replace(up, "a", "${1}xx $1 $2", "b", "(.*)")'),
        ("$undeclared ${undeclared:csv}", "$undeclared ${undeclared:csv}"),
        ("$jobless", "$jobless"),
    ],
)
def test_interpolated(written: str, query: str) -> None:
    assert interpolated(written, VALUES) == query


def test_interpolated_for_loki() -> None:
    assert interpolated('{job=~"$jobs"}', VALUES, alternatives="{}") == '{job=~"a\\\\.b|c"}'


def test_references() -> None:
    assert references("$a ${b:csv} [[c]] $1 ${2}x ${d.text} $a") == ("a", "b", "c", "d")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("up # of $job", ()),
        ('# $job\nup{a="$jobs"}', ("jobs",)),
        ("up{a=\"#$job\"} or x{a='#$jobs', b=`#$all`}", ("job", "jobs", "all")),
        ('up{a="\\"#$job"}', ("job",)),
        ('up{a="#$job', ("job",)),
    ],
)
def test_query_references(query: str, names: tuple[str, ...]) -> None:
    assert query_references(query) == names


def test_interpolated_text_that_is_no_query() -> None:
    assert interpolated("$jobs ${jobs:csv} $job", VALUES, default_format="glob") == "{a.b,c} a.b,c api"
