"""Named volumes: Docker's own, and tmpfs; nothing that mounts the host or belongs to others."""

from __future__ import annotations

from typing import Any

import pytest

from lab.language.compose.values import Refused
from lab.language.compose.volumes import volumes


def test_volumes_in_one_form() -> None:
    options = {"type": "tmpfs", "device": "tmpfs", "o": "size=1m,mode=1777"}

    assert volumes({"a": None, "b": {}, "c": {"driver": "local", "driver_opts": options}}) == {
        "a": {},
        "b": {},
        "c": {"driver": "local", "driver_opts": options},
    }


@pytest.mark.parametrize(
    ("written", "path"),
    [
        pytest.param({"driver_opts": {"type": "none", "device": "/", "o": "bind"}}, ("v", "driver_opts"), id="bind"),
        pytest.param(
            {"driver_opts": {"type": "nfs", "device": ":/x", "o": "addr=1.2.3.4"}}, ("v", "driver_opts"), id="nfs"
        ),
        pytest.param(
            {"driver_opts": {"type": "tmpfs", "device": "tmpfs", "o": "bind"}}, ("v", "driver_opts", "o"), id="option"
        ),
        pytest.param({"driver": "rclone"}, ("v", "driver"), id="driver"),
        pytest.param({"external": True}, ("v", "external"), id="external"),
        pytest.param({"name": "prod-data"}, ("v", "name"), id="name"),
        pytest.param({"size": "1g"}, ("v", "size"), id="unknown"),
    ],
)
def test_volumes_refused(written: Any, path: tuple[str, ...]) -> None:
    with pytest.raises(Refused) as caught:
        volumes({"v": written})
    assert caught.value.path == path
