"""Converts samples to backfill from the series notation of promtool's unit tests to OpenMetrics text.

    interval: 1m
    input_series:
      - series: node_filesystem_free_bytes{mountpoint="/data"}
        values: 3600x2 3600-10x57      # the last value is one interval old

Timestamps are negative, in seconds relative to the start: the component adds its start time to each of them before it
runs `promtool tsdb create-blocks-from openmetrics`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lab.errors import Problem, Problems
from lab.language.promql import promql_error
from lab.language.strict_yaml import Document, Path, read
from lab.language.time_scaling.durations import seconds_of

_MAX_SAMPLES = 100_000  # of one file, so that a lab still starts within seconds
_NUMBER = r"[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?"
_RUN = re.compile(rf"(?P<start>{_NUMBER})(?P<step>[-+]\d+(?:\.\d+)?(?:e[-+]?\d+)?)?x(?P<times>\d+)")
_SINGLE = re.compile(_NUMBER)
_QUOTED_OR_SPACE = re.compile(r'("(?:\\.|[^"\\])*")|\s+')
_SERIES = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*(\{.*\})?", re.DOTALL)


def openmetrics_of(text: str, file: str) -> str:
    """The OpenMetrics text of a backfill file. Raises `Problems`."""
    document = read(text, file)
    data = document.data if isinstance(document.data, dict) else {}
    interval = seconds_of(data.get("interval", "1m"))
    if not interval:
        raise _problem(document, ("interval",), f"{data['interval']!r} is not a duration; write for example 1m")
    entries = data.get("input_series")
    if not isinstance(entries, list) or not entries:
        raise _problem(
            document, ("input_series",), "'input_series' must list the series, as in a unit test of promtool"
        )
    lines: dict[str, list[str]] = {}  # by metric name: in OpenMetrics, the samples of a metric are contiguous
    for index, entry in enumerate(entries):
        series, values = _series_values(document, ("input_series", index), entry)
        metric = series.partition("{")[0]
        for offset, value in zip(range(-len(values), 0), values, strict=True):
            if value is not None:
                lines.setdefault(metric, []).append(f"{series} {value:.17g} {offset * interval:.10g}")
    if sum(map(len, lines.values())) > _MAX_SAMPLES:
        raise _problem(document, ("input_series",), f"more than {_MAX_SAMPLES} samples; use a longer interval")
    return "".join(f"{line}\n" for metric in lines.values() for line in metric) + "# EOF\n"


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
        return series, list(_values(str(entry["values"])))
    except ValueError as error:
        raise _problem(document, (*path, "values"), str(error)) from None


def _values(notation: str) -> Iterator[float | None]:
    """`1+2x3` is 1 3 5 7, `4x2` is 4 4 4, `_` and `_x3` are gaps."""
    for term in notation.split():
        if term == "_" or re.fullmatch(r"_x\d+", term):
            yield from [None] * (_repetitions(term[2:]) if len(term) > 1 else 1)
        elif run := _RUN.fullmatch(term):
            step = float(run["step"] or 0)
            yield from (float(run["start"]) + step * n for n in range(_repetitions(run["times"]) + 1))
        elif _SINGLE.fullmatch(term):
            yield float(term)
        else:
            raise ValueError(f"{term!r} is not a value; write for example 100, 100+10x60 or _x3")


def _repetitions(digits: str) -> int:
    # Checked before the samples are made, so that a typo cannot exhaust the memory.
    if len(digits) > len(str(_MAX_SAMPLES)) or int(digits) > _MAX_SAMPLES:
        raise ValueError(f"x{digits} makes more than {_MAX_SAMPLES} samples; use a longer interval")
    return int(digits)


def _problem(document: Document, path: Path, message: str) -> Problems:
    return Problems((Problem(document.place(path), message),))
