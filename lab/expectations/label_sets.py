"""Label sets by which series of two answers are paired, and what judgements say of those without a partner."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TypeAlias

from lab.expectations.formatting import format_labels
from lab.expectations.results import Mismatch
from lab.language.reasons import MISSING_SERIES
from lab.queries.series import Labels

LabelSet: TypeAlias = tuple[tuple[str, str], ...]  # sorted


def label_set(labels: Labels, ignoring: Sequence[str] = ()) -> LabelSet:
    return tuple(sorted((name, value) for name, value in labels.items() if name not in ignoring))


def format_label_set(labels: LabelSet) -> str:
    return format_labels(dict(labels)) if labels else "the series without labels"


def only_in(which: str, side: Collection[LabelSet], other: Collection[LabelSet], place: str = "") -> list[Mismatch]:
    """One for each label set without a partner. `which` names the side, `place` comes before the text."""
    return [
        Mismatch(MISSING_SERIES, f"{place}only {which} has {format_label_set(labels)}")
        for labels in side
        if labels not in other
    ]
