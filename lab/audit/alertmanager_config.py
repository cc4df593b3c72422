"""The configuration that an Alertmanager has loaded, as its API tells it: without its secrets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lab.audit.budget import BudgetedService
from lab.backends.loaded_config import loaded_config
from lab.language.json_values import mapping


def fetch_alertmanager(service: BudgetedService) -> Mapping[str, Any] | str:
    """A text says why it is not known."""
    answer = service.get("/api/v2/status")
    if answer.error:
        return answer.error
    text = mapping(mapping(answer.json).get("config")).get("original")
    if not isinstance(text, str):
        return "not an answer of Alertmanager"
    try:
        return mapping(loaded_config(text))
    except ValueError as error:
        return str(error)
