"""Decides whether a request body is a notification worth keeping, and says why when it is not. The text
itself is kept as it came, never written anew."""

import json
from typing import Any, NoReturn


class NotANotification(ValueError):
    """The body is refused; the message is meant for the sender."""


def _refuse_constant(name: str) -> NoReturn:
    raise NotANotification(f"the body is not valid JSON: {name} is no JSON value")


def read_notification(raw: bytes) -> tuple[str, dict[str, Any]]:
    """Returns the text of the body and what it says."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotANotification(f"the body is not UTF-8: {error.reason} at byte {error.start}") from error
    try:
        said = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise NotANotification(
            f"the body is not valid JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        ) from error
    except RecursionError as error:
        raise NotANotification("the body is nested too deeply") from error
    if not isinstance(said, dict):
        raise NotANotification(f"the body must be a JSON object, not a {type(said).__name__}")
    return text, said
