"""Converts samples to backfill from the series notation of promtool's unit tests to OpenMetrics text.

    interval: 1m
    input_series:
      - series: node_filesystem_free_bytes{mountpoint="/data"}
        values: 3600x2 3600-10x57      # the last value is one interval old

A file of unit tests is read as well: its only test, or the one named after a '#': `tests.yml#disk full`, `tests.yml#2`.

Timestamps are negative, in seconds relative to the start: the component adds its start time to each of them before it
runs `promtool tsdb create-blocks-from openmetrics`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from lab.configs.yaml_file import read_config
from lab.errors import Problem, Problems
from lab.language.json_values import mapping
from lab.language.promql import promql_error
from lab.language.strict_yaml import Document, Path
from lab.language.suggestions import did_you_mean
from lab.language.time_scaling.durations import seconds_of

_MAX_SAMPLES = 100_000  # of one file, so that a lab still starts within seconds
_DIGITS = r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
_RUN = re.compile(rf"(?P<start>[-+]?{_DIGITS})(?P<step>[-+]{_DIGITS})?x(?P<times>\d+)")
_SINGLE = re.compile(rf"[-+]?(?:{_DIGITS}|[Ii]nf|[Nn]a[Nn])")
_QUOTED_OR_SPACE = re.compile(r'("(?:\\.|[^"\\])*")|\s+')
_SERIES = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*(\{.*\})?", re.DOTALL)


def split_test_name(given: str) -> tuple[str, str]:
    """The file and the name of its test: `tests.yml#disk full`. The name is empty when none is given."""
    file, _, test = given.partition("#")
    return file, test.strip()


def openmetrics_of(text: str, file: str, test: str = "") -> str:
    """The OpenMetrics text of a backfill file, or of one test in a file of unit tests. Raises `Problems`."""
    document = read_config(text, file)
    root, data = _chosen(document, test)
    # promtool takes the evaluation interval of the file for a test without an interval of its own.
    written = data.get("interval") or mapping(document.data).get("evaluation_interval") or "1m"
    interval = seconds_of(written)
    if not interval:
        raise _problem(document, (*root, "interval"), f"{written!r} is not a duration; write for example 1m")
    entries = data.get("input_series")
    if not isinstance(entries, list) or not entries:
        raise _problem(
            document, (*root, "input_series"), "'input_series' must list the series, as in a unit test of promtool"
        )
    lines: dict[str, list[str]] = {}  # by metric name: in OpenMetrics, the samples of a metric are contiguous
    samples = 0
    for index, entry in enumerate(entries):
        series, values = _series_values(document, (*root, "input_series", index), entry)
        samples += len(values)
        if samples > _MAX_SAMPLES:
            place = (*root, "input_series", index)
            raise _problem(document, place, f"more than {_MAX_SAMPLES} samples; use a longer interval")
        metric = series.partition("{")[0]
        for offset, value in zip(range(-len(values), 0), values, strict=True):
            if value is not None:
                lines.setdefault(metric, []).append(f"{series} {_number(value)} {offset * interval:.10g}")
    return "".join(f"{line}\n" for metric in lines.values() for line in metric) + "# EOF\n"


def _chosen(document: Document, test: str) -> tuple[Path, dict[str, Any]]:
    """What has the series: the file itself, or one of its unit tests."""
    data = mapping(document.data)
    tests = data.get("tests")
    if not isinstance(tests, list):
        if test:
            raise _problem(document, (), f"this file has no unit tests ('tests'), so none is called {test!r}")
        return (), data
    names = [str(mapping(entry).get("name") or "") for entry in tests]
    if test:
        index = names.index(test) if test in names else int(test) - 1 if test.isdecimal() else -1
        if not 0 <= index < len(tests):
            known = [name for name in names if name] or [str(number + 1) for number in range(len(tests))]
            raise _problem(document, ("tests",), f"there is no test {test!r} in this file{did_you_mean(test, known)}")
    elif len(tests) == 1:
        index = 0
    else:
        example = next((name for name in names if name), "1")
        message = f"this file has {len(tests)} unit tests; name one of them after the file, for example '#{example}'"
        raise _problem(document, ("tests",), message)
    return ("tests", index), mapping(tests[index])


def _series_values(document: Document, path: Path, entry: Any) -> tuple[str, list[float | None]]:
    """A series in OpenMetrics notation and its values in order; None where there is no sample."""
    if not isinstance(entry, dict) or set(entry) != {"series", "values"}:
        raise _problem(document, path, "each entry needs exactly 'series' and 'values'")
    series = str(entry["series"])
    if not _SERIES.fullmatch(series) or promql_error(series):
        raise _problem(document, (*path, "series"), f'{series!r} is not a series; write for example up{{job="api"}}')
    # OpenMetrics allows no spaces between labels.
    series = _QUOTED_OR_SPACE.sub(lambda match: match[1] or "", series)
    try:
        return series, list(islice(_values(str(entry["values"])), _MAX_SAMPLES + 1))
    except ValueError as error:
        raise _problem(document, (*path, "values"), str(error)) from None


def _values(notation: str) -> Iterator[float | None]:
    """`1+2x3` is 1 3 5 7, `4x2` is 4 4 4, `_` and `_x3` are gaps, as is `stale`."""
    if "{{" in notation:
        raise ValueError("native histograms cannot be backfilled: OpenMetrics text has none; leave this series out")
    for term in notation.split():
        if term == "stale":
            yield None  # the series ends, or has a gap: a block has no staleness markers
        elif term == "_" or re.fullmatch(r"_x\d+", term):
            yield from [None] * (_repetitions(term[2:]) if len(term) > 1 else 1)
        elif run := _RUN.fullmatch(term):
            step = float(run["step"] or 0)
            yield from (float(run["start"]) + step * n for n in range(_repetitions(run["times"]) + 1))
        elif _SINGLE.fullmatch(term):
            yield float(term)
        else:
            raise ValueError(f"{term!r} is not a value; write for example 100, 100+10x60 or _x3")


def _number(value: float) -> str:
    """As OpenMetrics writes it: infinities with their sign, NaN in its own case."""
    if math.isnan(value):
        return "NaN"
    return f"{value:.17g}" if math.isfinite(value) else f"{'+' if value > 0 else '-'}Inf"


def _repetitions(digits: str) -> int:
    # Checked before the samples are made, so that a typo cannot exhaust the memory.
    if len(digits) > len(str(_MAX_SAMPLES)) or int(digits) > _MAX_SAMPLES:
        raise ValueError(f"x{digits} makes more than {_MAX_SAMPLES} samples; use a longer interval")
    return int(digits)


def _problem(document: Document, path: Path, message: str) -> Problems:
    return Problems((Problem(document.place(path), message),))
