"""Gives mutated inputs to the readers, and counts what they do with them."""

from __future__ import annotations

import contextlib
import io
import random
import resource
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.fuzz.mutating import mutated
from tests.fuzz.readers import Reader, Refused, usable_readers

MAX_SECONDS = 2.0  # of processor time: other work of the machine does not count
MAX_GROWTH_MIB = 256


@dataclass(slots=True)
class Outcome:
    """What became of the inputs so far. `failures`: what is wrong with lab, with the reader and the input."""

    inputs: int = 0
    refused: int = 0
    unplaced: int = 0
    tracebacks: int = 0
    slowest: float = 0.0
    slowest_of: str = ""
    growth_mib: int = 0
    failures: list[str] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        self.inputs += other.inputs
        self.refused += other.refused
        self.unplaced += other.unplaced
        self.tracebacks += other.tracebacks
        if other.slowest > self.slowest:
            self.slowest, self.slowest_of = other.slowest, other.slowest_of
        self.growth_mib = max(self.growth_mib, other.growth_mib)
        self.failures += other.failures


def inputs(seed: int, first: int, count: int) -> Iterator[tuple[Reader, str]]:
    """Input number n of a seed is always the same."""
    readers = tuple(usable_readers())
    shares = [reader.share for reader in readers]
    everything = tuple(text for reader in readers for text in reader.examples())
    for number in range(first, first + count):
        chance = random.Random(f"{seed}-{number}")
        (reader,) = chance.choices(readers, shares)
        others = reader.examples() if chance.random() < 0.7 else everything
        yield reader, mutated(chance.choice(reader.examples()), others, chance)


def run(seed: int, first: int, count: int, seconds: float = float("inf")) -> Outcome:
    """Ends after `count` inputs, or `seconds`."""
    for reader in usable_readers():
        for text in reader.examples()[:2]:
            _read(reader, text)  # loads what is loaded only once
    outcome, before, end = Outcome(), _peak_mib(), time.monotonic() + seconds
    for reader, text in inputs(seed, first, count):
        _try(reader, text, outcome)
        outcome.growth_mib = _peak_mib() - before
        if time.monotonic() > end:
            break
    return outcome


def _try(reader: Reader, text: str, outcome: Outcome) -> None:
    began, grown = time.process_time(), _peak_mib()
    outcome.inputs += 1
    try:
        refused = _read(reader, text)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        outcome.tracebacks += 1
        where = traceback.extract_tb(error.__traceback__)[-1]
        reason = f"{type(error).__name__}: {str(error)[:200]} ({where.filename}:{where.lineno})"
        outcome.failures.append(_failure(reader, text, reason))
        return
    took = time.process_time() - began
    if took > outcome.slowest:
        outcome.slowest, outcome.slowest_of = took, _failure(reader, text, "")
    if took > MAX_SECONDS:
        outcome.failures.append(_failure(reader, text, f"took {took:.1f} s"))
    if _peak_mib() - grown > MAX_GROWTH_MIB:
        outcome.failures.append(_failure(reader, text, f"took {_peak_mib() - grown} MiB"))
    if refused is not None:
        outcome.refused += 1
        if not refused.placed:
            outcome.unplaced += 1
            outcome.failures.append(_failure(reader, text, f"has no place: {refused.message[:200]}"))


def _read(reader: Reader, text: str) -> Refused | None:
    with contextlib.redirect_stdout(io.StringIO()):
        return reader.read(text)


def _failure(reader: Reader, text: str, reason: str) -> str:
    return f"{reader.name}: {reason}: {len(text)} characters: {text[:300]!a}"


def _peak_mib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
