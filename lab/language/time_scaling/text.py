"""Replaces every duration of a YAML file by the one for a lab, and reports durations without a mapping.

`values` and `query_durations` find the durations; nothing else in the text changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from yaml.nodes import Node

from lab.errors import Place, Problem
from lab.language.counting import count
from lab.language.patch.text import Change
from lab.language.quantities import format_duration
from lab.language.strict_yaml import compose
from lab.language.time_scaling.durations import milliseconds_of
from lab.language.time_scaling.query_durations import Duration, DurationSpan, duration_spans
from lab.language.time_scaling.scalars import positions
from lab.language.time_scaling.values import timed_values


@dataclass(frozen=True, slots=True)
class ScaledText:
    """The text with lab durations; `unmapped` are problems of the file, `unused` messages about unused mappings."""

    text: str
    changes: tuple[Change, ...]
    unmapped: tuple[Problem, ...]
    unused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Occurrence:
    """A span of the file with its durations, and its path in the document."""

    path: str
    span: DurationSpan


def scale_text(text: str, file: str, times: Mapping[str, str]) -> ScaledText:
    """`times`: production duration -> lab duration. `file` is the path in messages. Raises `Problems` if not YAML."""
    text = text.removeprefix("\ufeff")  # the parser counts positions without it
    root = compose(text, file)
    occurrences = _occurrences(text, root) if root is not None else []
    durations = [duration for occurrence in occurrences for duration in occurrence.span.durations]
    texts: dict[int, list[str]] = {}  # milliseconds -> how the duration is written, at each place
    starts: dict[int, int] = {}
    for duration in durations:
        texts.setdefault(duration.milliseconds, []).append(text[duration.start : duration.end])
        starts.setdefault(duration.milliseconds, duration.start)
    lab = {milliseconds_of(production): short for production, short in times.items()}
    unmapped = (
        Problem(_place(text, file, starts[milliseconds]), _unmapped_message(written, milliseconds))
        for milliseconds, written in texts.items()
        if milliseconds not in lab
    )
    in_file = ", ".join(texts[milliseconds][0] for milliseconds in sorted(texts)) or "none"
    unused = (
        f"'times' maps {production}, which does not occur; remove it (durations in the file: {in_file})"
        for production in times
        if milliseconds_of(production) not in texts
    )
    # A duration that keeps its length keeps its notation.
    changing = {length: short for length, short in lab.items() if milliseconds_of(short) != length}
    changes = (change for occurrence in occurrences if (change := _change(text, occurrence, changing)))
    return ScaledText(
        text=_with_lab_durations(text, DurationSpan(0, len(text), tuple(durations)), changing),
        changes=tuple(dict.fromkeys(changes)),
        unmapped=tuple(unmapped),
        unused=tuple(unused),
    )


def durations_in(text: str, file: str) -> tuple[tuple[int, str], ...]:
    """The durations of a file, each length once: in milliseconds, and as it is written first. Raises `Problems` if not
    YAML."""
    text = text.removeprefix("\ufeff")
    root = compose(text, file)
    found: dict[int, str] = {}
    for occurrence in _occurrences(text, root) if root is not None else ():
        for duration in occurrence.span.durations:
            found.setdefault(duration.milliseconds, text[duration.start : duration.end])
    return tuple(sorted(found.items()))


def _occurrences(text: str, root: Node) -> list[_Occurrence]:
    occurrences = []
    for value in timed_values(root):
        content = value.node.value
        for span in duration_spans(content) if value.use == "query" else _single_duration(content):
            in_file = positions(text, value.node)
            # A duration of zero needs no mapping.
            durations = tuple(
                replace(duration, start=in_file[duration.start][0], end=in_file[duration.end - 1][1])
                for duration in span.durations
                if duration.milliseconds
            )
            start, end = in_file[span.start][0], in_file[span.end - 1][1]
            occurrences.append(_Occurrence(value.path, DurationSpan(start, end, durations)))
    # An alias may come before the text it stands for.
    return sorted(occurrences, key=lambda occurrence: occurrence.span.start)


def _single_duration(value: str) -> Iterator[DurationSpan]:
    """A value that is a duration and nothing else."""
    start = len(value) - len(value.lstrip(" \t\n+-"))
    end = len(value.rstrip())
    milliseconds = milliseconds_of(value[start:end])
    if milliseconds is not None:
        yield DurationSpan(start, end, (Duration(start, end, milliseconds),))


def _change(text: str, occurrence: _Occurrence, changing: Mapping[int | None, str]) -> Change | None:
    before = text[occurrence.span.start : occurrence.span.end]
    after = _with_lab_durations(text, occurrence.span, changing)
    # An expression may be folded in the middle of a range: reports show it on one line.
    return Change(occurrence.path, " ".join(before.split()), " ".join(after.split())) if after != before else None


def _with_lab_durations(text: str, span: DurationSpan, changing: Mapping[int | None, str]) -> str:
    """The text of the span with its durations replaced."""
    parts, position = [], span.start
    for duration in span.durations:
        if duration.milliseconds in changing:
            parts += [text[position : duration.start], changing[duration.milliseconds]]
            position = duration.end
    return "".join((*parts, text[position : span.end]))


def _place(text: str, file: str, position: int) -> Place:
    return Place(file, text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position))


def _unmapped_message(written: list[str], milliseconds: int) -> str:
    """`written`: how the duration is written at each of its places."""
    # [300] and 1.5s may occur in a file, but the keys of 'times' are in Prometheus' own notation.
    key = written[0] if written[0].isalnum() and not written[0].isdecimal() else format_duration(milliseconds / 1000)
    # A hundredth, but at least a second: short enough to wait for, long enough to tell apart from its neighbours.
    short = max(1, round(milliseconds / 100_000))
    example = f"{key}: {format_duration(short)}, or " if short * 1000 < milliseconds else ""
    others = len(written) - 1
    also = f" (also in {count(others, 'other place')})" if others else ""
    return f"the duration {written[0]} is not in 'times'{also}; add for example {example}{key}: {key} to keep it"
