from __future__ import annotations

from typing import Any

import pytest

from lab.errors import UsageError
from lab.language.patch.model import Patch
from lab.selection.options import parse_images, parse_ports, parse_sets, parse_variants


def patch(**content: Any) -> Patch:
    return Patch.model_validate(content)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("steps[look].within=5s", patch(set={"steps[look].within": "5s"}), id="of the scenario"),
        pytest.param(
            "prometheus.yml:global.x=1", patch(**{"in": "prometheus.yml", "set": {"global.x": 1}}), id="of a file"
        ),
        pytest.param("a.b=true", patch(set={"a.b": True}), id="the value is YAML"),
        pytest.param("a.b=on", patch(set={"a.b": "on"}), id="the strict kind of it"),
        pytest.param("a.b=[1, x]", patch(set={"a.b": [1, "x"]}), id="a list"),
        pytest.param("a.b={c: d}", patch(set={"a.b": {"c": "d"}}), id="a mapping"),
        pytest.param("a.b=c=d", patch(set={"a.b": "c=d"}), id="an equals sign in the value"),
        pytest.param("a.b='1'", patch(set={"a.b": "1"}), id="a quoted number"),
        pytest.param("a.b=null", patch(set={"a.b": None}), id="nothing"),
    ],
)
def test_parse_sets(value: str, expected: Patch) -> None:
    assert parse_sets([value]) == (expected,)


@pytest.mark.parametrize(
    ("parse", "value", "message"),
    [
        pytest.param(
            parse_sets,
            "a.b",
            "--set a.b: expected for example path=value or prometheus.yml:global.scrape_interval=5s",
            id="set without a value",
        ),
        pytest.param(
            parse_sets,
            "=1",
            "--set =1: expected for example path=value or prometheus.yml:global.scrape_interval=5s",
            id="set without a path",
        ),
        pytest.param(
            parse_sets,
            "a..b=1",
            "--set a..b=1: 'a..b' is not a path; write for example groups[http].rules[Down].for",
            id="set at no path",
        ),
        pytest.param(parse_sets, "x.yml:=1", "--set x.yml:=1: the path is empty", id="set at an empty path"),
        pytest.param(parse_sets, "a=[1", "--set:2:1: not YAML: ", id="set to what is not YAML"),
        pytest.param(parse_variants, "axis", "--variant axis: expected for example axis=value", id="variant"),
        pytest.param(
            parse_images, "prometheus", "--image prometheus: expected for example prometheus=REFERENCE", id="image"
        ),
        pytest.param(
            parse_ports,
            "prometheus=http",
            "--port prometheus=http: 'http' is not a port; expected for example prometheus=9090",
            id="port that is a word",
        ),
        pytest.param(
            parse_ports,
            "prometheus=0",
            "--port prometheus=0: '0' is not a port; expected for example prometheus=9090",
            id="port zero",
        ),
        pytest.param(
            parse_ports,
            "prometheus=70000",
            "--port prometheus=70000: '70000' is not a port; expected for example prometheus=9090",
            id="port too high",
        ),
    ],
)
def test_parse_invalid_values(parse: Any, value: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse([value])
    assert caught.value.message.startswith(message)


def test_parse_variants_ports_and_images() -> None:
    assert parse_variants(["a=b", "c=d=e"]) == {"a": "b", "c": "d=e"}
    assert parse_ports(["prometheus=9090", "api.http=1"]) == {"prometheus": 9090, "api.http": 1}
    assert parse_images(["prometheus=prom/prometheus:v3"]) == {"prometheus": "prom/prometheus:v3"}
