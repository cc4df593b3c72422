"""Entries of `volumes` in their short and long spelling."""

from __future__ import annotations

from typing import Any

import pytest

from lab.language.compose.mounts import Mount, mount
from lab.language.compose.values import Refused


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("data:/data", Mount("volume", "data", "/data"), id="a volume"),
        pytest.param("data:/data:ro,nocopy", Mount("volume", "data", "/data", True, nocopy=True), id="options"),
        pytest.param("/data", Mount("volume", "", "/data"), id="anonymous"),
        pytest.param("./a:/b", Mount("bind", "./a", "/b"), id="a path"),
        pytest.param("/:/host:rw", Mount("bind", "/", "/host", asked_rw=True), id="of the host"),
        pytest.param({"type": "bind", "source": "/run", "target": "/x"}, Mount("bind", "/run", "/x"), id="long"),
        pytest.param(
            {"type": "tmpfs", "target": "/x", "tmpfs": {"size": "10m"}},
            Mount("tmpfs", "", "/x", tmpfs=(("size", 10 * 1024**2),)),
            id="a tmpfs",
        ),
    ],
)
def test_mount(written: Any, expected: Mount) -> None:
    assert mount(written) == expected
    assert mount(expected.compose()).target == expected.target


def test_mount_of_host() -> None:
    assert mount("~/x:/x").of_host
    assert mount("/x:/x").of_host
    assert not mount("../x:/x").of_host


@pytest.mark.parametrize(
    ("written", "message"),
    [
        pytest.param("a:b:c:d", "is not a mount", id="too many parts"),
        pytest.param("a:/b:rx", "has 'rx' in 'a:/b:rx'", id="a mode"),
        pytest.param("a:/b:ro,rw", "is both ro and rw", id="two modes"),
        pytest.param("a/b:/c", "names neither a volume nor a path", id="a path without a dot"),
        pytest.param("a:b", "must be an absolute path in the container", id="a relative target"),
        pytest.param("${HOME}:/x", "has '${HOME}'", id="a variable"),
        pytest.param({"type": "npipe", "target": "/x"}, "must have 'type' bind, volume or tmpfs", id="a type"),
        pytest.param({"type": "bind", "target": "/x"}, "needs 'source'", id="no source"),
        pytest.param(
            {"type": "volume", "source": "v", "target": "/x", "volume": {"subpath": "y"}}, "has 'subpath'", id="k"
        ),
        pytest.param(3, "must be a mapping, not 3", id="a number"),
    ],
)
def test_mount_refused(written: Any, message: str) -> None:
    with pytest.raises(Refused, match=message.replace("$", r"\$").replace("{", r"\{")):
        mount(written)
