"""Every duration of a file is mapped and nothing else changes; `scalars` and `values` are tested with it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from lab.errors import Place, Problem, Problems
from lab.language.patch.text import Change
from lab.language.strict_yaml import compose
from lab.language.time_scaling.scalars import positions
from lab.language.time_scaling.text import ScaledText, durations_in, scale_text
from tests.language.any_query import Piece, pieces
from tests.language.any_yaml import yaml_texts

RULES = """\
# Rules of the nodes, é😀: 5m is long
groups:
  - name: node-alerts
    interval: 30s  # not 1m
    rules:
      - alert: HighCPUUsage
        expr: |  # [9m]
          100 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle [9m]"}[5m])) * 100
            > max_over_time(job:cpu:rate5m[1h:1m] offset 1h)  # [9m]
        for: 10m
        labels: {window: 9m, for: 9m}
        annotations:
          summary: busy for 9m
      - {record: "job:cpu:rate5m", expr: 'rate(x{a=''[9m]''}[300])'}
      - alert: HighCPUUsage
        expr: predict_linear(x[1h], 4 * 3600) < 0
        for: 0m
"""
TIMES = {"30s": "1s", "5m": "4s", "1h": "20s", "60s": "2s", "10m": "10m"}


def rescaled(text: str, file: str = "rules/node.yml", **times: str) -> ScaledText:
    return scale_text(text, file, times)


def test_scale_text_of_a_rule_file() -> None:
    done = rescaled(RULES, **TIMES)

    assert done.text == (
        RULES.replace("interval: 30s", "interval: 1s")
        .replace("[5m])) * 100", "[4s])) * 100")
        .replace("[1h:1m] offset 1h", "[20s:2s] offset 20s")
        .replace("[300]", "[4s]")
        .replace("x[1h]", "x[20s]")
    )
    rules = "groups[node-alerts].rules"
    assert done.changes == (
        Change("groups[node-alerts].interval", "30s", "1s"),
        Change(f"{rules}[HighCPUUsage].expr", "[5m]", "[4s]"),
        Change(f"{rules}[HighCPUUsage].expr", "[1h:1m]", "[20s:2s]"),
        Change(f"{rules}[HighCPUUsage].expr", "offset 1h", "offset 20s"),
        Change(f"{rules}[job:cpu:rate5m].expr", "[300]", "[4s]"),
        Change(f"{rules}[2].expr", "[1h]", "[20s]"),
    )
    assert (done.unmapped, done.unused) == ((), ())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("for: 5m # 5m\n", "for: 4s # 5m\n", id="plain"),
        pytest.param("for: '5m'\n", "for: '4s'\n", id="quoted"),
        pytest.param('{"for":"5m","é":"5m"}\n', '{"for":"4s","é":"5m"}\n', id="YAML that looks like JSON"),
        pytest.param("for: &d 5m\nkeep_firing_for: *d\n", "for: &d 4s\nkeep_firing_for: *d\n", id="an alias"),
        pytest.param("x-d: &d 5m\nfor: *d\n", "x-d: &d 4s\nfor: *d\n", id="an alias of what was no duration"),
        pytest.param("for: !!str 5m\n", "for: !!str 4s\n", id="a tag"),
        pytest.param("for: >-\n  5m\n", "for: >-\n  4s\n", id="folded"),
        pytest.param("\ufefffor: 5m\n", "for: 4s\n", id="a byte order mark"),
        pytest.param("for: 5m\r\nx: 1\r\n", "for: 4s\r\nx: 1\r\n", id="CRLF"),
        pytest.param("intervals: [5m, 300s]\n", "intervals: [4s, 4s]\n", id="a list of durations"),
        pytest.param("timeShift: -5m\n", "timeShift: -4s\n", id="into the past"),
        pytest.param("expr: rate(x[5m])\n", "expr: rate(x[4s])\n", id="plain query"),
        pytest.param(
            'expr: "rate(x{a=\\"[9m]\\\\\\u00e9\\"}[5m]) \\\n  > 0"\n',
            'expr: "rate(x{a=\\"[9m]\\\\\\u00e9\\"}[4s]) \\\n  > 0"\n',
            id="escapes and a folded line",
        ),
        pytest.param("expr: >\n  rate(x\n\n  # [9m]\n\n  [5m\n  ])\n", None, id="a query folded in the middle"),
        pytest.param("resolve_timeout: 5m\n", None, id="resolve_timeout"),
        pytest.param("rule_query_offset: 5m\n", None, id="query offset"),
        pytest.param("a: {b: [{scrape_configs: [{scrape_interval: 5m}]}]}\n", None, id="wherever in the document"),
        pytest.param("jsonData: {timeInterval: 5m}\n", None, id="camel case"),
        pytest.param("max_look_back_period: 5m\n", None, id="period"),
        pytest.param("lookback_limit: 5m\n", None, id="lookback"),
        pytest.param("modules: {header_match: {timeout: 5m}}\n", None, id="below what people have named"),
    ],
)
def test_scale_text_notations(before: str, after: str | None) -> None:
    done = rescaled(before, **{"5m": "4s"})
    assert done.text == (after if after is not None else before.replace("5m", "4s"))
    assert (done.unmapped, done.unused) == ((), ())


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("labels: {for: 9m}\n", id="labels"),
        pytest.param("external_labels: {interval: 9m}\n", id="external labels"),
        pytest.param("match_re: {interval: 9m}\n", id="matchers"),
        pytest.param("annotations: {timeout: 9m}\n", id="annotations"),
        pytest.param("limit: 9m\n", id="a key that says nothing of time"),
        pytest.param("buckets: [9m]\n", id="bounds of a histogram"),
        pytest.param("for: 0s\ngroup_wait: 0m\n", id="no time"),
        pytest.param("for: $__interval\ntimeout: ${T:-9m}\n", id="variables"),
        pytest.param("start_time: 09:00\ninterval: 540\n", id="times of day and numbers"),
        pytest.param("mute_time_intervals: [9m nights]\n", id="names of intervals"),
        pytest.param("expr: 9\nfor:\n", id="no words"),
    ],
)
def test_scale_text_leaves_other_values(text: str) -> None:
    assert rescaled(text) == ScaledText(text, (), (), ())


def test_scale_text_reports_each_unmapped_duration_once() -> None:
    text = "a:\n  - for: 10m\n    expr: rate(x{a=''}[300]) + y offset 10m + z offset 300\nscrape_timeout: 1s\n"

    assert rescaled(text).unmapped == (
        Problem(
            Place("rules/node.yml", 2, 10),
            "the duration 10m is not in 'times' (also in 1 other place); "
            "add for example 10m: 6s, or 10m: 10m to keep it",
        ),
        Problem(
            Place("rules/node.yml", 3, 24),
            "the duration 300 is not in 'times' (also in 1 other place); add for example 5m: 3s, or 5m: 5m to keep it",
        ),
        Problem(Place("rules/node.yml", 4, 17), "the duration 1s is not in 'times'; add for example 1s: 1s to keep it"),
    )


@pytest.mark.parametrize(
    ("text", "occur"),
    [
        pytest.param("for: 5m\ninterval: 30s\nx: 7m\n", "30s, 5m", id="others"),
        pytest.param("x: 7m\n", "none", id="none"),
        pytest.param("", "none", id="an empty file"),
    ],
)
def test_scale_text_reports_unused_times(text: str, occur: str) -> None:
    assert rescaled(text, **{"7m": "1s", "5m": "5m", "30s": "30s"}).unused[0] == (
        f"'times' maps 7m, which does not occur; remove it (durations in the file: {occur})"
    )


def test_scale_text_keeps_notation_of_equal_durations() -> None:
    assert rescaled("for: 60s\n", **{"1m": "60s"}) == ScaledText("for: 60s\n", (), (), ())


def test_scale_text_not_yaml() -> None:
    with pytest.raises(Problems, match=r"^rules/node.yml:2:1: not YAML: "):
        rescaled("for: [5m\n")


def scalars(node: Node | None) -> list[ScalarNode]:
    match node:
        case ScalarNode():
            return [node]
        case SequenceNode():
            return [scalar for item in node.value for scalar in scalars(item)]
        case MappingNode():
            return [scalar for pair in node.value for item in pair for scalar in scalars(item)]
    return []


@settings(max_examples=100, deadline=None)
@given(yaml_texts())
def test_positions_of_any_scalar(text: str) -> None:
    for node in scalars(compose(text, "f.yml")):
        at = positions(text, node)
        assert [text[start] for start, _ in at.values()] == [character for character in node.value if character.strip()]


@settings(max_examples=100, deadline=None)
@given(yaml_texts())
def test_scale_text_round_trip_of_any_file(text: str) -> None:
    done = rescaled(text, **{"5s": "77ms"})

    assert done.text.replace("77ms", "5s") == text
    assert (done.text != text) == bool(done.changes)
    assert all(change.path.split(".")[-1].startswith("for") for change in done.changes), "no other key is of time"


STYLES = ("literal", "folded", "single", "double")
SHORT = {"5m": "4s", "1h30m": "11s", "30s": "1s", "90s": "2s500ms", "500ms": "50ms", "1w": "1w"}


def written(query: str, style: str, above: str) -> str:
    """A rule file with one query, between others and comments."""
    indented = query.replace("\n", "\n          ")
    match style:
        case "literal" | "folded":
            # Folding would end a comment somewhere else: a blank line keeps the line break.
            broken = indented.replace("\n", "\n\n") if style == "folded" else indented
            spelled = f"{'|' if style == 'literal' else '>-'} # [6m]\n          {broken}"
        case "single":
            spelled = "'" + query.replace("'", "''").replace("\n", "\n\n          ") + "'"
        case _:
            spelled = json.dumps(query, ensure_ascii=len(above) % 2 == 0 and "😀" not in query)
    return f"groups: # {above}\n  - rules:\n      - alert: [5m]\n        expr: {spelled}\n        # 6m\n        x: 6m\n"


@settings(max_examples=200, deadline=None)
@given(pieces(), st.sampled_from(STYLES), st.sampled_from(["5m", "é😀"]))
def test_scale_text_changes_only_durations(query: list[Piece], style: str, above: str) -> None:
    before = written("".join(text for text, _ in query), style, above)
    after = written("".join(SHORT[text] if is_time else text for text, is_time in query), style, above)
    used = {text for text, is_time in query if is_time}
    ours = {text: short for text, short in SHORT.items() if text in used}

    done = rescaled(before, **ours)

    assert (done.text, done.unmapped, done.unused) == (after, (), ())
    assert {problem.message.split()[2] for problem in rescaled(before).unmapped} == used


def test_durations_in_has_each_length_once() -> None:
    text = "groups: [{interval: 60s, rules: [{expr: 'rate(x[5m]) > 0', for: 1m, labels: {window: 2h}}]}]\n"
    assert durations_in(text, "rules.yml") == ((60_000, "60s"), (300_000, "5m"))
