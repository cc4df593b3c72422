"""One way to ask over HTTP: short time-outs, one session per thread, and failures as values."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests

TIMEOUT_S = (2.0, 10.0)  # to connect, to answer

_local = threading.local()


@dataclass(frozen=True, slots=True)
class Answer:
    """Either JSON, or `error` in words. `refused`: the backend understood and said no; asking again is of no use."""

    json: Any = None
    error: str = ""
    refused: bool = False


def get(url: str, params: Mapping[str, str | float | list[str]] | None = None) -> Answer:
    try:
        response = _session().get(url, params=params, timeout=TIMEOUT_S)
    except requests.RequestException as error:
        return Answer(error=f"{url} does not answer: {_root(error)}")
    try:
        body = response.json()
    except ValueError:
        body = None
    if response.status_code in (400, 422):
        words = body.get("error", "") if isinstance(body, dict) else response.text[:200]
        return Answer(error=words or f"status {response.status_code}", refused=True)
    if not response.ok or body is None:
        return Answer(error=f"{url} answered {response.status_code}: {response.text[:200]}")
    return Answer(json=body)


def unready(url: str) -> str:
    """Why a readiness path does not say yes; empty when it does."""
    try:
        response = _session().get(url, timeout=(0.5, 2.0))
    except requests.RequestException:
        return "does not answer"
    return "" if response.ok else f"answers {response.status_code}"


def _session() -> requests.Session:
    if not hasattr(_local, "session"):
        session = requests.Session()
        session.trust_env = False  # a proxy of the user's has no business with loopback
        _local.session = session
    return _local.session  # type: ignore[no-any-return]


def _root(error: BaseException) -> str:
    while error.__context__ is not None:
        error = error.__context__
    return str(error) or type(error).__name__
