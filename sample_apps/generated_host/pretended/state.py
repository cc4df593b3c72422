"""What the host is told to be: which shares of its CPU, memory and disk are in use. Decides which requests to change
that are good ones."""

import json
import math
from dataclasses import asdict, dataclass, fields, replace
from typing import Any


class NotAState(ValueError):
    """The change is refused; the message is meant for whoever asked."""


@dataclass(frozen=True, slots=True)
class State:
    """Shares from 0 to 1."""

    cpu_busy: float = 0.1
    memory_used: float = 0.3
    disk_used: float = 0.2

    def as_json(self) -> str:
        return json.dumps(asdict(self))


def changed(state: State, text: bytes) -> State:
    """`text` is a JSON object with any of the shares."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotAState(f"the body is not valid JSON: {error}") from error
    if not isinstance(said, dict):
        raise NotAState(f"the body must be a JSON object, not a {type(said).__name__}")
    known = [field.name for field in fields(State)]
    for name in said:
        if name not in known:
            raise NotAState(f"there is no {name!r}; there are: {', '.join(known)}")
    return replace(state, **{name: _share(name, value) for name, value in said.items()})


def _share(name: str, value: Any) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value) or not 0 <= value <= 1:
        raise NotAState(f"{name} must be a number from 0 to 1, not {json.dumps(value)}")
    return float(value)
