"""A comparison now against the same one before: each side with itself, to see what a new version has changed.

Only what was measured under the same load and intervals and on the same system can be held together; anything else is
undecided, in words. Changed images and a changed pace of the machine are said, since they are what one looks for, and
what it may be mistaken for.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping

from lab.comparison.model import Comparison
from lab.comparison.record import ComparisonRecord, SideRecord
from lab.comparison.stats.summary_stats import spread_of
from lab.comparison.tables import table_of
from lab.comparison.verdicts import Couple, counted, doubts_about, judged, unsteady
from lab.errors import Problems
from lab.language.strict_yaml import read
from lab.record.run_record import Versions

BEFORE, NOW = "before", "now"
_PACE = 0.10
_DECISIVE = ("load", "steady", "faults", "sizes")  # keys of a comparison file


def against(now: ComparisonRecord, before: ComparisonRecord) -> Comparison:
    """The pairs are called before and now; `about` says which side it is."""
    named = {side.name: side for side in before.sides}
    both = [side for side in now.sides if side.name in named]
    differs = "; ".join(_differs(now, before))
    couples = []
    for side in both:
        doubts = [
            f"{when}: {doubt}"
            for when, record in ((BEFORE, before), (NOW, now))
            if (doubt := doubts_about(record, side.name))
        ]
        tables = (table_of(counted(before, side.name)), table_of(counted(now, side.name)))
        couples.append(Couple(BEFORE, NOW, tables, "; ".join(filter(None, (differs, *doubts))), side.name))
    found = judged(couples, now.margins)
    return Comparison(
        found.pairs,
        found.judged,
        found.level,
        spread_of(now.noise) if now.noise else None,
        (
            *_gone(now, before),
            *(remark for side in both for remark in _changed(side, named[side.name])),
            *_machine(now, before),
        ),
    )


def _differs(now: ComparisonRecord, before: ComparisonRecord) -> list[str]:
    """What makes the two no comparison at all."""
    words = []
    if now.measured_with != before.measured_with:
        was, is_ = before.measured_with, now.measured_with
        words.append(
            f"measured with other intervals: scrape {was.scrape:g} s, export {was.export:g} s and lookback "
            f"{was.lookback:g} s before, {is_.scrape:g} s, {is_.export:g} s and {is_.lookback:g} s now"
        )
    was_said, is_said = _said(before.text), _said(now.text)
    words += [
        f"the comparison file says another {key!r} now"
        for key in _DECISIVE
        if was_said and is_said and was_said.get(key) != is_said.get(key)
    ]
    if now.versions.system and before.versions.system and now.versions.system != before.versions.system:
        words.append(f"measured on other systems: {before.versions.system} before, {now.versions.system} now")
    return words


def _said(text: str) -> Mapping[str, object]:
    """The comparison file, when its text was kept and can be read."""
    if "\n" not in text:
        return {}
    try:
        value = read(text, "comparison").data
    except Problems:
        return {}
    return value if isinstance(value, dict) else {}


def _gone(now: ComparisonRecord, before: ComparisonRecord) -> tuple[str, ...]:
    names = [side.name for side in now.sides], [side.name for side in before.sides]
    return (
        *(f"there was no side {name} before" for name in names[0] if name not in names[1]),
        *(f"there is no side {name} now" for name in names[1] if name not in names[0]),
    )


def _changed(now: SideRecord, before: SideRecord) -> tuple[str, ...]:
    ran = {image.service: image for image in before.images}
    words = [
        f"{now.name}: {image.service} ran {ran[image.service].used} before, {image.used} now"
        if ran[image.service].used != image.used
        else f"{now.name}: {image.service} runs another image than before under the same name {image.used}"
        for image in now.images
        if image.service in ran and ran[image.service].image_id != image.image_id
    ]
    if now.plan_digest != before.plan_digest:
        words.append(f"{now.name}: the scenario, its patches or its components are not the same as before")
    return tuple(words)


def _machine(now: ComparisonRecord, before: ComparisonRecord) -> tuple[str, ...]:
    words = [
        f"{what} {was} before, {is_} now"
        for what, was, is_ in _versions(before.versions, now.versions)
        if was and is_ and was != is_
    ]
    if now.noise and before.noise:
        pace = statistics.median(now.noise) / statistics.median(before.noise)
        if abs(pace - 1) > _PACE:
            words.append(
                f"the machine took {pace:.2f} times as long as before for the same work, which no side is to blame for"
            )
    return (*words, *unsteady(now))


def _versions(before: Versions, now: Versions) -> tuple[tuple[str, str, str], ...]:
    return (
        ("engine", before.engine, now.engine),
        ("compose", before.compose, now.compose),
        ("lab", before.lab, now.lab),
    )
