"""Samples of the past: from promtool's notation for series to OpenMetrics whose times count back from the start.

    interval: 1m
    input_series:
      - series: node_filesystem_free_bytes{mountpoint="/data"}
        values: 3600x2 3600-10x57      # as in a unit test of rules; the last value is one interval old

Whoever starts the backend adds the time of the start to each; `promtool tsdb create-blocks-from openmetrics` takes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lab.errors import Problem, Problems
from lab.language.promql import promql_error
from lab.language.strict_yaml import Document, read
from lab.language.time_scaling.durations import seconds_of

_MOST = 100_000  # samples of one file; a lab begins within seconds
_NUMBER = r"[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?"
_RUN = re.compile(rf"(?P<start>{_NUMBER})(?P<step>[-+]\d+(?:\.\d+)?(?:e[-+]?\d+)?)?x(?P<times>\d+)")
_ONE = re.compile(_NUMBER)
_QUOTED_OR_SPACE = re.compile(r'("(?:\\.|[^"\\])*")|\s+')
_SERIES = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*(\{.*\})?", re.DOTALL)


def samples_of_the_past(text: str, file: str) -> str:
    """Raises Problems with everything that is wrong in the file."""
    document = read(text, file)
    data = document.data if isinstance(document.data, dict) else {}
    interval = seconds_of(data.get("interval", "1m"))
    if not interval:
        raise _wrong(document, ("interval",), f"{data['interval']!r} is not a duration; write for instance 1m")
    listed = data.get("input_series")
    if not isinstance(listed, list) or not listed:
        raise _wrong(document, ("input_series",), "list the series under 'input_series', as in a unit test of rules")
    lines: dict[str, list[str]] = {}
    for index, entry in enumerate(listed):
        path = ("input_series", index)
        series, values = _entry(document, path, entry)
        for offset, value in zip(range(-len(values), 0), values, strict=True):
            if value is not None:
                sample = f"{series} {value:.17g} {offset * interval:.10g}"
                lines.setdefault(series.partition("{")[0], []).append(sample)
    if sum(map(len, lines.values())) > _MOST:
        raise _wrong(document, ("input_series",), f"more than {_MOST} samples; use a longer interval")
    # The samples of one metric stand together, or they are no OpenMetrics.
    return "".join(f"{line}\n" for metric in lines.values() for line in metric) + "# EOF\n"


def _entry(document: Document, path: tuple[str | int, ...], entry: Any) -> tuple[str, list[float | None]]:
    if not isinstance(entry, dict) or set(entry) != {"series", "values"}:
        raise _wrong(document, path, "a series of the past has 'series' and 'values'")
    series = str(entry["series"])
    if not _SERIES.fullmatch(series) or promql_error(series):
        raise _wrong(document, (*path, "series"), f'{series!r} is not a series; write for instance up{{job="api"}}')
    # People put spaces between the labels, OpenMetrics has none.
    series = _QUOTED_OR_SPACE.sub(lambda found: found[1] or "", series)
    try:
        return series, list(_values(str(entry["values"])))
    except ValueError as error:
        raise _wrong(document, (*path, "values"), str(error)) from None


def _values(notation: str) -> Iterator[float | None]:
    """`1+2x3` is 1 3 5 7, `4x2` is 4 4 4, `_` and `_x3` are no sample."""
    for word in notation.split():
        if word == "_" or re.fullmatch(r"_x\d+", word):
            yield from [None] * (_times(word[2:]) if len(word) > 1 else 1)
        elif found := _RUN.fullmatch(word):
            step = float(found["step"] or 0)
            yield from (float(found["start"]) + step * n for n in range(_times(found["times"]) + 1))
        elif _ONE.fullmatch(word):
            yield float(word)
        else:
            raise ValueError(f"{word!r} is no value; write for instance 100, 100+10x60 or _x3")


def _times(digits: str) -> int:
    # Before they are made: a slip of the key must not take all memory.
    if len(digits) > len(str(_MOST)) or int(digits) > _MOST:
        raise ValueError(f"x{digits} makes more than {_MOST} samples; use a longer interval")
    return int(digits)


def _wrong(document: Document, path: tuple[str | int, ...], message: str) -> Problems:
    return Problems((Problem(document.place(path), message),))
