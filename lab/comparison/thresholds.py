"""Demands on a comparison, for CI: `freshness.p95 > 3s` says what must not be. Here they are read; see `demanded`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

from lab.comparison.hypotheses import measure_and_part
from lab.comparison.measures import MEASURES
from lab.errors import UsageError
from lab.language.suggestions import did_you_mean

Sign: TypeAlias = Literal[">", ">=", "<", "<="]

_ALIASES = {"loss": "lost", "dead.loss": "dead.lost", "cut.loss": "cut.lost", "restart.loss": "restart.lost"}
_WORDS = r"(?:[^<>=!\[\]]|\[[^\[\]]*\])+"  # in brackets may stand 'link: from -> to'
_DEMAND = re.compile(rf"(?P<left>{_WORDS}?)\s*(?P<sign>>=|<=|>|<)\s*(?P<right>{_WORDS})")
_NUMBER = r"\d+(?:\.\d+)?"
_PLAIN = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<unit>[A-Za-zµ%/]*)")
_TIMES = re.compile(rf"(?P<factor>{_NUMBER})\s*\*\s*(?P<of>.+)|(?P<of_too>.+?)\s*\*\s*(?P<factor_too>{_NUMBER})")
_SIDE = (re.compile(r"([^:]+?)\s*:\s*(.+)"), re.compile(r"(\S+)\s+(.+)"), re.compile(r"([^.]+)\.(.+)"))

# How a person may spell a number of each unit, and what that is in the unit. Without one, a number would be a guess
# where several are usual.
_SPELLED: Mapping[str, Mapping[str, float]] = {
    "s": {"ms": 1e-3, "s": 1.0, "m": 60.0},
    "us": {"": 1.0, "us": 1.0, "µs": 1.0, "ms": 1e3},
    "ms/s": {"": 1.0, "ms/s": 1.0, "%": 10.0},
    "bytes": {"B": 1.0, "KiB": 1024.0, "MiB": 1024.0**2, "GiB": 1024.0**3},
    "bytes/s": {"B/s": 1.0, "KiB/s": 1024.0, "MiB/s": 1024.0**2, "B": 1.0, "KiB": 1024.0, "MiB": 1024.0**2},
    "1/s": {"": 1.0, "/s": 1.0},
    "count": {"": 1.0},
    "share": {"": 1.0, "%": 0.01},
}
_EXAMPLES = {"s": "3s or 300ms", "bytes": "200MiB", "bytes/s": "20KiB/s"}


@dataclass(frozen=True, slots=True)
class Selected:
    """A measure, of one side or (`side` empty) of any, of a part or (`of` empty) in total."""

    measure: str
    side: str = ""
    of: str = ""

    def __str__(self) -> str:
        part = f"[{self.of}]" if self.of else ""
        return f"{self.side}: {self.measure}{part}" if self.side else f"{self.measure}{part}"


@dataclass(frozen=True, slots=True)
class Limit:
    """A number in the measure's unit, or with `times` that many times another value."""

    number: float
    times: Selected | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """What must not be: `what` on the `sign` side of `limit`. `text` as it was given."""

    text: str
    what: Selected
    sign: Sign
    limit: Limit


def parse_demand(text: str) -> Demand:
    """Raises UsageError, saying what was not understood and what was probably meant."""
    found = _DEMAND.fullmatch(text.strip())
    if found is None:
        raise UsageError(
            f"{text!r} is not a demand",
            remedy="write what must not be, for instance 'freshness.p95 > 3s', 'loss > 0' or 'push: cpu.loaded > 20'",
        )
    what = _selected(found["left"].strip(), text)
    return Demand(text.strip(), what, cast("Sign", found["sign"]), _limit(found["right"].strip(), what, text))


def _selected(words: str, text: str) -> Selected:
    name, of = measure_and_part(words)
    if (known := _known(name)) is not None:
        return Selected(known, "", of)
    candidates = [cut.groups() for pattern in _SIDE if (cut := pattern.fullmatch(name))]
    for side, measure in candidates:
        if (known := _known(measure)) is not None:
            return Selected(known, side, of)
    # A side given with a colon or a space is told apart from a misspelt measure; one given with a dot is not.
    meant = candidates[0][1] if candidates and re.search(r"[:\s]", name) else name
    raise UsageError(f"{text!r}: no measure is called {meant!r}{did_you_mean(meant, (*MEASURES, *_ALIASES))}")


def _known(name: str) -> str | None:
    name = _ALIASES.get(name, name)
    return name if name in MEASURES else None


def _limit(words: str, what: Selected, text: str) -> Limit:
    unit = MEASURES[what.measure].unit
    if (plain := _PLAIN.fullmatch(words)) is not None:
        return Limit(_in_unit(float(plain["number"]), plain["unit"], what.measure, text))
    factor, other = 1.0, words
    if (product := _TIMES.fullmatch(words)) is not None:
        factor = float(product["factor"] or product["factor_too"])
        other = (product["of"] or product["of_too"]).strip()
    times = _selected(other, text)
    if MEASURES[times.measure].unit != unit:
        raise UsageError(
            f"{text!r}: {what.measure} is in {unit}, {times.measure} in {MEASURES[times.measure].unit}",
            remedy="compare measures of the same unit",
        )
    if not times.side:
        raise UsageError(
            f"{text!r}: whose {times.measure}?", remedy=f"name the side, for instance 'pull: {times.measure}'"
        )
    return Limit(factor, times)


def _in_unit(number: float, unit: str, measure: str, text: str) -> float:
    spelled = _SPELLED[MEASURES[measure].unit]
    if unit in spelled:
        return number * spelled[unit]
    if number == 0 and not unit:
        return 0.0
    usual = _EXAMPLES.get(MEASURES[measure].unit)
    said = f"{unit!r} is no unit of {measure}" if unit else f"{measure} is in {MEASURES[measure].unit}"
    units = ", ".join(spelled_unit for spelled_unit in spelled if spelled_unit)
    remedy = (
        f"write for instance {usual}" if usual else f"write a number{f', or one in {units}' if units else ' alone'}"
    )
    raise UsageError(f"{text!r}: {said}", remedy=remedy)
