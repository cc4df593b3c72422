"""Compose's spellings of values in one form, and what is refused in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lab.language.compose import values
from lab.language.compose.values import Refused


@pytest.mark.parametrize(
    ("form", "written", "expected"),
    [
        pytest.param(values.environment, ["A=b", "C=d=e", "E="], {"A": "b", "C": "d=e", "E": ""}, id="a list"),
        pytest.param(values.environment, {"A": 1, "B": True, "C": 1.5}, {"A": "1", "B": "true", "C": "1.5"}, id="map"),
        pytest.param(values.environment, {"A": "a$$b"}, {"A": "a$$b"}, id="an escaped dollar"),
        pytest.param(values.labels, ["a=b", "c"], {"a": "b", "c": ""}, id="labels as a list"),
        pytest.param(values.labels, {"a": None}, {"a": ""}, id="a label without a value"),
        pytest.param(values.words, "redis-server --save '60 1'", ["redis-server", "--save", "60 1"], id="a command"),
        pytest.param(values.words, ("a", 1), ["a", "1"], id="a command as a list"),
        pytest.param(values.size, "1gb", 1024**3, id="gb"),
        pytest.param(values.size, "512m", 512 * 1024**2, id="m"),
        pytest.param(values.size, 1024, 1024, id="bytes"),
        pytest.param(values.user, 1000, "1000", id="a user by number"),
        pytest.param(values.extra_hosts, ["a:1.2.3.4", "b=::1"], {"a": "1.2.3.4", "b": "::1"}, id="hosts as a list"),
        pytest.param(values.sysctls, {"net.core.somaxconn": 1}, {"net.core.somaxconn": "1"}, id="sysctls"),
        pytest.param(values.whole_number(1, 9), "7", 7, id="a number in quotes"),
        pytest.param(values.number_up_to(4), "0.5", 0.5, id="a fraction in quotes"),
    ],
)
def test_value_has_one_form(form: Callable[[Any], Any], written: Any, expected: Any) -> None:
    assert form(written) == expected


@pytest.mark.parametrize(
    ("form", "written", "path", "message"),
    [
        pytest.param(values.environment, {"A": "${S:-x}"}, ("A",), "has '${S:-x}', which Compose would", id="variable"),
        pytest.param(values.environment, ["A=$S"], (0,), "has '$S', which Compose would replace", id="in a list"),
        pytest.param(values.environment, {"A": None}, ("A",), "has no value, and Compose would take", id="no value"),
        pytest.param(values.environment, ["A"], (0,), "has no value, and Compose would take", id="no value in a list"),
        pytest.param(values.environment, {"A B": "x"}, ("A B",), "is not a name of an environment", id="a name"),
        pytest.param(values.environment, "A=b", (), "must be a mapping, or a list of NAME=value", id="text"),
        pytest.param(values.environment, {"A": ["x"]}, ("A",), "must be text, not a list", id="a list in it"),
        pytest.param(values.environment, {"A": "cost: 5$"}, ("A",), "has a single '$'", id="a lone dollar"),
        pytest.param(values.environment, {"A": "\x1b[2J"}, ("A",), "has the control character", id="control"),
        pytest.param(values.labels, {"dev.lab.run": "x"}, ("dev.lab.run",), "is a label by which lab", id="own label"),
        pytest.param(values.words, "a 'b", (), "cannot be split into words (no closing quotation)", id="a quote"),
        pytest.param(values.words, ["a", {"b": 1}], (1,), "must be text, not a mapping", id="a mapping in a command"),
        pytest.param(values.memory, "1k", (), "must be at least 6m", id="too little memory"),
        pytest.param(values.size, "much", (), "must be a size above 0, not 'much'", id="no size"),
        pytest.param(values.duration, 10, (), "must be a duration with its unit, not 10", id="no unit"),
        pytest.param(values.extra_hosts, ["a:host-gateway"], ("a",), "must be an IP address", id="the host"),
        pytest.param(
            values.sysctls, {"kernel.msgmax": 1}, ("kernel.msgmax",), "may not be set: only net.*", id="kernel"
        ),
        pytest.param(values.whole_number(1, 9), True, (), "must be a whole number from 1 to 9, not True", id="boolean"),
        pytest.param(values.absolute_path, "x", (), "must be an absolute path in the container", id="relative"),
        pytest.param(values.user, "a b", (), "must be a user or user:group", id="a user with a space"),
    ],
)
def test_value_refused(form: Callable[[Any], Any], written: Any, path: tuple[Any, ...], message: str) -> None:
    with pytest.raises(Refused) as caught:
        form(written)

    assert caught.value.path == path
    assert caught.value.message.startswith(message)
