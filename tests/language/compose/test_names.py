"""Names that the kernel and Docker know."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lab.language.compose import names
from lab.language.compose.values import Refused


@pytest.mark.parametrize(
    ("form", "written", "expected"),
    [
        pytest.param(names.capability, "CAP_NET_RAW", "NET_RAW", id="with CAP_"),
        pytest.param(names.signal, "SIGINT", "SIGINT", id="a signal"),
        pytest.param(names.signal, "HUP", "SIGHUP", id="without SIG"),
        pytest.param(names.signal, 9, "9", id="by number"),
        pytest.param(names.tmpfs, "/tmp", "/tmp", id="a tmpfs"),
        pytest.param(names.tmpfs, "/x:uid=1,mode=0755,size=10m", "/x:uid=1,mode=0755,size=10m", id="options"),
        pytest.param(names.ulimit_name, "nofile", "nofile", id="a limit"),
    ],
)
def test_name_known(form: Callable[[Any], str], written: Any, expected: str) -> None:
    assert form(written) == expected


@pytest.mark.parametrize(
    ("form", "written", "message"),
    [
        pytest.param(names.capability, "NET_RWA", "names no capability: 'NET_RWA'; did you mean 'NET_RAW'?", id="cap"),
        pytest.param(names.signal, "SIGTRM", "names no signal: 'SIGTRM'; did you mean 'TERM'?", id="signal"),
        pytest.param(names.signal, 99, "names no signal: '99'", id="number"),
        pytest.param(names.ulimit_name, "nofiles", "names no limit: 'nofiles'; did you mean 'nofile'?", id="limit"),
        pytest.param(names.tmpfs, "/x:bind", "is not a tmpfs: '/x:bind'", id="option"),
        pytest.param(names.tmpfs, "x", "is not a tmpfs: 'x'", id="relative"),
    ],
)
def test_name_refused(form: Callable[[Any], str], written: Any, message: str) -> None:
    with pytest.raises(Refused) as caught:
        form(written)
    assert caught.value.message.startswith(message)
