"""The files of `name-map`: a run proves them, and these tests say that they are what `lab translate` writes."""

from __future__ import annotations

import pytest

from lab.translate.report import Entry
from tests.plan.planned import CHECKOUT
from tests.translate.test_files import REFERENCES, check_translation, translated
from tests.translate.worlds import FOUR, HAND, MS

NAME_MAP = "scenarios/name-map"


@pytest.mark.parametrize("target", REFERENCES)
@pytest.mark.parametrize("source", FOUR)
@pytest.mark.parametrize("file", ["rules.yml", "dashboard.json"])
def test_translations_parse_and_select_only_names_of_the_target(source: str, file: str, target: str) -> None:
    check_translation(f"{NAME_MAP}/{source}/{file}", source, target)


@pytest.mark.parametrize("dialect", FOUR[1:])
@pytest.mark.parametrize("file", ["rules.yml", "dashboard.json"])
def test_the_translations_of_name_map_are_what_the_command_writes(dialect: str, file: str) -> None:
    found = translated(f"{NAME_MAP}/{HAND}/{file}", HAND, dialect)
    assert (CHECKOUT / NAME_MAP / dialect / file).read_text(encoding="utf-8") == found.text


def shown(entries: tuple[Entry, ...]) -> dict[str, str]:
    """Panel or rule -> its query in this file, for those that were translated."""
    return {entry.what: entry.after for entry in entries if entry.outcome == "translated"}


@pytest.mark.parametrize("target", FOUR)
@pytest.mark.parametrize("source", FOUR)
@pytest.mark.parametrize("file", ["rules.yml", "dashboard.json"])
def test_each_pair_gives_the_queries_that_the_scenario_proves(source: str, target: str, file: str) -> None:
    """What a run shows about the four files holds for all twelve pairs: each translation has the same queries."""
    if source == target:
        return
    path = f"{NAME_MAP}/{source}/{file}"
    found = shown(translated(path, source, target).entries)
    proven = shown(translated(f"{NAME_MAP}/{HAND}/{file}", HAND, target).entries)
    if target == HAND:
        own = translated(f"{NAME_MAP}/{HAND}/{file}", HAND, MS).entries
        proven = {entry.what: entry.before for entry in own}
    assert len(found.keys() & proven.keys()) >= len(found) - 2
    for what in found.keys() & proven.keys():
        assert found[what] == proven[what], what
