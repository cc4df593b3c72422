"""The series notation of promtool's unit tests becomes OpenMetrics text with timestamps before the start."""

from __future__ import annotations

import pytest

from lab.errors import Problems
from lab.plan.backfill import openmetrics_of, split_test_name


def backfill_file(*series: tuple[str, str], interval: str = "1m") -> str:
    entries = "".join(f"  - series: {name}\n    values: {values}\n" for name, values in series)
    return f"interval: {interval}\ninput_series:\n{entries}"


@pytest.mark.parametrize(
    ("values", "lines"),
    [
        pytest.param("7", ["up 7 -60"], id="one value is one interval old"),
        pytest.param("1 2 3", ["up 1 -180", "up 2 -120", "up 3 -60"], id="several"),
        pytest.param("1+2x3", ["up 1 -240", "up 3 -180", "up 5 -120", "up 7 -60"], id="rising"),
        pytest.param("10-5x1", ["up 10 -120", "up 5 -60"], id="falling"),
        pytest.param("4x1", ["up 4 -120", "up 4 -60"], id="constant"),
        pytest.param("1 _ 3", ["up 1 -180", "up 3 -60"], id="a gap"),
        pytest.param("1 _x2", ["up 1 -180"], id="a longer gap at the end"),
        pytest.param("0.5e3+1e2x1", ["up 500 -120", "up 600 -60"], id="exponents"),
    ],
)
def test_openmetrics_of_notation(values: str, lines: list[str]) -> None:
    assert openmetrics_of(backfill_file(("up", values)), "backfill.yml").splitlines() == [*lines, "# EOF"]


def test_openmetrics_of_groups_samples_by_metric() -> None:
    text = backfill_file(('a{x="1"}', "1"), ("b", "2"), ('a{x="2"}', "3"), interval="15s")
    assert openmetrics_of(text, "backfill.yml").splitlines() == [
        'a{x="1"} 1 -15',
        'a{x="2"} 3 -15',
        "b 2 -15",
        "# EOF",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("interval: soon\ninput_series: []\n", "backfill.yml:1:1: 'soon' is not a duration", id="interval"),
        pytest.param("interval: 1m\n", "backfill.yml:1:1: 'input_series' must list the series", id="nothing"),
        pytest.param(backfill_file(("rate(a[5m])", "1")), "3:5: 'rate(a[5m])' is not a series", id="no series"),
        pytest.param(backfill_file(("up", "1+x3")), "backfill.yml:4:5: '1+x3' is not a value", id="no value"),
        pytest.param(
            "input_series:\n  - up\n", "backfill.yml:2:5: each entry needs exactly 'series' and 'values'", id="word"
        ),
        pytest.param(backfill_file(("up", "1x200000")), "more than 100000 samples", id="too many"),
        pytest.param(backfill_file(("up", "1x60000 1x60000")), "more than 100000 samples", id="too many together"),
        pytest.param(backfill_file(("up", f"1x{10**15}")), "backfill.yml:4:5: x1000000000000000 makes", id="endless"),
        pytest.param(
            backfill_file(("up", f"1 _x{10**15}")), "backfill.yml:4:5: x1000000000000000 makes", id="endless gap"
        ),
    ],
)
def test_openmetrics_of_invalid_file(text: str, message: str) -> None:
    with pytest.raises(Problems) as caught:
        openmetrics_of(text, "backfill.yml")
    assert message in str(caught.value)


def test_openmetrics_of_removes_spaces_between_labels() -> None:
    text = backfill_file(('\'a{x="1 2", y="3"}\'', "1"))
    assert openmetrics_of(text, "backfill.yml").splitlines() == ['a{x="1 2",y="3"} 1 -60', "# EOF"]


TESTS = """\
rule_files: [r.yml]
evaluation_interval: 30s
tests:
  - name: disk full
    input_series:
      - {series: 'free{mountpoint="/"}', values: "3 2 stale"}
    alert_rule_test: []
  - interval: 1m
    input_series: [{series: up, values: "0 NaN Inf -Inf .5"}]
"""


@pytest.mark.parametrize(
    ("test", "lines"),
    [
        ("disk full", ['free{mountpoint="/"} 3 -90', 'free{mountpoint="/"} 2 -60', "# EOF"]),
        ("2", ["up 0 -300", "up NaN -240", "up +Inf -180", "up -Inf -120", "up 0.5 -60", "# EOF"]),
    ],
)
def test_openmetrics_of_a_unit_test(test: str, lines: list[str]) -> None:
    assert openmetrics_of(TESTS, "t.yml", test).splitlines() == lines


@pytest.mark.parametrize(
    ("text", "test", "message"),
    [
        (TESTS, "", "t.yml:3:1: this file has 2 unit tests; name one of them after the file, for example '#disk full'"),
        (TESTS, "disk", "t.yml:3:1: there is no test 'disk' in this file; did you mean 'disk full'?"),
        (TESTS, "3", "there is no test '3'"),
        (backfill_file(("up", "1")), "x", "this file has no unit tests ('tests'), so none is called 'x'"),
        (backfill_file(("up", "'{{schema:1 sum:1 count:1}}'")), "", "native histograms cannot be backfilled"),
    ],
)
def test_openmetrics_of_a_unit_test_invalid(text: str, test: str, message: str) -> None:
    with pytest.raises(Problems) as caught:
        openmetrics_of(text, "t.yml", test)

    assert message in str(caught.value)


def test_openmetrics_of_the_only_unit_test() -> None:
    text = "tests: [{input_series: [{series: up, values: 1x1}]}]\n"

    assert openmetrics_of(text, "t.yml").splitlines() == ["up 1 -120", "up 1 -60", "# EOF"]
    assert split_test_name("a/t.yml#disk full") == ("a/t.yml", "disk full")
