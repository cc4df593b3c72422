"""Whatever the file looks like: a change changes the one value, and nothing else is touched."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lab.language.patch.data import patch_data
from lab.language.patch.model import Patch
from lab.language.patch.text import patch_text
from lab.language.paths import Item, Key, PathError, Segment, format_path
from lab.language.strict_yaml import read
from tests.language.any_yaml import yaml_texts

COMMENT = re.compile(r"# c\d+")
VALUES = st.sampled_from(["5s", "on", "a, b", "é😀", "x: y", "", 7, 0.5, True, None, [1, "é"], {"a": {"b c": "😀"}}])


def places(data: Any, above: tuple[Segment, ...] = ()) -> list[tuple[Segment, ...]]:
    """Every path of a value in the data."""
    below: list[tuple[Segment, Any]] = []
    if isinstance(data, dict):
        below = [(Key(key), value) for key, value in data.items()]
    elif isinstance(data, list):
        below = [(Item(str(index)), value) for index, value in enumerate(data)]
    return [path for segment, value in below for path in ((*above, segment), *places(value, (*above, segment)))]


def at(data: Any, path: tuple[Segment, ...]) -> Any:
    for segment in path:
        data = data[segment.name if isinstance(segment, Key) else int(segment.name)]
    return data


def changed(text: str, file: str = "f.yml", **patch: Any) -> tuple[str, Any, Any]:
    """The new text, its data, and the data that the same patch makes of the old data."""
    model = Patch.model_validate(patch)
    after, _ = patch_text(text, file, model)
    return after, read(after, file).data, patch_data(read(text, file).data, (model,))


@settings(max_examples=100, deadline=None)
@given(yaml_texts(), st.data())
def test_patch_text_sets_any_value(text: str, data: st.DataObject) -> None:
    before = read(text, "f").data
    path = data.draw(st.sampled_from(places(before)))
    value = data.draw(VALUES)

    after, found, expected = changed(text, set={format_path(path): value})

    assert found == expected
    lost = set(COMMENT.findall(text)) - set(COMMENT.findall(after))
    assert not lost or isinstance(at(before, path), dict | list), "a comment was lost"
    if "\r\n" in text:
        assert "\n" not in after.replace("\r\n", ""), "line ends are mixed"


@settings(max_examples=100, deadline=None)
@given(yaml_texts(), st.data())
def test_patch_text_adds_any_key(text: str, data: st.DataObject) -> None:
    before = read(text, "f").data
    mappings = [path for path in ((), *places(before)) if isinstance(at(before, path), dict)]
    path = (*data.draw(st.sampled_from(mappings)), Key("new key"))
    value = data.draw(VALUES)

    after, found, expected = changed(text, set={format_path(path): value})

    assert found == expected
    assert COMMENT.findall(after) == COMMENT.findall(text)
    for line in text.splitlines():
        if COMMENT.search(line) and "{" not in line.split("# c")[0]:
            assert line in after.splitlines(), "a line with a comment was touched"
    if "\r\n" in text:
        assert "\n" not in after.replace("\r\n", "")


@settings(max_examples=100, deadline=None)
@given(yaml_texts(), st.data())
def test_patch_text_removes_any_value(text: str, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(places(read(text, "f").data)))
    try:
        after, found, expected = changed(text, remove=(format_path(path),))
    except PathError as error:
        if "this layout cannot be removed" not in str(error):
            raise
        return  # said, not done wrongly

    assert found == expected
    left = COMMENT.findall(after)
    assert [comment for comment in COMMENT.findall(text) if comment in left] == left


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.sampled_from(["é", "😀", 'a "quoted" \\ word', "tab\there", ""]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["title", "é", "a.b", "😀", "x"]), inner)
    ),
    max_leaves=10,
)


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["title", "panels", "é", "x"]), JSON_VALUES, min_size=1),
    st.sampled_from([None, 2, "\t"]),
    st.booleans(),
    st.data(),
)
def test_patch_text_keeps_json_valid(content: Any, indent: Any, escaped: bool, data: st.DataObject) -> None:
    text = json.dumps(content, indent=indent, ensure_ascii=escaped)
    path = data.draw(st.sampled_from(places(content)))
    value = data.draw(VALUES)
    put = Patch.model_validate({"set": {format_path(path): value}})
    taken = Patch.model_validate({"remove": (format_path(path),)})

    assert json.loads(patch_text(text, "x.json", put)[0]) == patch_data(content, (put,))
    assert json.loads(patch_text(text, "x.json", taken)[0]) == patch_data(content, (taken,))
