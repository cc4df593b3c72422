"""The matcher that was meant, for a label that exists."""

from __future__ import annotations

import pytest

from lab.why.expression import Selector
from lab.why.inventory import Series
from lab.why.mismatch import Mismatch
from lab.why.model import ExplainContext
from lab.why.parser import parse
from lab.why.values import explain_value
from tests.why.captured_labs import captured_lab


def mismatch(query: str, label: str, values: list[str]) -> Mismatch:
    selector = parse(query)
    assert isinstance(selector, Selector)
    series = [(selector.name or "", Series({label: value}, 1.0, True)) for value in values]
    inventory = captured_lab("prom-pull").inventory
    return Mismatch(selector.labelled[0], selector, series, ExplainContext(selector, inventory, {}))


PATHS = ["/api/items/{id}", "/api/slow", "/api/boom"]
CODES = ["200", "201", "404", "500"]


@pytest.mark.parametrize(
    ("query", "label", "values", "better"),
    [
        pytest.param('x{path="/api/*"}', "path", PATHS, 'x{path=~"/api/.*"}', id="glob"),
        pytest.param('x{path=~"/api/*"}', "path", PATHS, 'x{path=~"/api/.*"}', id="glob as a regex"),
        pytest.param('x{status="2*"}', "status", CODES, 'x{status=~"2.*"}', id="glob of codes"),
        pytest.param('x{status="2%"}', "status", CODES, 'x{status=~"2.*"}', id="SQL wildcard"),
        pytest.param('x{status="5xx"}', "status", CODES, 'x{status=~"5.."}', id="status class"),
        pytest.param('x{status="500,404"}', "status", CODES, 'x{status=~"500|404"}', id="list"),
        pytest.param('x{status="500|404"}', "status", CODES, 'x{status=~"500|404"}', id="alternatives"),
        pytest.param('x{status=~"^5"}', "status", CODES, 'x{status=~"5.*"}', id="anchor"),
        pytest.param('x{path=~"boom"}', "path", PATHS, 'x{path=~".*boom.*"}', id="part"),
        pytest.param('x{path=~"/boom/"}', "path", PATHS, 'x{path=~".*boom.*"}', id="slashes around"),
        pytest.param('x{path="/api"}', "path", PATHS, 'x{path=~"/api/.*"}', id="prefix"),
        pytest.param('x{path="/api/slow/"}', "path", PATHS, 'x{path="/api/slow"}', id="trailing slash"),
        pytest.param('x{method="get"}', "method", ["GET", "POST"], 'x{method="GET"}', id="case"),
        pytest.param('x{method="PUT"}', "method", ["GET"], None, id="another value is no spelling of it"),
        pytest.param('x{job="shop"}', "job", ["api"], None, id="somebody else"),
        pytest.param(
            'x{instance="localhost:8000"}', "instance", ["api:8000"], 'x{instance="api:8000"}', id="address outside"
        ),
        pytest.param('x{le="1"}', "le", ["0.5", "1.0", "+Inf"], 'x{le="1.0"}', id="bound"),
        pytest.param(
            'x_milliseconds_bucket{le="0.5"}',
            "le",
            ["250.0", "500.0"],
            'x_milliseconds_bucket{le="500.0"}',
            id="seconds asked of milliseconds",
        ),
        pytest.param(
            'x_seconds_bucket{le="500"}',
            "le",
            ["0.25", "0.5"],
            'x_seconds_bucket{le="0.5"}',
            id="milliseconds asked of seconds",
        ),
        pytest.param('x_seconds_bucket{le="0.3"}', "le", ["0.25", "0.5"], None, id="no such bound"),
    ],
)
def test_explain_value(query: str, label: str, values: list[str], better: str | None) -> None:
    proposals = explain_value(mismatch(query, label, values)).proposals
    assert [proposal.query for proposal in proposals] == ([parse(better)] if better else [])


def test_explain_value_of_a_counter_without_such_an_event() -> None:
    finding = explain_value(mismatch('x_total{status=~"5.."}', "status", ["200"]))
    assert finding.details[0].startswith("a counter has a series for a value of status only once the first such")


def test_explain_value_job_that_is_not_configured() -> None:
    finding = explain_value(mismatch('up{job="prometheus"}', "job", ["api"]))
    assert finding.details == ('no scrape job has this name; the jobs are: "api"',)


def test_explain_value_glob_says_what_a_wildcard_is() -> None:
    finding = explain_value(mismatch('x{path="/api/*"}', "path", PATHS))
    assert finding.details[0].startswith('* is not a wildcard in PromQL, .* is: path=~"/api/.*" matches "/api/boom", ')
