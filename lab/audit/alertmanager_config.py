"""The configuration that an Alertmanager has loaded, as its API tells it: without its secrets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from lab.audit.budget import BudgetedService
from lab.language.json_values import mapping

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_YAML = 500_000  # characters


def fetch_alertmanager(service: BudgetedService) -> Mapping[str, Any] | str:
    """A text says why it is not known."""
    answer = service.get("/api/v2/status")
    if answer.error:
        return answer.error
    text = mapping(mapping(answer.json).get("config")).get("original")
    if not isinstance(text, str):
        return "not an answer of Alertmanager"
    if len(text) > _MAX_YAML:
        return f"its configuration has more than {_MAX_YAML:,} characters"
    try:
        config = yaml.load(text, Loader=_LOADER)  # noqa: S506 -- a safe one
    except (yaml.YAMLError, ValueError, RecursionError):
        return "its configuration cannot be read"
    return mapping(config)
