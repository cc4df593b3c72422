"""A panel in the unit of the target: its unit, thresholds and limits instead of its queries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lab.language.json_values import mapping, mappings
from lab.translate.json_text import Path
from lab.translate.query import Translation
from lab.translate.selectors import Context
from lab.translate.units import converted_number
from lab.translate.vocabulary import DURATION


@dataclass(frozen=True, slots=True)
class PanelUnit:
    """`changes`: path in the panel -> the new value as JSON."""

    changes: Mapping[Path, str]
    note: str


def panel_unit(panel: Mapping[str, Any], translations: Sequence[Translation], context: Context) -> PanelUnit | None:
    """What must change so that all queries of a panel can be in the target's unit; None where that cannot be said."""
    multipliers = {translation.multiplier for translation in translations}
    defaults = mapping(mapping(panel.get("fieldConfig")).get("defaults"))
    source, target = context.vocabulary.source.meaning(DURATION), context.vocabulary.target.meaning(DURATION)
    if len(multipliers) != 1 or source is None or target is None or defaults.get("unit") != source.unit:
        return None
    has_more = mappings(mapping(panel.get("fieldConfig")).get("overrides")) or panel.get("transformations")
    if has_more or panel.get("yaxes") or panel.get("alert"):
        return None
    times = 1 / multipliers.pop()
    at: Path = ("fieldConfig", "defaults")
    changes: dict[Path, str] = {(*at, "unit"): f'"{target.unit}"'}
    for path, number in _numbers(defaults):
        changes[(*at, *path)] = converted_number(number, times)
    moved = len(changes) > 1
    note = f"the panel's unit is {target.unit} instead of {source.unit}" + (
        ", its limits are converted" if moved else ""
    )
    return PanelUnit(changes, note)


def _numbers(defaults: Mapping[str, Any]) -> Iterator[tuple[Path, float]]:
    for key in ("min", "max"):
        if isinstance(number := defaults.get(key), int | float) and number:
            yield (key,), number
    steps = mapping(defaults.get("thresholds"))
    if steps.get("mode") == "percentage":
        return
    for index, step in enumerate(steps.get("steps") or ()):
        if isinstance(number := mapping(step).get("value"), int | float) and number:
            yield ("thresholds", "steps", index, "value"), number
