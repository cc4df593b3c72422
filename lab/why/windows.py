"""Why a function of a window makes nothing: too few samples in it, or the newest one is older than it reaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from lab.language.quantities import spell_duration
from lab.why.answers import NEED_TWO, Sample
from lab.why.expression import Window, with_instead
from lab.why.finding import Finding, Inquiry, Kind
from lab.why.inventory import Series
from lab.why.selecting import ago, stopped, why_nothing

SCRAPES = 4  # in a window, so that one that fails does not matter
_PROBE_S = 300.0


def why_none_in(window: Window, inquiry: Inquiry, function: str = "") -> tuple[Finding, ...]:
    """`function` is the one that the window is given to; empty when the window itself finds no sample."""
    found = [each for _, each in inquiry.held.found(window.of)]
    alive = [each for each in found if each.there]
    if not found or not alive or window.of.shift.at or window.of.shift.offset > 0:
        return why_nothing(window.of, inquiry)
    inside = inquiry.answer(window).samples
    interval = _interval(window, alive, inquiry)
    newest = max((each.last for each in alive if each.last is not None), default=None)
    age = inquiry.held.asked - newest if newest is not None else 0.0
    if age > window.seconds and (not interval or age > 2 * interval):
        return (_too_old(window, alive, age, inquiry),)
    return (_too_short(window, inside, interval, function, inquiry),)


def _too_old(window: Window, alive: Sequence[Series], age: float, inquiry: Inquiry) -> Finding:
    held, of = inquiry.held, window.of.bare()
    words = f"[{spell_duration(window.seconds)}] does not reach back to the last sample of {of}, {ago(age)} ago"
    lookback = spell_duration(held.lookback)
    details = [f"an instant query still finds it, for {lookback} after its last sample (the lookback)"]
    if held.target_of(alive[0]) is None:
        job = alive[0].labels.get("job", "")
        details.append(f"nothing scrapes {f'job {job}' if job else 'it'}: it is pushed, and what sends it has stopped")
    return Finding(Kind.LOOKBACK, words, (*details, *stopped(held)))


def _too_short(window: Window, inside: Sequence[Sample], interval: float, function: str, inquiry: Inquiry) -> Finding:
    most = max((len(each.times) for each in inside), default=0)
    if most >= 2:
        words = f"{function} makes nothing of {len(inside)} series with up to {most} samples each"
        return Finding(Kind.FUNCTION, words)
    samples = "one sample" if most else "no sample"
    words = f"[{spell_duration(window.seconds)}] holds {samples} of {window.of.bare()}"
    if function in NEED_TWO:
        words += f", and {function} needs two"
    details = [f"a sample comes every {spell_duration(interval)}"] if interval else []
    if not interval or window.seconds >= SCRAPES * interval:
        details.append("the series has only begun: ask again when there are more samples")
        return Finding(Kind.SHORT_RANGE, words, tuple(details))
    wider = replace(window, seconds=SCRAPES * interval)
    details.append(f"take at least [{spell_duration(wider.seconds)}], so that one that is missed does not matter")
    return Finding(Kind.SHORT_RANGE, words, tuple(details), with_instead(inquiry.whole, window, wider))


def _interval(window: Window, alive: Sequence[Series], inquiry: Inquiry) -> float:
    """Seconds between two samples: the target's, or what is seen of pushed ones; 0 when nothing tells it."""
    targets = [target for each in alive if (target := inquiry.held.target_of(each))]
    if targets:
        return max(target.interval for target in targets)
    if inquiry.evaluate is None:
        return 0.0
    gaps: list[float] = []
    for each in inquiry.answer(replace(window, seconds=max(window.seconds * 4, _PROBE_S))).samples:
        gaps += [later - earlier for earlier, later in zip(each.times, each.times[1:], strict=False)]
    return round(median(gaps), 1) if gaps else 0.0
