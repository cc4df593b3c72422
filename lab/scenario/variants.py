"""The variants of a scenario: what they are called, and which of them a name means.

`otel-direct[0.46b0]` is the variant of `otel-direct` with that value; `NAME[protocol=rw2]` names the axis too, which is
needed when another axis has the same value; `NAME[0.46b0,grpc]` has a value on two axes; `NAME[*]` is every variant. A
value without patches names the scenario as written.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Annotated, TypeAlias

from pydantic import AfterValidator

from lab.errors import UsageError
from lab.language.one_line import OneLine
from lab.language.suggestions import did_you_mean

EVERY = "*"
_RESERVED = "[],=*"
_BRACKETS = re.compile(r"(.+)\[([^\[\]]*)\]")

Variant: TypeAlias = Mapping[str, str]  # axis -> value
Axes: TypeAlias = Mapping[str, Mapping[str, Collection[object]]]  # axis -> value -> its patches


def _without_reserved(name: str) -> str:
    if any(character in name for character in _RESERVED) or name != name.strip():
        raise ValueError(
            f"{name!r} cannot be chosen by a name such as 'prom-pull[{name}]'; "
            f"write it without {' '.join(_RESERVED)} and without spaces around it"
        )
    return name


VariantWord: TypeAlias = Annotated[OneLine, AfterValidator(_without_reserved)]


def split_name(name: str) -> tuple[str, str]:
    """`otel-direct[0.46b0]` is `otel-direct` and `0.46b0`; the second is empty for a name without brackets."""
    match = _BRACKETS.fullmatch(name)
    return (match[1], match[2].strip() or " ") if match else (name, "")


def as_written(axes: Axes) -> dict[str, str]:
    """The values that name the scenario as written: those without patches."""
    return {axis: value for axis, values in axes.items() for value, patches in values.items() if not patches}


def changed_variants(axes: Axes) -> tuple[Variant, ...]:
    """The variants that differ from the scenario as written, with one value changed at a time."""
    return tuple({axis: value} for axis, values in axes.items() for value, patches in values.items() if patches)


def named_variants(axes: Axes) -> tuple[Variant, ...]:
    """Every variant that has a name: the scenario as written where a value names it, and those that differ from it."""
    written = as_written(axes)
    return (*((written,) if written else ()), *changed_variants(axes))


def agree(chosen: Variant, other: Variant) -> bool:
    """Whether no axis has another value in `other` than in `chosen`."""
    return all(chosen.get(axis, value) == value for axis, value in other.items())


def full_variant(axes: Axes, variant: Variant) -> dict[str, str]:
    """With the values of the other axes that name the scenario as written, in the order of the file."""
    chosen = {**as_written(axes), **variant}
    return {axis: chosen[axis] for axis in (*axes, *variant) if axis in chosen}


def variant_name(axes: Axes, variant: Variant) -> str:
    """What stands in the brackets of a name; empty for a scenario as written that no value names."""
    return ",".join(
        f"{axis}={value}" if any(value in axes[other] for other in axes if other != axis) else value
        for axis, value in variant.items()
    )


def variants_named(scenario: str, axes: Axes, choice: str) -> tuple[Variant, ...]:
    """The variants that the text in the brackets means: several only for `*`. Raises UsageError."""
    if not axes:
        raise UsageError(f"{scenario} has no variants", remedy=f"name it without brackets: {scenario}")
    if choice == EVERY:
        return named_variants(axes)
    variant: dict[str, str] = {}
    for word in choice.split(","):
        axis, value = _axis_and_value(scenario, axes, word.strip())
        if variant.setdefault(axis, value) != value:
            raise UsageError(f"{scenario}[{choice}]: {axis} is either {variant[axis]} or {value}; give one of them")
    return (variant,)


def check_variant(scenario: str, axes: Axes, variant: Variant) -> None:
    """Raises UsageError for an axis or a value that the scenario does not have."""
    for axis, value in variant.items():
        if axis not in axes:
            raise _unknown(scenario, axes, f"{axis}={value}", did_you_mean(axis, axes))
        if value not in axes[axis]:
            raise _unknown(scenario, axes, f"{axis}={value}", did_you_mean(value, axes[axis]))


def _axis_and_value(scenario: str, axes: Axes, word: str) -> tuple[str, str]:
    axis, equals, value = word.partition("=")
    if equals:
        check_variant(scenario, axes, {axis.strip(): value.strip()})
        return axis.strip(), value.strip()
    owners = [name for name, values in axes.items() if word in values]
    if len(owners) > 1:
        several = " or ".join(f"{scenario}[{name}={word}]" for name in owners)
        raise UsageError(f"{scenario}[{word}]: {' and '.join(owners)} both have this value", remedy=f"name {several}")
    if not owners:
        values = [value for values in axes.values() for value in values]
        raise _unknown(scenario, axes, repr(word), did_you_mean(word, values))
    return owners[0], word


def _unknown(scenario: str, axes: Axes, wanted: str, hint: str) -> UsageError:
    names = ", ".join(variant_name(axes, variant) for variant in named_variants(axes))
    return UsageError(f"{scenario} has no variant {wanted}{hint}", remedy=f"its variants: {names}" if names else "")
