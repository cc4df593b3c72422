"""A check that is remembered stays true: whatever it has read is compared before it is believed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lab.selection.check_cache import cache_key, cache_message, cached_message, recorded_reads
from lab.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    folder = tmp_path / "scenarios" / "shop"
    (folder / "image").mkdir(parents=True)
    (folder / "scenario.yaml").write_text("title: shop\n")
    (folder / "alert.rules").write_text("groups: []\n")
    (folder / "image" / "Dockerfile").write_text("FROM scratch\n")
    (tmp_path / "shared.rules").write_text("groups: []\n")
    return Settings(tmp_path, tmp_path, tmp_path / "state", tmp_path / "runs")


def remember(settings: Settings) -> str:
    key = cache_key(("shop",), settings)
    with recorded_reads() as reads:
        for file in ("scenarios/shop/scenario.yaml", "scenarios/shop/alert.rules", "shared.rules"):
            (settings.project / file).read_text()
        sorted((settings.project / "scenarios" / "shop" / "image").iterdir())
    cache_message(key, "OK: 1 scenario", reads, settings)
    return key


def test_cached_message(settings: Settings) -> None:
    assert cached_message(cache_key(("shop",), settings), settings) is None
    assert cached_message(remember(settings), settings) == "OK: 1 scenario"
    assert cache_key((), settings) != cache_key(("shop",), settings)


@pytest.mark.parametrize(
    "change",
    [
        lambda project: (project / "scenarios/shop/scenario.yaml").write_text("title: SHOP\n"),
        lambda project: (project / "scenarios/shop/alert.rules").write_text("groups: [[\n"),
        lambda project: (project / "scenarios/shop/alert.rules").unlink(),
        lambda project: (project / "shared.rules").write_text("groups: [[\n"),
        lambda project: (project / "scenarios/shop/image/x").symlink_to("/etc/passwd"),
        lambda project: (project / "stacks/prometheus").mkdir(parents=True),
        lambda project: (project / "scenarios/shop/comparison.yaml").write_text("title: x\n"),
        lambda project: (project / "scenarios/other").mkdir(),
    ],
)
def test_cached_message_of_what_has_changed(settings: Settings, change: Callable[[Path], object]) -> None:
    key = remember(settings)
    change(settings.project)
    assert cached_message(key, settings) is None


def test_cached_message_with_a_dangling_link(settings: Settings) -> None:
    (settings.project / "scenarios" / "shop" / ".#scenario.yaml").symlink_to("user@host.1234")
    assert cached_message(remember(settings), settings) == "OK: 1 scenario"


def test_cached_message_that_is_damaged(settings: Settings) -> None:
    key = remember(settings)
    for content in ("", "[]", "{}", '{"message": "OK", "read": 3}'):
        (settings.state / "checked" / key).write_text(content)
        assert cached_message(key, settings) is None


def test_cache_message_keeps_the_latest(settings: Settings) -> None:
    with recorded_reads() as reads:
        pass
    for number in range(40):
        cache_message(f"key-{number}", "OK", reads, settings)
    assert len(list((settings.state / "checked").iterdir())) == 32


def test_cache_message_without_a_writable_folder(settings: Settings) -> None:
    settings.state.write_text("a file, not a folder")
    assert cached_message(remember(settings), settings) is None
