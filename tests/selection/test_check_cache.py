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


def test_cached_message(settings: Settings) -> None:
    key = fingerprint(("shop",), settings)
    assert cached_message(key, settings) is None
    cache_message(key, "OK: 1 scenario", settings)
    assert cached_message(fingerprint(("shop",), settings), settings) == "OK: 1 scenario"


def test_fingerprint_changes_with_names_and_files(settings: Settings) -> None:
    before = fingerprint(("shop",), settings)
    assert fingerprint((), settings) != before
    (settings.project / "scenarios" / "shop" / "scenario.yaml").write_text("title: a larger shop\n")
    assert fingerprint(("shop",), settings) != before


def test_cache_message_keeps_the_latest(settings: Settings) -> None:
    for number in range(40):
        cache_message(f"key-{number}", "OK", settings)
    assert len(list((settings.state / "checked").iterdir())) == 32


def test_cache_message_without_a_writable_folder(settings: Settings) -> None:
    settings.state.write_text("a file, not a folder")
    cache_message("key", "OK", settings)
    assert cached_message("key", settings) is None
