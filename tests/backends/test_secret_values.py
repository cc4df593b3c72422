"""Credentials come from files and the environment, and no message quotes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.backends.secret_values import MAX_BYTES, secret_value
from lab.errors import UsageError

SECRET = "hunter2-token"


def environment(name: str) -> str | None:
    return {"TOKEN": f"{SECRET}\n", "EMPTY": ""}.get(name)


def test_secret_value_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{SECRET}\n", encoding="utf-8")
    assert secret_value("--bearer-token", f"@{tmp_path / 'token'}", environment) == SECRET


def test_secret_value_of_the_environment() -> None:
    assert secret_value("--bearer-token", "env:TOKEN", environment) == SECRET


@pytest.mark.parametrize("name", ["EMPTY", "NONE"])
def test_secret_value_of_a_variable_that_is_not_set(name: str) -> None:
    with pytest.raises(UsageError, match=f"--header: the environment variable {name} is not set, or empty"):
        secret_value("--header", f"env:{name}", environment)


def test_secret_value_refuses_a_credential_without_quoting_it() -> None:
    with pytest.raises(UsageError) as refused:
        secret_value("--bearer-token", SECRET, environment)
    assert "takes @FILE or env:VARIABLE, not the credential itself" in refused.value.message
    assert SECRET not in refused.value.message + refused.value.remedy


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (f"{SECRET}\nsecond".encode(), "has line breaks"),
        (f"{SECRET}\u2028".encode(), "has line breaks or characters that no HTTP header may have"),
        (b"\xff\xfe", "has line breaks or characters"),
        (b"x" * (MAX_BYTES + 1), "is larger than 64 KiB"),
    ],
)
def test_secret_value_of_an_unusable_file(tmp_path: Path, content: bytes, problem: str) -> None:
    (tmp_path / "token").write_bytes(content)
    with pytest.raises(UsageError, match=problem) as refused:
        secret_value("--bearer-token", f"@{tmp_path / 'token'}", environment)
    assert SECRET not in refused.value.message + refused.value.remedy


def test_secret_value_of_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"--basic-auth: .*none: No such file"):
        secret_value("--basic-auth", f"@{tmp_path / 'none'}", environment)
