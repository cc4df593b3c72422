"""What lab reads of a project: each kind of file with valid examples, and how a check reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lab.comparison.config import Comparison
from lab.errors import LabError, Place, Problems
from lab.language.conditions import parse_condition
from lab.language.dialect import Dialect
from lab.language.logql import is_log_query, logql_error
from lab.language.paths import PathError, parse_path
from lab.language.promql import promql_error
from lab.language.promql_syntax.correction import with_correction
from lab.language.time_scaling.query_durations import duration_spans
from lab.plan.planning import plan
from lab.scenario.reading import read_model
from lab.stack.folders import Folders, ScenarioSource
from lab.stack.model import Base, Component
from lab.why.parser import parse

CHECKOUT = Path(__file__).resolve().parents[2]
FOLDERS = Folders((CHECKOUT,), CHECKOUT)


@dataclass(frozen=True, slots=True)
class Refused:
    """What is said of an input that is not accepted. `placed` is False when a file's problem has no place in it."""

    message: str
    placed: bool = True


@dataclass(frozen=True, slots=True)
class Reader:
    """`read` returns None for what it accepts. `share`: how many of the inputs are for it."""

    name: str
    share: int
    examples: Callable[[], tuple[str, ...]]
    read: Callable[[str], Refused | None]


@dataclass(frozen=True, slots=True)
class _OneFile(ScenarioSource):
    """A scenario with one file, which is not on disk."""

    file: str = ""
    content: str = ""

    def read(self, relative: str) -> str | None:
        return self.content if relative == self.file else ScenarioSource.read(self, relative)


def _placed(error: LabError) -> Refused:
    places: tuple[Place, ...] = ()
    if isinstance(error, Problems):
        places = tuple(problem.place for problem in error.problems)
    return Refused(error.message, bool(places) and all(place.file and place.line > 0 for place in places))


def _of_file(scenario: str, file: str) -> Callable[[str], Refused | None]:
    folder = CHECKOUT / "scenarios" / "fuzz"

    def read(text: str) -> Refused | None:
        try:
            plan(_OneFile("fuzz", folder, "scenarios/fuzz/scenario.yaml", scenario, file, text), FOLDERS)
        except LabError as error:
            return _placed(error)
        return None

    return read


def _scenario(text: str) -> Refused | None:
    """With the files of the scenario that it was."""
    name = next((name for name, title in _titles().items() if title in text), "prom-pull")
    source = ScenarioSource(name, CHECKOUT / "scenarios" / name, f"scenarios/{name}/scenario.yaml", text)
    try:
        plan(source, FOLDERS)
    except LabError as error:
        return _placed(error)
    return None


@cache
def _titles() -> dict[str, str]:
    files = sorted(CHECKOUT.glob("scenarios/*/scenario.yaml"))
    return {file.parent.name: file.read_text(encoding="utf-8").split("\n")[1] for file in files}


def _model(model: type) -> Callable[[str], Refused | None]:
    def read(text: str) -> Refused | None:
        try:
            read_model(text, "file.yaml", model)
        except LabError as error:
            return _placed(error)
        return None

    return read


def _promql(text: str) -> Refused | None:
    list(duration_spans(text))
    try:
        parse(text)
    except LabError as error:
        return Refused(error.message)
    message = promql_error(text)
    return Refused(with_correction(text, message)) if message else None


def _logql(text: str) -> Refused | None:
    is_log_query(text)
    list(duration_spans(text))
    message = logql_error(text)
    return Refused(message) if message else None


def _small_notations(text: str) -> Refused | None:
    accepted = False
    message = ""
    for parse_notation in (parse_path, parse_condition):
        try:
            parse_notation(text)
            accepted = True
        except (PathError, ValueError) as error:
            message = str(error)
    return None if accepted else Refused(message)


def _files(*patterns: str) -> Callable[[], tuple[str, ...]]:
    @cache
    def texts() -> tuple[str, ...]:
        paths = [path for pattern in patterns for path in sorted(CHECKOUT.glob(pattern))]
        return tuple(path.read_text(encoding="utf-8") for path in paths)

    return texts


def _queries() -> tuple[str, ...]:
    return QUERIES


QUERIES = (
    'sum by (job) (rate(http_requests_total{job=~"api.*",code!~"5.."}[5m] offset 1h)) / on(job) group_left(x) b',
    "histogram_quantile(0.9, sum by (le) (rate(x_bucket[5m])))",
    "max_over_time(deriv(rate(d[5m])[30m:1m] @ end())[10m:])",
    "-a ^ 2 + b == bool 1 or c unless d and e",
    'label_replace(x, "a", "$1", "b", "(.*)")',
    '{"http.x", a="\\u00e9"}',
    "x @ 1609746000 offset -5m",
    'x{a=~"\\\\w+(a|b){1,3}[^x]\\\\d{2}"}',
    '{__name__=~"a" or b="c"}',
    "x[5m:30s] offset 1y2w3d4h5m6s7ms",
    "1_000 + .5e-3 + 0x1f + Inf - NaN",
    'count_values("v", topk(5, x) > 1e3)',
)
LOG_QUERIES = (
    '{job="a"} |= "x" |~ `y+` | json | line_format "{{.a}}" | took > 10s',
    'sum by (level) (rate({app=~"a.+"} | logfmt | unwrap bytes(size) [5m])) > 0',
)
_NOTATIONS = (
    "groups[http].rules[Down].for",
    'a."b.c"[3]',
    "== 1",
    "> 0 and <= 0.5",
    "equals the load per 5s within 5%",
)

_TEMPLATES = (
    "groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: rate([[ metric('request count') ]][5m]) > 0\n",
    "groups: [] [# nothing #]\n[% for a in ['x'] %]# [[ a | upper ]][% if a %]: [[ a ~ a ]][% endif %]\n[% endfor %]",
)

_HEAD = "title: t\nwhy: w\n"
_TAIL = "steps: [{name: look}]\n"
_PROMETHEUS = _HEAD + "components: {prometheus: {files: {%s: f.%s}}}\n" + _TAIL
_DASHBOARD = (
    _HEAD + "components: {prometheus: {}, loki: {}, grafana: {files: {dashboards: f.json}}}\n"
    "steps: [{name: look, expect: {panels: {panels: f.json}}}]\n"
)

READERS = (
    Reader("promql", 30, _queries, _promql),
    Reader("logql", 8, lambda: LOG_QUERIES, _logql),
    Reader("notations", 4, lambda: _NOTATIONS, _small_notations),
    Reader("scenario", 12, _files("scenarios/*/scenario.yaml"), _scenario),
    Reader("comparison", 3, _files("scenarios/*/comparison.yaml"), _model(Comparison)),
    Reader("component", 4, _files("s*/*/component.yaml"), _model(Component)),
    Reader("base", 1, _files("stacks/_bases/*/base.yaml"), _model(Base)),
    Reader("dialect", 2, _files("scenarios/dialects/*.yaml"), _model(Dialect)),
    Reader("dashboard", 10, _files("scenarios/**/*.json"), _of_file(_DASHBOARD, "f.json")),
    Reader(
        "rules",
        8,
        _files("scenarios/**/*rules*.yml", "scenarios/**/rules/*.yml"),
        _of_file(_PROMETHEUS % ("rules", "yml"), "f.yml"),
    ),
    Reader("prometheus", 6, _files("scenarios/**/prometheus*.yml"), _of_file(_PROMETHEUS % ("config", "yml"), "f.yml")),
    Reader(
        "alertmanager",
        4,
        _files("scenarios/**/alertmanager*.yml"),
        _of_file(_HEAD + "components: {alertmanager: {files: {config: f.yml}}}\n" + _TAIL, "f.yml"),
    ),
    Reader(
        "collector",
        5,
        _files("scenarios/**/*collector*.y*ml", "scenarios/**/otel*.y*ml"),
        _of_file(_HEAD + "components: {otel-collector: {files: {config: f.yml}}}\n" + _TAIL, "f.yml"),
    ),
    Reader(
        "backfill",
        3,
        _files("scenarios/**/*backfill*.yml", "scenarios/**/history*.yml"),
        _of_file(_PROMETHEUS % ("backfill", "yml"), "f.yml"),
    ),
    Reader(
        "template",
        3,
        lambda: _TEMPLATES,
        _of_file("dialect: prometheus-client\n" + _PROMETHEUS % ("rules", "yml.j2"), "f.yml.j2"),
    ),
)


def usable_readers() -> Iterator[Reader]:
    """Those with examples in this checkout."""
    return (reader for reader in READERS if reader.examples())
