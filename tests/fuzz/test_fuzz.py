"""Seconds of mutated inputs: none may end lab, take long, fill memory or be refused without a place."""

from __future__ import annotations

import pytest

from tests.fuzz.readers import READERS, usable_readers
from tests.fuzz.running import MAX_GROWTH_MIB, run

QUICK_S, LONG_S = 2.5, 60


def test_every_reader_has_examples_and_accepts_some() -> None:
    assert tuple(usable_readers()) == READERS
    for reader in READERS:
        assert any(reader.read(text) is None for text in reader.examples()), reader.name


def test_mutated_inputs() -> None:
    outcome = run(seed=1, first=0, count=100_000, seconds=QUICK_S)
    assert outcome.failures == []
    assert outcome.refused > 0


@pytest.mark.slow
def test_mutated_inputs_for_a_minute() -> None:
    outcome = run(seed=2, first=0, count=1_000_000, seconds=LONG_S)
    assert outcome.failures == []
    assert outcome.growth_mib < MAX_GROWTH_MIB
