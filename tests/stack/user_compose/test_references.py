"""Which files a Compose file reads, and which of them Compose would fetch."""

from __future__ import annotations

import pytest

from lab.stack.user_compose.references import env_values, interpolated, references

DATA = {
    "include": ["monitoring.yml", {"path": ["a.yml", "b.yml"], "env_file": "inc.env"}],
    "services": {
        "app": {
            "extends": {"file": "common.yml", "service": "base"},
            "env_file": ["app.env", {"path": "more.env", "required": "false"}],
            "label_file": "labels.env",
        },
        "db": {"env_file": "${ENV:-db}.env", "extends": {"service": "app"}},
    },
}


def test_references_names_every_file_with_its_path() -> None:
    found = {(one.name, one.compose, one.optional) for one in references(DATA, {})}
    assert found == {
        ("monitoring.yml", True, False),
        ("a.yml", True, False),
        ("b.yml", True, False),
        ("inc.env", False, False),
        ("common.yml", True, False),
        ("app.env", False, False),
        ("more.env", False, True),
        ("labels.env", False, False),
        ("db.env", False, False),
    }
    assert next(one.path for one in references(DATA, {}) if one.name == "common.yml") == (
        *("services", "app", "extends", "file"),
    )


def test_references_puts_variables_into_names() -> None:
    assert "prod.env" in {one.name for one in references(DATA, {"ENV": "prod"})}


@pytest.mark.parametrize(
    ("name", "remote"),
    [
        ("https://github.com/org/repo.git", True),
        ("git@github.com:org/repo.git#main:docker", True),
        ("oci://registry.example/stack:1", True),
        ("github.com/org/repo", True),
        ("ssh://git@host/repo", True),
        ("compose/monitoring.yml", False),
        ("../digital.yml", False),
    ],
)
def test_remote(name: str, remote: bool) -> None:
    (found,) = references({"include": [name]}, {})
    assert found.remote == remote


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$A-${A}", "1-1"),
        ("${MISSING:-x}", "x"),
        ("${EMPTY:-x}${EMPTY-y}", "x"),
        ("${A:+set}${MISSING:+set}", "set"),
        ("$$A", "$A"),
        ("${MISSING}", ""),
    ],
)
def test_interpolated(text: str, expected: str) -> None:
    assert interpolated(text, {"A": "1", "EMPTY": ""}) == expected


def test_env_values() -> None:
    assert env_values("# c\nexport A='1 2'\nB=x\nbare\n") == {"A": "1 2", "B": "x"}
