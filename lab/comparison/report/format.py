"""How comparisons write what was measured: values in units a person reads, ratios in words, verdicts in a few words."""

from __future__ import annotations

from collections.abc import Sequence

from lab.report.formatting import plain_number

_BINARY = ("B", "KiB", "MiB", "GiB", "TiB")
_WAITED = (".noticed", ".recovered")  # measures that end with a wait when what they wait for does not come
_MUCH = 1.5  # from here on a ratio is said as "1.8 times", below as "23 % more"


def measured(value: float, unit: str) -> str:
    """Three digits, in units of `Measurement.unit`."""
    match unit:
        case "bytes":
            return _bytes(value)
        case "bytes/s":
            return f"{_bytes(value)}/s"
        case "s":
            return _seconds(value)
        case "ms":
            return _seconds(value / 1e3)
        case "us":
            return _seconds(value / 1e6)
        case "share":
            return f"{_digits(value * 100)} %"
        case "1/s":
            return f"{_digits(value)}/s"
        case "count" | "":
            return f"{value:,.0f}" if value == round(value) else _digits(value)
        case _:
            return f"{_digits(value)} {unit}"


def shown(value: float, name: str, unit: str, wait: float) -> str:
    """A value of a measure; what took the whole wait was not seen to end."""
    if wait and name.endswith(_WAITED) and value >= wait:
        return f"> {measured(wait, unit)}"
    return measured(value, unit)


def larger_by(ratio: float) -> str:
    """How much more the larger of two is, of what follows: `1.8 times the`, `23 % more`."""
    if ratio >= _MUCH:
        return f"{_digits(ratio, 2)} times the"
    return f"{_digits((ratio - 1) * 100, 2)} % more"


def listed(words: Sequence[str], last: str = "and") -> str:
    """One, two and three."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def _bytes(value: float) -> str:
    power = 0
    while power < len(_BINARY) - 1 and abs(value) >= 1000 * 1024**power:
        power += 1
    return f"{_digits(value / 1024**power)} {_BINARY[power]}"


def _seconds(value: float) -> str:
    size = abs(value)
    if size == 0 or size >= 0.9995:
        return f"{_digits(value)} s"
    return f"{_digits(value * 1e3)} ms" if size >= 0.9995e-3 else f"{_digits(value * 1e6)} µs"


def _digits(value: float, digits: int = 3) -> str:
    return plain_number(float(f"{value:.{digits}g}")) if abs(value) < 10.0**digits else f"{value:,.0f}"
