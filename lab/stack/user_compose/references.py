"""Which files a Compose file reads: included, extended and env files. Those elsewhere than in the project are refused
before Docker Compose reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lab.language.json_values import mapping
from lab.language.strict_yaml import Path

_VARIABLE = re.compile(r"\$(?:\$|(?P<plain>\w+)|\{(?P<name>\w+)(?:(?P<how>:?[-?+])(?P<other>[^}]*))?\})")
_REMOTE = re.compile(r"(?:[a-z][a-z0-9+.-]*://|git@|oci:|github\.com/).*|.*\.git(?:[#?].*)?", re.IGNORECASE)
_ENV_LINE = re.compile(r"(?:export\s+)?(?P<name>[A-Za-z_]\w*)\s*=\s*(?P<value>.*)")


@dataclass(frozen=True, slots=True)
class Reference:
    """A file that is named at `path` of a Compose file. `compose`: it is a Compose file itself; `optional`: it may be
    missing."""

    name: str
    path: Path
    compose: bool
    optional: bool = False

    @property
    def remote(self) -> bool:
        """Whether Compose would fetch it."""
        return bool(_REMOTE.fullmatch(self.name))


def references(data: Any, variables: Mapping[str, str]) -> Iterator[Reference]:
    """`variables`: those that may stand in the names of files."""
    for found in _references(mapping(data)):
        yield Reference(interpolated(found.name, variables), found.path, found.compose, found.optional)


def interpolated(text: str, variables: Mapping[str, str]) -> str:
    """As Compose does it, for the names of files: `$NAME`, `${NAME}` and those with a default."""

    def value(match: re.Match[str]) -> str:
        name = match["plain"] or match["name"]
        if name is None:
            return "$"
        how, given = match["how"] or "", variables.get(name)
        missing = given is None or (given == "" and how.startswith(":"))
        if how.endswith("-") and missing:
            return str(match["other"])
        if how.endswith("+"):
            return "" if missing else str(match["other"])
        return given or ""

    return _VARIABLE.sub(value, text)


def env_values(text: str) -> dict[str, str]:
    """The variables of an env file, as far as names of files need them."""
    matches = (_ENV_LINE.fullmatch(line.strip()) for line in text.splitlines())
    return {match["name"]: match["value"].strip().strip("'\"") for match in matches if match}


def _references(data: Mapping[str, Any]) -> Iterator[Reference]:
    for index, entry in enumerate(data.get("include") or ()):
        at: Path = ("include", index)
        if isinstance(entry, str):
            yield Reference(entry, at, compose=True)
            continue
        for key, compose in (("path", True), ("env_file", False)):
            yield from (Reference(name, (*at, key), compose) for name in _texts(mapping(entry).get(key)))
    for name, given in mapping(data.get("services")).items():
        service, at = mapping(given), ("services", name)
        extended = mapping(service.get("extends")).get("file")
        if isinstance(extended, str):
            yield Reference(extended, (*at, "extends", "file"), compose=True)
        for key in ("env_file", "label_file"):
            for entry in _entries(service.get(key)):
                optional = isinstance(entry, dict) and entry.get("required") in (False, "false")
                for file in _texts(entry.get("path") if isinstance(entry, dict) else entry):
                    yield Reference(file, (*at, key), compose=False, optional=optional)


def _entries(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _texts(value: Any) -> list[str]:
    return [text for text in _entries(value) if isinstance(text, str)]
