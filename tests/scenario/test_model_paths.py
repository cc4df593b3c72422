"""Where a path of keys leads in a model."""

from __future__ import annotations

import pytest

from lab.scenario.component_use import ComponentUse
from lab.scenario.load import MixEntry
from lab.scenario.model import Scenario, Step
from lab.scenario.model_paths import choices, keys_of, locate, renamed_key

DATA = {
    "components": {"api": {"use": 1}},
    "steps": [
        {"name": "one", "load": {"mix": {"GET /": {"weight": 0}}}, "expect": {"up": {"targets": "a", "are": "x"}}}
    ],
}


def test_locate_item_of_a_mapping() -> None:
    location = locate(("components", "api", "use"), DATA, Scenario)

    assert (location.path, location.holder) == (("components", "api", "use"), ComponentUse)
    assert (location.holder_data, location.holder_field) == ({"use": 1}, None)


def test_locate_value_of_a_key() -> None:
    location = locate(("steps", 0, "load", "mix", "GET /", "weight"), DATA, Scenario)

    assert (location.holder, location.holder_data) == (MixEntry, {"weight": 0})
    assert locate(("steps", 0, "load", "rate"), DATA, Scenario).holder_field == "load"


def test_locate_skips_the_tag_of_an_expectation() -> None:
    location = locate(("steps", 0, "expect", "up", "targets", "are"), DATA, Scenario)

    assert location.path == ("steps", 0, "expect", "up", "are")
    assert choices(location.annotation) == ("up", "down", "unknown", "gone")


def test_locate_names_the_members_of_a_plain_union() -> None:
    location = locate(("components", "api", "files", "config", "str"), DATA, Scenario)

    assert location.path == ("components", "api", "files", "config")
    assert location.union[0] == "str"


@pytest.mark.parametrize(
    ("path", "key", "new"),
    [
        pytest.param((), "twins", "mutants", id="of the scenario"),
        pytest.param(("steps", 0), "disturb", "fault", id="of a step"),
        pytest.param((), "disturb", None, id="of another model"),
        pytest.param(("steps", 0), "fault", None, id="a key of today"),
        pytest.param(("nothing", "there"), "twins", None, id="at no model"),
    ],
)
def test_renamed_key(path: tuple[int | str, ...], key: str, new: str | None) -> None:
    assert renamed_key(Scenario, path, key) == new


def test_keys_of_uses_aliases() -> None:
    assert "import" in keys_of(Step)
    assert "import_" not in keys_of(Step)
