"""What is said of queries that return nothing, over what real labs held: compared with approved texts."""

from __future__ import annotations

import difflib
from dataclasses import replace
from pathlib import Path

import pytest

from lab.errors import UsageError
from lab.why.explaining import explain
from lab.why.finding import Kind
from lab.why.inventory import RecordingRule, Series
from lab.why.telling import gist, told
from tests.why.rows import ROWS
from tests.why.states import state

APPROVED = Path(__file__).with_name("approved")


@pytest.mark.parametrize("name", ROWS)
def test_a_running_lab(name: str, tmp_path: Path) -> None:
    lab = state(name)
    said = {row: told(explain(query, lab.held, lab.dialects, lab.evaluate)) for row, query in ROWS[name].items()}
    _compare(name, said, tmp_path)


@pytest.mark.parametrize("name", ROWS)
def test_a_record(name: str, tmp_path: Path) -> None:
    lab = state(name)
    said = {row: told(explain(query, lab.held, lab.dialects)) for row, query in ROWS[name].items()}
    _compare(f"{name}-record", said, tmp_path)


def _compare(name: str, said: dict[str, str], tmp_path: Path) -> None:
    text = "\n".join(f"## {row}\n{words}" for row, words in said.items())
    file = APPROVED / f"{name}.txt"
    approved = file.read_text(encoding="utf-8") if file.exists() else ""
    if text != approved:
        received = tmp_path / file.name
        received.write_text(text, encoding="utf-8")
        diff = difflib.unified_diff(approved.splitlines(), text.splitlines(), "approved", "received", lineterm="")
        raise AssertionError("\n".join([*diff, "", f"to approve: cp {received} {file}"]))


def test_what_is_no_promql_is_refused_with_the_words_of_the_parser() -> None:
    lab = state("prom-pull")
    with pytest.raises(UsageError, match="this is not PromQL: unexpected character") as refused:
        explain('{job="varlogs"} |= "ERROR"', lab.held, lab.dialects)
    assert refused.value.remedy == "only PromQL is explained here, LogQL is not"


def test_a_scrape_job_without_targets_is_told_with_what_relabelling_dropped() -> None:
    lab = state("prom-pull-wrong-port")
    found = explain('http_requests_total{job="api"}', replace(lab.held, targets=(), pools={"api": 2}), {})
    assert found.findings[0].details == ("the scrape job api has no target: relabelling dropped 2",)
    found = explain('http_requests_total{job="api"}', replace(lab.held, targets=(), pools={"api": 0}), {})
    assert found.findings[0].details == ("the scrape job api has no target: nothing was discovered for it",)


def test_a_recording_rule_is_told_with_its_query() -> None:
    lab = state("prom-pull")
    held = replace(lab.held, rules=(RecordingRule("job:errors:rate5m", "sum by (job) (rate(nope[5m]))"),))
    assert gist(explain("job:errors:rate5m", held, {})).endswith(
        "a recording rule makes it, sum by (job) (rate(nope[5m])); ask why that is nothing"
    )


def test_a_target_that_is_no_longer_discovered() -> None:
    lab = state("prom-pull-killed")
    found = explain("http_requests_total", replace(lab.held, targets=()), {})
    assert found.findings[0].kind is Kind.ENDED
    assert found.findings[0].details[0] == "the scrape job api has no such target any more"


def test_pushed_series_whose_lookback_is_over() -> None:
    lab = state("otel-direct-killed")
    metric = lab.held.metrics["target_info"]
    gone = tuple(Series(each.labels, lab.held.asked - 301, there=False) for each in metric.series)
    held = replace(lab.held, metrics={**lab.held.metrics, "target_info": replace(metric, series=gone)})
    [finding] = explain("target_info", held, {}).findings
    assert finding.kind is Kind.LOOKBACK
    assert finding.words == "target_info had 1 series and has none now: the last sample is 5 min 1 s old"
    assert finding.details == (
        "nothing scrapes job api: pushed series have no target, and are found for 5m after their last sample",
        "service api does not run: exited with 137",
    )


def test_an_earlier_moment_is_told_without_what_was_done_since() -> None:
    """Killed after it was asked: then its series were there, and the query must have been asked before they came."""
    lab = state("prom-pull-killed")
    before = lab.held.as_of(lab.held.asked - 20, faulted=True)
    found = explain("http_requests_total", before, {}, seen_empty=True)
    assert gist(found) == "by the end of the run it has 5 series: they came after it was asked"
    assert explain("up", before, {}).series == 1


def test_a_comparison_that_was_seen_to_let_nothing_through() -> None:
    lab = state("prom-pull")
    found = explain("sum(http_requests_total) > 1e4", lab.held, {}, seen_empty=True)
    assert gist(found) == "its selectors have series, so it is the comparison that none passes: > 10000"
