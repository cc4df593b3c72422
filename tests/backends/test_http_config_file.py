"""Files for promtool's --http.config.file."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.backends.http_config_file import read_http_config
from lab.backends.tls import Tls
from lab.errors import Problems, UsageError


def written(folder: Path, text: str) -> Path:
    file = folder / "http.yml"
    file.write_text(text, encoding="utf-8")
    return file


def read(folder: Path, text: str) -> tuple[dict[str, str], frozenset[str], Tls]:
    given = read_http_config("--http-config-file", written(folder, text))
    return dict(given.headers), given.secrets, given.tls


def test_basic_auth_with_a_file_beside_it(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("hunter2\n", encoding="utf-8")
    headers, secrets, _ = read(tmp_path, "basic_auth: {username: monitor, password_file: password}\n")
    assert headers == {"Authorization": "Basic bW9uaXRvcjpodW50ZXIy"}
    assert secrets == {"hunter2", "bW9uaXRvcjpodW50ZXIy"}


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("bearer_token: abc", "Bearer abc"),
        ("authorization: {credentials: abc}", "Bearer abc"),
        ("authorization: {type: Token, credentials_file: token}", "Token abc"),
    ],
)
def test_token(tmp_path: Path, text: str, header: str) -> None:
    (tmp_path / "token").write_text("abc", encoding="utf-8")
    assert read(tmp_path, text)[:2] == ({"Authorization": header}, {"abc"})


def test_headers(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from-file", encoding="utf-8")
    text = "http_headers: {X-Scope-OrgID: {values: [team-a]}, X-Key: {secrets: [one], files: [key]}}"
    headers, secrets, _ = read(tmp_path, text)
    assert headers == {"X-Scope-OrgID": "team-a", "X-Key": "one, from-file"}
    assert secrets == {"one", "from-file"}


def test_tls(tmp_path: Path) -> None:
    text = (
        "tls_config: {ca_file: ca.pem, cert_file: /c.pem, key_file: /k.pem, server_name: p, insecure_skip_verify: true}"
    )
    assert read(tmp_path, text)[2] == Tls(str(tmp_path / "ca.pem"), "/c.pem", "/k.pem", "p", True)


def test_empty_file(tmp_path: Path) -> None:
    assert read(tmp_path, "") == ({}, frozenset(), Tls())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("oauth2: {client_id: a}", r"http\.yml:1:1: lab does not have 'oauth2': give a token"),
        ("tls_config: {ca: PEM}", r"http\.yml:1:14: .*write ca_file"),
        ("basic_auth: {password_ref: a}", "no secret provider for 'password_ref'"),
        ("basic_auht: {}", "no key 'basic_auht' in http_config; did you mean 'basic_auth'"),
        ("- a list", "a mapping of keys"),
    ],
)
def test_what_is_not_supported(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(Problems, match=problem):
        read(tmp_path, text)


def test_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"--http-config-file: .*No such file"):
        read_http_config("--http-config-file", tmp_path / "none.yml")
