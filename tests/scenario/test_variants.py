"""What variants are called, and which of them a name means."""

from __future__ import annotations

import pytest

from lab.errors import UsageError
from lab.scenario.variants import (
    changed_variants,
    full_variant,
    named_variants,
    split_name,
    variant_name,
    variants_named,
)

PATCHES = ("a patch",)
AXES = {
    "protocol": {"rw1": (), "rw2": PATCHES},
    "version": {"0.42b0": PATCHES, "newest": PATCHES},
    "size": {"newest": PATCHES},
}


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("otel-direct", ("otel-direct", "")),
        ("otel-direct[0.46b0]", ("otel-direct", "0.46b0")),
        ("../a/scenario.yaml[protocol=rw2, size=big]", ("../a/scenario.yaml", "protocol=rw2, size=big")),
        ("otel-direct[]", ("otel-direct", " ")),
        ("a[b]c", ("a[b]c", "")),
    ],
)
def test_split_name(name: str, parts: tuple[str, str]) -> None:
    assert split_name(name) == parts


def test_named_variants() -> None:
    changed = ({"protocol": "rw2"}, {"version": "0.42b0"}, {"version": "newest"}, {"size": "newest"})

    assert changed_variants(AXES) == changed
    assert named_variants(AXES) == ({"protocol": "rw1"}, *changed)
    assert named_variants({}) == ()


@pytest.mark.parametrize(
    ("variant", "name"),
    [
        ({}, "rw1"),
        ({"protocol": "rw2"}, "rw2"),
        ({"version": "0.42b0"}, "rw1,0.42b0"),
        ({"size": "newest"}, "rw1,size=newest"),
        ({"version": "newest", "protocol": "rw2"}, "rw2,version=newest"),
    ],
)
def test_variant_name_and_back(variant: dict[str, str], name: str) -> None:
    full = full_variant(AXES, variant)

    assert variant_name(AXES, full) == name
    assert variants_named("x", AXES, name) == (full,)


@pytest.mark.parametrize(
    ("choice", "variants"),
    [
        ("rw2", ({"protocol": "rw2"},)),
        ("protocol=rw2", ({"protocol": "rw2"},)),
        (" 0.42b0 , protocol = rw1 ", ({"version": "0.42b0", "protocol": "rw1"},)),
        ("*", named_variants(AXES)),
    ],
)
def test_variants_named(choice: str, variants: tuple[dict[str, str], ...]) -> None:
    assert variants_named("x", AXES, choice) == variants


@pytest.mark.parametrize(
    ("choice", "message", "remedy"),
    [
        ("rw3", "x has no variant 'rw3'; did you mean 'rw2'?", "its variants: rw1, rw2, 0.42b0, "),
        ("protocl=rw2", "x has no variant protocl=rw2; did you mean 'protocol'?", "its variants: rw1"),
        ("protocol=http", "x has no variant protocol=http; known: rw1, rw2", "its variants: rw1"),
        (" ", "x has no variant ''; known: rw1, rw2, 0.42b0, newest", "its variants: rw1"),
        ("newest", "x[newest]: version and size both have this value", "name x[version=newest] or x[size=newest]"),
        ("rw1,rw2", "x[rw1,rw2]: protocol is either rw1 or rw2; give one of them", ""),
    ],
)
def test_variants_named_that_are_not_there(choice: str, message: str, remedy: str) -> None:
    with pytest.raises(UsageError) as caught:
        variants_named("x", AXES, choice)

    assert caught.value.message == message
    assert caught.value.remedy.startswith(remedy)


def test_variants_named_without_variants() -> None:
    with pytest.raises(UsageError, match="x has no variants"):
        variants_named("x", {}, "*")
