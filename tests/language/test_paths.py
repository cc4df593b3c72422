from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.language.paths import Item, Key, MissingError, PathError, Segment, bounded_replace, format_path, parse_path


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        pytest.param("global", (Key("global"),), id="one key"),
        pytest.param("a.b.c", (Key("a"), Key("b"), Key("c")), id="keys"),
        pytest.param(
            "groups[http].rules[0].for", (Key("groups"), Item("http"), Key("rules"), Item("0"), Key("for")), id="items"
        ),
        pytest.param('labels."a.b[c]".d', (Key("labels"), Key("a.b[c]"), Key("d")), id="quoted"),
        pytest.param("[0][name with spaces]", (Item("0"), Item("name with spaces")), id="a list at the top"),
        pytest.param(
            "panels[Requests per second, by 5xx].x",
            (Key("panels"), Item("Requests per second, by 5xx"), Key("x")),
            id="titles",
        ),
    ],
)
def test_parse_path(text: str, segments: tuple[Segment, ...]) -> None:
    assert parse_path(text) == segments
    assert format_path(segments) == text


@pytest.mark.parametrize("wrong", [".a", "a.", "a..b", "a[", "a[]", "a]", '"a', 'a."', "a[b", ""])
def test_parse_path_invalid(wrong: str) -> None:
    with pytest.raises(PathError, match=r"is not a path; write for example|the path is empty"):
        parse_path(wrong)


names = st.text(st.characters(exclude_characters='"', exclude_categories=("Cs",)), min_size=1)
items = st.text(st.characters(exclude_characters="]", exclude_categories=("Cs",)), min_size=1)


@given(st.lists(names.map(Key) | items.map(Item), min_size=1, max_size=6))
def test_format_path_round_trip(segments: list[Segment]) -> None:
    assert parse_path(format_path(tuple(segments))) == tuple(segments)


@pytest.mark.parametrize(("name", "index"), [("0", 0), ("12", 12), ("-1", None), ("²", None), ("1a", None)])
def test_item_index(name: str, index: int | None) -> None:
    assert Item(name).index == index


@pytest.mark.parametrize(
    ("parent", "segment", "known", "message"),
    [
        (
            (Key("exporters"),),
            Item("otlp_http/metrics"),
            ("otlp_http/metrics",),
            "'exporters' is a mapping, and its keys are named after a dot, without brackets: write "
            "exporters.otlp_http/metrics",
        ),
        (
            (Key("groups"),),
            Key("http"),
            ("http",),
            "'groups' is a list, and its items are named in brackets: write groups[http]",
        ),
        ((Key("groups"),), Key("htp"), ("http",), "'groups' is a list, and has no item 'htp'; did you mean 'http'?"),
        (
            (),
            Item("a.b"),
            ("a.b",),
            'the file is a mapping, and its keys are named after a dot, without brackets: write "a.b"',
        ),
    ],
)
def test_missing_error_says_how_it_is_written(
    parent: tuple[Key, ...], segment: Key | Item, known: tuple[str, ...], message: str
) -> None:
    error = MissingError(parent, segment, known, other_kind=True)

    assert str(error).partition(": ")[2] == message


def test_bounded_replace() -> None:
    assert bounded_replace("aba", "a", "xx", "p") == "xxbxx"
    with pytest.raises(PathError, match="p: replacing 'a' makes more than 1,000,000 characters"):
        bounded_replace("a" * 10_000, "a", "a" * 101, "p")


def test_parse_path_too_long() -> None:
    with pytest.raises(PathError, match="is too long for a path; at most 2,000 characters"):
        parse_path("a." * 2_000 + "b")
