"""Maps every duration of a YAML file to what a lab uses instead, and tells which ones it was not told about.

Where durations stand is for `timed_values` and `query_durations`; here only their own characters change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from yaml.nodes import Node

from lab.errors import Place, Problem
from lab.language.counting import count
from lab.language.patch.text import Change
from lab.language.quantities import spell_duration
from lab.language.strict_yaml import compose
from lab.language.time_scaling.durations import milliseconds_of
from lab.language.time_scaling.query_durations import Duration, Stretch, stretches
from lab.language.time_scaling.scalars import positions
from lab.language.time_scaling.values import timed_values


@dataclass(frozen=True, slots=True)
class Rescaled:
    """`unmapped` are problems of the file; `unused` is what to say of entries that nothing in the file stands for."""

    text: str
    changes: tuple[Change, ...]
    unmapped: tuple[Problem, ...]
    unused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Spot:
    """A stretch of the file with its durations, and where in the document it is."""

    path: str
    stretch: Stretch


def rescaled_text(text: str, file: str, times: Mapping[str, str]) -> Rescaled:
    """`file` is how problems call it. Raises `Problems` for a text that is not YAML."""
    text = text.removeprefix("\ufeff")  # marks are counted without it
    root = compose(text, file)
    spots = tuple(_spots(text, root)) if root is not None else ()
    met: dict[int, list[str]] = {}  # worth -> how it is written, place by place
    starts: dict[int, int] = {}
    for duration in (duration for spot in spots for duration in spot.stretch.durations):
        met.setdefault(duration.milliseconds, []).append(text[duration.start : duration.end])
        starts.setdefault(duration.milliseconds, duration.start)
    lab = {milliseconds_of(production): short for production, short in times.items()}
    unmapped = (
        Problem(_place(text, file, starts[worth]), _not_mapped(written, worth))
        for worth, written in met.items()
        if worth not in lab
    )
    occurs = ", ".join(met[worth][0] for worth in sorted(met)) or "none"
    unused = (
        f"'times' maps {production}, which does not occur; take it out (durations that occur: {occurs})"
        for production in times
        if milliseconds_of(production) not in met
    )
    # What keeps its worth keeps its spelling.
    moving = {worth: short for worth, short in lab.items() if milliseconds_of(short) != worth}
    changes = (change for spot in spots if (change := _change(text, spot, moving)))
    everywhere = (duration for spot in spots for duration in spot.stretch.durations)
    return Rescaled(
        text=_respelled(text, Stretch(0, len(text), tuple(everywhere)), moving),
        changes=tuple(dict.fromkeys(changes)),
        unmapped=tuple(unmapped),
        unused=tuple(unused),
    )


def _spots(text: str, root: Node) -> Iterator[_Spot]:
    found = []
    for value in timed_values(root):
        words = value.node.value
        for stretch in stretches(words) if value.use == "query" else _alone(words):
            at = positions(text, value.node)
            # What takes no time needs no mapping.
            timed = tuple(
                replace(duration, start=at[duration.start][0], end=at[duration.end - 1][1])
                for duration in stretch.durations
                if duration.milliseconds
            )
            found.append(_Spot(value.path, Stretch(at[stretch.start][0], at[stretch.end - 1][1], timed)))
    # An alias may be met before the text it stands for would have been.
    return iter(sorted(found, key=lambda spot: spot.stretch.start))


def _alone(words: str) -> tuple[Stretch, ...]:
    """A value that is a duration and nothing else."""
    start = len(words) - len(words.lstrip(" \t\n+-"))
    end = len(words.rstrip())
    worth = milliseconds_of(words[start:end])
    return () if worth is None else (Stretch(start, end, (Duration(start, end, worth),)),)


def _change(text: str, spot: _Spot, moving: Mapping[int | None, str]) -> Change | None:
    before = text[spot.stretch.start : spot.stretch.end]
    after = _respelled(text, spot.stretch, moving)
    # An expression may be folded in the middle of a range: a report has one line for it.
    return Change(spot.path, " ".join(before.split()), " ".join(after.split())) if after != before else None


def _respelled(text: str, stretch: Stretch, moving: Mapping[int | None, str]) -> str:
    words, at = [], stretch.start
    for duration in stretch.durations:
        if duration.milliseconds in moving:
            words += [text[at : duration.start], moving[duration.milliseconds]]
            at = duration.end
    return "".join((*words, text[at : stretch.end]))


def _place(text: str, file: str, position: int) -> Place:
    return Place(file, text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position))


def _not_mapped(written: list[str], worth: int) -> str:
    # [300] and 1.5s may stand in a file, but a mapping speaks Prometheus' own way.
    key = written[0] if written[0].isalnum() and not written[0].isdecimal() else spell_duration(worth / 1000)
    # A hundredth, but no less than a second: what most labs can tell apart and wait for.
    short = max(1, round(worth / 100_000))
    instance = f"for instance {key}: {spell_duration(short)}, or " if short * 1000 < worth else ""
    more = len(written) - 1
    also = f" (here and in {count(more, 'more place')})" if more else ""
    return f"the duration {written[0]} is not in 'times'{also}; say {instance}{key}: {key} to keep it"
