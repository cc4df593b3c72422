"""Reads the files in which dashboards are kept: Grafana's JSON, an answer of its API, a resource, a ConfigMap.

Each dashboard comes out as Grafana's classic JSON (schema version 1 to 42), whatever it was wrapped in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from lab.dashboards.schema_v2 import classic_of_v2, is_v2
from lab.errors import Place, Problem, Problems
from lab.language.json_values import mapping, mappings
from lab.language.strict_yaml import MAX_CHARACTERS, read

_DOCUMENTS = re.compile(r"^---.*$", re.MULTILINE)
_HELM = re.compile(r"\s*\{\{")
_MARKS = frozenset(
    {"panels", "rows", "elements", "title", "templating", "schemaVersion"}
)  # of a dashboard, one or more
MAX_VARIABLES = 200  # which are resolved through each other
_WRAPPERS = 4  # a list of ConfigMaps with resources in their data is three
_NO_MAPPING = "a dashboard must be a mapping; export it from Grafana as JSON"
_ELSEWHERE = (
    "gzipJson",
    "gzipJsonModel",
    "grafanaCom",
    "url",
    "urlAuthorization",
    "jsonnet",
    "jsonnetLib",
    "configMapRef",
)


def read_dashboard(text: str, file: str) -> dict[str, Any]:
    """The only dashboard of a file; `file` is its path in messages. Raises `Problems`."""
    dashboards = read_dashboards(text, file)
    if len(dashboards) > 1:
        message = f"this file has {len(dashboards)} dashboards; put each into its own file"
        raise Problems((Problem(Place(file, 1, 1), message),))
    return dashboards[0]


def read_dashboards(text: str, file: str) -> tuple[dict[str, Any], ...]:
    """The dashboards of a file, at least one. Raises `Problems`."""
    dashboards = tuple(dashboard for value in _values(text, file) for dashboard in _unwrapped(value, file, 0))
    if not dashboards:
        _refuse(file, "no dashboard in this file")
    for dashboard in dashboards:
        if len(mappings(mapping(dashboard.get("templating")).get("list"))) > MAX_VARIABLES:
            _refuse(file, f"this dashboard has more than {MAX_VARIABLES} variables")
    return dashboards


def _values(text: str, file: str) -> list[Any]:
    """The documents of a file: one of JSON, or several of YAML."""
    text = text.removeprefix("\ufeff")
    if len(text) > MAX_CHARACTERS:
        _refuse(file, f"this file has more than {MAX_CHARACTERS:,} characters")
    if not text.strip():
        _refuse(file, "this file is empty; export the dashboard from Grafana as JSON")
    if _HELM.match(text):
        _refuse(file, "a Helm template, not yet a dashboard; render it with `helm template` first")
    if file.endswith((".yaml", ".yml")) and not text.lstrip().startswith("{"):
        parts = _parts(text)
        return [value for part in parts if (value := read(part, file).data) is not None]
    try:
        return [json.loads(text)]
    except json.JSONDecodeError as error:
        place = Place(file, error.lineno, error.colno)
        raise Problems((Problem(place, f"not JSON: {error.msg.lower()}"),)) from None
    except RecursionError:
        _refuse(file, "values are nested too deeply")
    except ValueError:
        _refuse(file, "a number has too many digits")


def _parts(text: str) -> list[str]:
    """The documents of a YAML file, each with the empty lines before it, so that places stay right."""
    parts, begin = [], 0
    for separator in (*_DOCUMENTS.finditer(text), None):
        end = separator.start() if separator else len(text)
        parts.append("\n" * text.count("\n", 0, begin) + text[begin:end])
        begin = separator.end() if separator else end
    return parts


def _unwrapped(value: Any, file: str, depth: int) -> Iterator[dict[str, Any]]:
    if not isinstance(value, dict) or depth > _WRAPPERS:
        _refuse(file, _NO_MAPPING)
    kind, spec = str(value.get("kind", "")), mapping(value.get("spec"))
    if kind == "ConfigMap":
        yield from _of_config_map(value, file, depth)
    elif kind.endswith("List") and isinstance(value.get("items"), list):
        for item in mappings(value["items"]):
            if item.get("kind") in ("ConfigMap", "Dashboard", "GrafanaDashboard"):
                yield from _unwrapped(item, file, depth + 1)
    elif kind == "GrafanaDashboard":
        yield from _of_operator(spec, file, depth)
    elif kind == "Dashboard" and isinstance(spec.get("panels"), dict):
        _refuse(file, "this is a dashboard of Perses; give one of Grafana")
    elif kind == "Dashboard" and spec:
        yield from _unwrapped(spec, file, depth + 1)
    elif kind and "apiVersion" in value:
        return  # another Kubernetes resource beside the dashboards
    elif isinstance(value.get("dashboard"), dict):
        yield from _unwrapped(value["dashboard"], file, depth + 1)
    elif is_v2(value):
        yield classic_of_v2(value)
    elif _MARKS.isdisjoint(value):
        said = f"; Grafana's answer was: {value['message']}" if isinstance(value.get("message"), str) else ""
        _refuse(file, f"no dashboard in this file: it has no 'panels', 'rows' or 'elements'{said}")
    else:
        yield value


def _of_config_map(config_map: dict[str, Any], file: str, depth: int) -> Iterator[dict[str, Any]]:
    for key, content in mapping(config_map.get("data")).items():
        if isinstance(content, str) and content.lstrip().startswith("{"):
            yield from _parsed(content, f"{file} ({key})", depth)


def _of_operator(spec: dict[str, Any], file: str, depth: int) -> Iterator[dict[str, Any]]:
    """A resource of the Grafana operator."""
    if isinstance(spec.get("json"), str):
        yield from _parsed(spec["json"], f"{file} (spec.json)", depth)
    elif elsewhere := [key for key in _ELSEWHERE if key in spec]:
        _refuse(file, f"the dashboard is not in this file but behind 'spec.{elsewhere[0]}'; give it as JSON")


def _parsed(content: str, file: str, depth: int) -> Iterator[dict[str, Any]]:
    for value in _values(content, file):
        if not (isinstance(value, dict) and _MARKS.isdisjoint(value) and not {"kind", "dashboard"} & set(value)):
            yield from _unwrapped(value, file, depth + 1)  # a ConfigMap may have other files too


def _refuse(file: str, message: str) -> NoReturn:
    raise Problems((Problem(Place(file, 1, 1), message),))
