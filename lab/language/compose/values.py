"""Values of Compose keys in one form: what Compose lets people write in several ways is written in one way here.

Each function takes a value as YAML has it and returns the one form. It raises Refused for a value that Compose would
not take, or that would take something from your environment. Messages begin with a verb: the
name of the value comes before them.
"""

from __future__ import annotations

import ipaddress
import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from lab.language.json_values import shape

Normalise: TypeAlias = Callable[[Any], Any]


class Refused(ValueError):
    """`path` leads from the value that was given to the one that is wrong."""

    def __init__(self, message: str, path: tuple[int | str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.path = path


def at(step: int | str, normalise: Normalise, value: Any) -> Any:
    """The one form of a value inside of another, under this key or index."""
    try:
        return normalise(value)
    except Refused as refused:
        raise Refused(refused.message, (step, *refused.path)) from None


_VARIABLE = re.compile(r"\$(?:\$|\{(?P<braced>[^}]*)\}?|(?P<named>[A-Za-z_]\w*)|)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_DURATION = re.compile(r"(\d+(\.\d+)?(us|µs|ms|s|m|h))+")
_PART = re.compile(r"(\d+(?:\.\d+)?)(us|µs|ms|s|m|h)")
_SECONDS = {"us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgt]?)i?b?", re.IGNORECASE)
_UNITS = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3, "t": 1024**4}
_ENV_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_LABEL_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./-]*")
_USER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?")
_HOST_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*")
_OWN_LABELS = ("dev.lab.", "com.docker.compose.")
MAX_MEMORY = 16 * 1024**3
MAX_SHARED = 1024**3
MAX_GRACE_S = 60.0
MIN_MEMORY = 6 * 1024**2  # less is refused by the engine


def literal(value: Any) -> str:
    """Text in which Compose replaces nothing: `$$` is a dollar sign, `$NAME` and `${NAME}` are refused."""
    if not isinstance(value, str):
        raise Refused(f"must be text, not {quoted(value)}")
    if odd := _CONTROL.search(value):
        raise Refused(f"has the control character {odd[0]!r}; remove it")
    for found in _VARIABLE.finditer(value):
        if found[0] == "$$":
            continue
        if found["braced"] is None and found["named"] is None:
            raise Refused(f"has a single '$' in {value!r}; write '$$' for a dollar sign")
        raise Refused(
            f"has {found[0]!r}, which Compose would replace with a variable from your environment; "
            "write the value itself, or '$$' for a dollar sign"
        )
    return value


def scalar(value: Any) -> str:
    """Text of a text, a number or a boolean."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return literal(value)


def boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Refused(f"must be true or false, not {quoted(value)}")
    return value


def whole_number(low: int, high: int) -> Normalise:
    """Compose also takes a number in quotes."""

    def normalise(value: Any) -> int:
        number = int(value) if isinstance(value, str) and re.fullmatch(r"-?\d{1,12}", value) else value
        if isinstance(number, bool) or not isinstance(number, int) or not low <= number <= high:
            raise Refused(f"must be a whole number from {low} to {high}, not {quoted(value)}")
        return number

    return normalise


def number_up_to(high: float) -> Normalise:
    def normalise(value: Any) -> float | int:
        number: Any = value
        if isinstance(value, str) and re.fullmatch(r"\d{1,9}(\.\d{1,9})?", value):
            number = float(value)
        if isinstance(number, bool) or not isinstance(number, int | float) or not 0.01 <= number <= high:
            raise Refused(f"must be a number from 0.01 to {high:g}, not {quoted(value)}")
        return number

    return normalise


def one_of(*known: str) -> Normalise:
    def normalise(value: Any) -> str:
        if value not in known:
            raise Refused(f"must be one of {', '.join(known)}, not {quoted(value)}")
        return str(value)

    return normalise


def matching(pattern: str, example: str) -> Normalise:
    """Text of this form; a number counts as text."""

    def normalise(value: Any) -> str:
        text = scalar(value)
        if not re.fullmatch(pattern, text) or isinstance(value, bool):
            raise Refused(f"is not valid: {text!r}; for example {example}")
        return text

    return normalise


def duration(value: Any) -> str:
    if not isinstance(value, str) or not _DURATION.fullmatch(value):
        raise Refused(f"must be a duration with its unit, not {quoted(value)}; for example 1m30s")
    return value


def duration_s(text: str) -> float:
    """Seconds of a duration that has been checked."""
    return sum(float(number) * _SECONDS[unit] for number, unit in _PART.findall(text))


def size(value: Any) -> int:
    """Bytes of `512m`, `1gb`, `"1024"` or a number."""
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    match = _SIZE.fullmatch(value) if isinstance(value, str) else None
    if match is None or len(match[1]) > 15 or float(match[1]) <= 0:
        raise Refused(f"must be a size above 0, not {quoted(value)}; for example 512m or 1g")
    return int(float(match[1]) * _UNITS[match[2].lower()])


def memory(value: Any) -> int:
    if (amount := size(value)) < MIN_MEMORY:
        raise Refused(f"must be at least 6m, which is the least that Docker accepts, not {quoted(value)}")
    if amount > MAX_MEMORY:
        raise Refused(f"may be at most 16g, not {quoted(value)}: a lab must not take the memory of the host")
    return amount


def shared_memory(value: Any) -> int:
    if (amount := size(value)) > MAX_SHARED:
        raise Refused(f"may be at most 1g, not {quoted(value)}")
    return amount


def grace_period(value: Any) -> str:
    """At most a minute: taking a lab down waits for it."""
    text = duration(value)
    if duration_s(text) > MAX_GRACE_S:
        raise Refused(f"may be at most 1m, not {quoted(value)}: taking a lab down waits for it")
    return text


def absolute_path(value: Any) -> str:
    text = literal(value)
    if not text.startswith("/") or ":" in text or ".." in text.split("/"):
        raise Refused(f"must be an absolute path in the container, not {text!r}")
    return text


def user(value: Any) -> str:
    text = scalar(value)
    if isinstance(value, bool | float) or not _USER.fullmatch(text):
        raise Refused(f"must be a user or user:group, by name or number, not {quoted(value)}")
    return text


def host_name(value: Any) -> str:
    text = literal(value)
    if len(text) > 63 or not _HOST_NAME.fullmatch(text):
        raise Refused("is not a host name; use letters, digits and '-'")
    return text


def address(value: Any) -> str:
    try:
        return str(ipaddress.ip_address(literal(value)))
    except ValueError:
        raise Refused(f"must be an IP address, not {quoted(value)}: names of the host are not known in a lab") from None


def words(value: Any) -> list[str]:
    """A command as a list; text is split as a shell would, which is what Compose does."""
    if isinstance(value, str):
        literal(value)
        try:
            return shlex.split(value)
        except ValueError as error:
            raise Refused(f"cannot be split into words ({str(error).lower()}); write it as a list") from None
    return [at(index, _word, item) for index, item in enumerate(sequence(value, "a string or a list of strings"))]


def _word(value: Any) -> str:
    if isinstance(value, Mapping | list | tuple) or value is None:
        raise Refused(f"must be text, not {quoted(value)}; put it in quotes")
    return scalar(value)


def one_or_more(form: Normalise) -> Normalise:
    """A single text stands for a list of one."""

    def normalise(value: Any) -> list[Any]:
        return [form(value)] if isinstance(value, str) else list_of(form)(value)

    return normalise


def list_of(form: Normalise) -> Normalise:
    return lambda value: [at(index, form, item) for index, item in enumerate(sequence(value))]


def sequence(value: Any, what: str = "a list") -> Sequence[Any]:
    if isinstance(value, list | tuple):
        return value
    raise Refused(f"must be {what}, not {quoted(value)}")


def mapping(value: Any) -> Mapping[str, Any]:
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return value
    raise Refused(f"must be a mapping, not {quoted(value)}")


def environment(value: Any) -> dict[str, str]:
    """By name, from a mapping or a list of `NAME=value`."""
    return _by_name(value, _ENV_NAME, "is not a name of an environment variable", _env_value)


def _env_value(value: Any) -> str:
    if value is None:
        raise Refused("has no value, and Compose would take it from your environment; write one, or ''")
    return scalar(value)


def labels(value: Any) -> dict[str, str]:
    """By name, from a mapping or a list of `name=value`; without a value it is empty."""
    form = _by_name(value, _LABEL_NAME, "is not a label; use letters, digits, '.', '-', '_' and '/'", _or_empty)
    for name in form:
        if name.startswith(_OWN_LABELS):
            raise Refused("is a label by which lab and Compose find their containers; use another name", (name,))
    return form


def sysctls(value: Any) -> dict[str, str]:
    fault = "may not be set: only net.*, which belong to the container's own network"
    return _by_name(value, re.compile(r"net\.[a-z0-9_.]+"), fault, _or_empty)


def extra_hosts(value: Any) -> dict[str, str]:
    """By host name, from a mapping or a list of `name=address` or `name:address`."""
    pairs = value
    if isinstance(value, list | tuple):
        items = (re.split(r"[=:]", scalar(item), maxsplit=1) for item in value)
        pairs = {name: "".join(rest) for name, *rest in items}
    return {at(name, host_name, name): at(name, address, text) for name, text in mapping(pairs).items()}


def _or_empty(value: Any) -> str:
    return "" if value is None else scalar(value)


def _by_name(value: Any, names: re.Pattern[str], fault: str, form: Normalise) -> dict[str, str]:
    if isinstance(value, Mapping):
        steps: dict[str, Any] = {str(name): (name, text) for name, text in value.items()}
    else:
        steps = {}
        for index, item in enumerate(sequence(value, "a mapping, or a list of NAME=value")):
            name, equals, text = at(index, scalar, item).partition("=")
            steps[name] = (index, text if equals else None)
    for name, (step, _) in steps.items():
        if not names.fullmatch(name):
            raise Refused(fault if step == name else f"begins with {name!r}, which {fault}", (step,))
    return {name: at(step, form, text) for name, (step, text) in steps.items()}


def quoted(value: Any) -> str:
    """A value as messages name it, at most 80 characters."""
    text = shape(value) or repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
