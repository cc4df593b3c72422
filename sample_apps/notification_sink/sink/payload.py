"""Validates a request body as a notification. The text is kept as it came."""

import json
from typing import Any, NoReturn


class InvalidNotification(ValueError):
    """The body is rejected; the message is for the sender."""


def _reject_constant(name: str) -> NoReturn:
    raise InvalidNotification(f"the body is not valid JSON: {name} is no JSON value")


def read_notification(raw: bytes) -> tuple[str, dict[str, Any]]:
    """Returns the text of the body and its parsed JSON object."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidNotification(f"the body is not UTF-8: {error.reason} at byte {error.start}") from error
    try:
        payload = json.loads(text, parse_constant=_reject_constant)
    except json.JSONDecodeError as error:
        raise InvalidNotification(
            f"the body is not valid JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        ) from error
    except RecursionError as error:
        raise InvalidNotification("the body is nested too deeply") from error
    if not isinstance(payload, dict):
        raise InvalidNotification(f"the body must be a JSON object, not a {type(payload).__name__}")
    return text, payload
