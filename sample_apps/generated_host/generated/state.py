"""The state of the host: which shares of its CPU, memory and disk are in use. Validates changes."""

import json
import math
from dataclasses import asdict, dataclass, fields, replace
from typing import Any


class InvalidState(ValueError):
    """The change is rejected; the message is for the client."""


@dataclass(frozen=True, slots=True)
class State:
    """Shares from 0 to 1."""

    cpu_busy: float = 0.1
    memory_used: float = 0.3
    disk_used: float = 0.2

    def as_json(self) -> str:
        return json.dumps(asdict(self))


def update_state(state: State, text: bytes) -> State:
    """`text` is a JSON object with any of the shares."""
    try:
        changes = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidState(f"the body is not valid JSON: {error}") from error
    if not isinstance(changes, dict):
        raise InvalidState(f"the body must be a JSON object, not a {type(changes).__name__}")
    known = [field.name for field in fields(State)]
    for name in changes:
        if name not in known:
            raise InvalidState(f"there is no {name!r}; there are: {', '.join(known)}")
    return replace(state, **{name: _share(name, value) for name, value in changes.items()})


def _share(name: str, value: Any) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value) or not 0 <= value <= 1:
        raise InvalidState(f"{name} must be a number from 0 to 1, not {json.dumps(value)}")
    return float(value)
