"""Official images are pinned to the digests that a registry says."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.images.pin import NotFound, digest_in_registry, pin
from tests.images.small_registry import registry

COMPONENT = "title: t\nimage:\n  # A comment.\n  reference: a/b:1{}\n  recipe: image\n"
OLD, NEW = "@sha256:" + "0" * 64, "@sha256:" + "f" * 64


def test_pin_writes_and_renews_digests(tmp_path: Path) -> None:
    file = tmp_path / "component.yaml"
    for before in ("", OLD):
        file.write_text(COMPONENT.format(before))

        (result,) = pin([file], lambda _: NEW.removeprefix("@"))

        assert file.read_text() == COMPONENT.format(NEW)
        assert result.reference == "a/b:1"


def test_pin_leaves_what_no_registry_knows(tmp_path: Path) -> None:
    def find(reference: str) -> str:
        raise NotFound(f"{reference} is gone")

    file = tmp_path / "component.yaml"
    file.write_text(COMPONENT.format(OLD))

    (result,) = pin([file], find)

    assert file.read_text() == COMPONENT.format(OLD)
    assert (result.digest, result.why) == ("", "a/b:1 is gone")


def test_digest_in_registry_asks_the_mirror_by_name_and_tag() -> None:
    with registry("pins") as (host, asked):
        digest = digest_in_registry("python:3.13-slim-trixie", f"{host}/hub")
        assert digest == digest_in_registry(f"{host}/a/b:1")

        assert digest.startswith("sha256:")
        assert asked == ["/v2/hub/library/python/manifests/3.13-slim-trixie", "/v2/a/b/manifests/1"]
        with pytest.raises(NotFound, match=r"127.0.0.1:\d+ answers 404 for absent:1"):
            digest_in_registry(f"{host}/absent:1")
    with pytest.raises(NotFound, match=r"cannot be reached \(ConnectionError\)"):
        digest_in_registry(f"{host}/a/b:1")
