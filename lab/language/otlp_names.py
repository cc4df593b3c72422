"""The names that Prometheus gives to OpenTelemetry metrics and attributes, by translation strategy.

The rules are those of prometheus/otlptranslator, which the OTLP receiver of Prometheus and the exporters of the
Collector use.
"""

from __future__ import annotations

import re
from typing import Literal, TypeAlias, get_args

Strategy: TypeAlias = Literal[
    "UnderscoreEscapingWithSuffixes",
    "UnderscoreEscapingWithoutSuffixes",
    "NoUTF8EscapingWithSuffixes",
    "NoTranslation",
]
InstrumentType: TypeAlias = Literal["counter", "updown", "gauge", "histogram"]  # updown: a sum that can also fall

STRATEGIES: tuple[Strategy, ...] = get_args(Strategy)
DEFAULT_STRATEGY: Strategy = "UnderscoreEscapingWithSuffixes"
_ESCAPING = ("UnderscoreEscapingWithSuffixes", "UnderscoreEscapingWithoutSuffixes")

_UNITS = {
    "d": "days",
    "h": "hours",
    "min": "minutes",
    "s": "seconds",
    "ms": "milliseconds",
    "us": "microseconds",
    "ns": "nanoseconds",
    "By": "bytes",
    "KiBy": "kibibytes",
    "MiBy": "mebibytes",
    "GiBy": "gibibytes",
    "TiBy": "tibibytes",
    "KBy": "kilobytes",
    "MBy": "megabytes",
    "GBy": "gigabytes",
    "TBy": "terabytes",
    "m": "meters",
    "V": "volts",
    "A": "amperes",
    "J": "joules",
    "W": "watts",
    "g": "grams",
    "Cel": "celsius",
    "Hz": "hertz",
    "1": "",
    "%": "percent",
}
_PER = {"s": "second", "m": "minute", "h": "hour", "d": "day", "w": "week", "mo": "month", "y": "year"}


def metric_name(
    name: str, unit: str, type_: InstrumentType, strategy: Strategy = DEFAULT_STRATEGY, *, deduplicates: bool = True
) -> str:
    """The metric family of an instrument; a histogram's series have `_bucket`, `_sum` and `_count` after it.

    `deduplicates`: whether a suffix that the name has already is not appended again, where dots are kept. Prometheus
    3.5 and 3.6 append it.
    """
    main, per = _unit_words(unit)
    match strategy:
        case "NoTranslation":
            return name
        case "UnderscoreEscapingWithoutSuffixes":
            return _safe_start("_".join(_tokens(name)))
        case "UnderscoreEscapingWithSuffixes":
            return _safe_start("_".join(_with_suffix_tokens(_tokens(name), main, per, unit, type_)))
    suffixes = [main, per, "total" if type_ == "counter" else "", "ratio" if unit == "1" and type_ == "gauge" else ""]
    suffixes = [suffix for suffix in suffixes if suffix]
    if deduplicates:
        for suffix in reversed(suffixes):
            name = _without_suffix(name, suffix)
    return "_".join([name, *suffixes])


def label_name(attribute: str, strategy: Strategy = DEFAULT_STRATEGY) -> str:
    """The label of an attribute."""
    if strategy not in _ESCAPING or not attribute:
        return attribute
    label = re.sub(r"[^a-zA-Z0-9_]", "_", attribute)
    if label[0].isdigit():
        return "key_" + label
    return "key" + label if label.startswith("_") and not label.startswith("__") else label


def _tokens(name: str) -> list[str]:
    return re.findall(r"[^\W_:]+(?::+[^\W_:]+)*|:", name)


def _with_suffix_tokens(tokens: list[str], main: str, per: str, unit: str, type_: InstrumentType) -> list[str]:
    added = [
        word for suffix in (main, per) if suffix and suffix.removeprefix("per_") not in tokens for word in [suffix]
    ]
    tokens = [*tokens, *added]
    if type_ == "counter":
        tokens = [*(token for token in tokens if token != "total"), "total"]  # noqa: S105 - a suffix
    if unit == "1" and type_ == "gauge":
        tokens = [*(token for token in tokens if token != "ratio"), "ratio"]  # noqa: S105 - a suffix
    return tokens


def _unit_words(unit: str) -> tuple[str, str]:
    """`By/s` -> `bytes`, `per_second`. A unit in braces is an annotation and has no word."""
    main, _, per = unit.partition("/")
    main, per = ("" if "{" in part else part.strip() for part in (main, per))
    main_word = _UNITS.get(main, re.sub(r"\W+", "_", main).strip("_"))
    return main_word, f"per_{_PER.get(per, per)}" if per else ""


def _without_suffix(name: str, suffix: str) -> str:
    return name[: -len(suffix) - 1] if name.endswith(suffix) and len(name) > len(suffix) + 1 else name


def _safe_start(name: str) -> str:
    return f"_{name}" if name[:1].isdigit() else name
