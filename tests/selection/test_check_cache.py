from __future__ import annotations

from pathlib import Path

import pytest

from lab.selection.check_cache import cache_message, cached_message, fingerprint
from lab.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    folder = tmp_path / "scenarios" / "shop"
    folder.mkdir(parents=True)
    (folder / "scenario.yaml").write_text("title: shop\n")
    return Settings(tmp_path, tmp_path, tmp_path / "state", tmp_path / "runs")


def test_a_message_is_found_by_its_key(settings: Settings) -> None:
    key = fingerprint(("shop",), settings)
    assert cached_message(key, settings) is None
    cache_message(key, "OK: 1 scenario", settings)
    assert cached_message(fingerprint(("shop",), settings), settings) == "OK: 1 scenario"


def test_fingerprint_changes_with_names_and_files(settings: Settings) -> None:
    before = fingerprint(("shop",), settings)
    assert fingerprint((), settings) != before
    (settings.project / "scenarios" / "shop" / "scenario.yaml").write_text("title: a larger shop\n")
    assert fingerprint(("shop",), settings) != before


def test_only_the_latest_messages_are_kept(settings: Settings) -> None:
    for number in range(40):
        cache_message(f"key-{number}", "OK", settings)
    assert len(list((settings.state / "checked").iterdir())) == 32


def test_a_cache_that_cannot_be_written_is_no_error(settings: Settings) -> None:
    settings.state.write_text("a file, not a folder")
    cache_message("key", "OK", settings)
    assert cached_message("key", settings) is None
