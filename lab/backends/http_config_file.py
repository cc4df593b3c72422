"""Reads the file that promtool and amtool take as --http.config.file: http_config of Prometheus' configuration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lab.backends.credentials import Credentials, authorization, basic_auth
from lab.backends.secret_values import secret_in_file
from lab.backends.tls import Tls
from lab.configs.http_client import HTTP_CONFIG
from lab.configs.shapes import mismatches
from lab.configs.yaml_file import read_config
from lab.errors import Problem, Problems, UsageError
from lab.language.json_values import mapping
from lab.language.strict_yaml import Document

_TRUE = ("true", "yes", "on", "y")


def read_http_config(option: str, file: Path) -> Credentials:
    """Raises UsageError, and `Problems` with the place of each. Files that it names are relative to its own folder."""
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{option}: {file}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{option}: {file} is not UTF-8") from None
    document = read_config(text, str(file))
    problems = (*mismatches(document, (), HTTP_CONFIG, "Prometheus"), *_unsupported(document))
    if problems:
        raise Problems(problems)
    return _Reader(option, file.parent).credentials(mapping(document.data))


def _unsupported(document: Document) -> Iterator[Problem]:
    config = mapping(document.data)
    for key in ("oauth2", "proxy_url", "proxy_from_environment", "proxy_connect_header"):
        if config.get(key) not in (None, "false"):
            yield Problem(document.place((key,)), f"lab does not have {key!r}: give a token by 'authorization'")
    for section in ("basic_auth", "authorization", "tls_config"):
        for key in mapping(config.get(section)):
            if key.endswith("_ref"):
                yield Problem(document.place((section, key)), f"lab has no secret provider for {key!r}: name a file")
    for key in mapping(config.get("tls_config")):
        if key in ("ca", "cert", "key"):
            place = document.place(("tls_config", key))
            yield Problem(place, f"lab reads certificates and keys from files: write {key}_file")


class _Reader:
    def __init__(self, option: str, folder: Path) -> None:
        self._option = option
        self._folder = folder

    def credentials(self, config: Mapping[str, Any]) -> Credentials:
        merged = Credentials(tls=self._tls(config.get("tls_config") or {}))
        for name, values in (config.get("http_headers") or {}).items():
            merged = merged.merged(self._header(name, values or {}))
        if login := config.get("basic_auth"):
            user, password = self._secret(login, "username"), self._secret(login, "password")
            merged = merged.merged(basic_auth(user, password))
        if bearer := self._secret(config, "bearer_token"):
            merged = merged.merged(authorization("Bearer", bearer))
        if auth := config.get("authorization"):
            secret = self._secret(auth, "credentials")
            merged = merged.merged(authorization(auth.get("type") or "Bearer", secret)) if secret else merged
        return merged

    def _header(self, name: str, values: Mapping[str, Any]) -> Credentials:
        plain, secrets = values.get("values") or [], values.get("secrets") or []
        read = [secret_in_file(self._option, self._folder / file) for file in values.get("files") or []]
        hidden = frozenset([*secrets, *read])
        return Credentials({name: ", ".join([*plain, *secrets, *read])}, hidden)

    def _secret(self, section: Mapping[str, Any], key: str) -> str:
        if file := section.get(f"{key}_file"):
            return secret_in_file(self._option, self._folder / file)
        return section.get(key) or ""

    def _tls(self, section: Mapping[str, Any]) -> Tls:
        def path(key: str) -> str:
            return str(self._folder / section[key]) if section.get(key) else ""

        insecure = str(section.get("insecure_skip_verify") or "").lower() in _TRUE
        return Tls(path("ca_file"), path("cert_file"), path("key_file"), section.get("server_name") or "", insecure)
