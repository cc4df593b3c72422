from __future__ import annotations

from typing import Any

import pytest

from lab.language.patch.data import patch_data, text_at
from lab.language.patch.model import Patch
from lab.language.paths import PathError

DATA = {
    "components": {"api": {"use": "shop"}, "prometheus": {"flags": ["--a", "--b"]}},
    "steps": [{"name": "one", "within": "5s"}, {"name": "two"}],
}


def patch(**content: Any) -> Patch:
    return Patch.model_validate(content)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            patch(set={"components.api.env.X": "1"}),
            {**DATA, "components": {**DATA["components"], "api": {"use": "shop", "env": {"X": "1"}}}},
            id="a mapping on the way is made",
        ),
        pytest.param(
            patch(set={"steps[two].within": "1s", "steps[0].name": "first"}),
            {**DATA, "steps": [{"name": "first", "within": "5s"}, {"name": "two", "within": "1s"}]},
            id="items by name and by index",
        ),
        pytest.param(
            patch(replace={"components.api.use": {"sh": "fl"}}),
            {**DATA, "components": {**DATA["components"], "api": {"use": "flop"}}},
            id="replace",
        ),
        pytest.param(
            patch(replace={"components": {"a": "o"}}),
            {**DATA, "components": {"api": {"use": "shop"}, "prometheus": {"flags": ["--o", "--b"]}}},
            id="replace in every text of a mapping, but in no key",
        ),
        pytest.param(
            patch(add={"steps[two].expect.it is up": {"series": "up"}}),
            {**DATA, "steps": [DATA["steps"][0], {"name": "two", "expect": {"it is up": {"series": "up"}}}]},
            id="an expectation is added to a step that has none",
        ),
        pytest.param(
            patch(remove=("components.prometheus.flags[0]", "steps[one]")),
            {
                "components": {"api": {"use": "shop"}, "prometheus": {"flags": ["--b"]}},
                "steps": [{"name": "two"}],
            },
            id="remove",
        ),
        pytest.param(patch(**{"in": "x.yml", "set": {"a": 1}}), DATA, id="a patch of a file is not ours"),
    ],
)
def test_patch_data(change: Patch, expected: dict[str, Any]) -> None:
    before = repr(DATA)

    assert patch_data(DATA, (change,)) == expected
    assert repr(DATA) == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(
            patch(set={"components.apii.env.X": 1}),
            "components.apii: there is no key 'apii'; did you mean 'api'?",
            id="a misspelt service",
        ),
        pytest.param(
            patch(set={"steps[three].x": 1}),
            "steps[three]: there is no item 'three'; known: one, two",
            id="no such item",
        ),
        pytest.param(
            patch(set={"steps.x": 1}), "steps.x: the value that should hold it is not a mapping", id="a key of a list"
        ),
        pytest.param(
            patch(remove=("components.db",)),
            "components.db: there is no key 'db'; known: api, prometheus",
            id="remove what is not there",
        ),
        pytest.param(
            patch(replace={"components.api.use": {"x": "y"}}),
            "components.api.use: 'x' does not occur in 'shop'",
            id="no such words",
        ),
    ],
)
def test_patch_data_path_that_leads_nowhere(change: Patch, said: str) -> None:
    with pytest.raises(PathError) as caught:
        patch_data(DATA, (change,))
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("path", "written"),
    [
        pytest.param("components.api.use", "shop", id="text"),
        pytest.param("components.prometheus.flags", '["--a", "--b"]', id="list"),
        pytest.param("steps[two].within", "(not set)", id="not there"),
    ],
)
def test_text_at(path: str, written: str) -> None:
    assert text_at(DATA, path) == written


def test_patch_data_add() -> None:
    data = {"components": {"api": {"env": {"A": "1"}}}}

    added = patch_data(data, (Patch.model_validate({"add": {"components.api.env.B": "2"}}),))
    assert added["components"]["api"]["env"] == {"A": "1", "B": "2"}
    with pytest.raises(PathError, match=r"components\.api\.env\.A: it is there already; change it with 'set'"):
        patch_data(data, (Patch.model_validate({"add": {"components.api.env.A": "2"}}),))


def test_patch_data_list_that_an_earlier_patch_set() -> None:
    # The reader of scenarios gives lists as tuples.
    first = patch(set={"components.prometheus.flags": ("--c", "--d")})
    second = patch(set={"components.prometheus.flags[1]": "--e"})
    patched = patch_data(DATA, (first, second))
    assert patched["components"]["prometheus"]["flags"] == ["--c", "--e"]
