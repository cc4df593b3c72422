from __future__ import annotations

import pytest

from lab.errors import Place, Problems
from lab.language.strict_yaml import check_syntax, plain_scalar, read


@pytest.mark.parametrize(
    ("word", "value"),
    [
        pytest.param("on", "on", id="on is a word"),
        pytest.param("yes", "yes", id="yes is a word"),
        pytest.param("no", "no", id="no is a word"),
        pytest.param("True", "True", id="only lower case is true"),
        pytest.param("true", True, id="true"),
        pytest.param("false", False, id="false"),
        pytest.param("1:30", "1:30", id="not ninety"),
        pytest.param("2026-11-21", "2026-11-21", id="not a date"),
        pytest.param("2026-11-21 10:00:00", "2026-11-21 10:00:00", id="not a moment"),
        pytest.param("0o17", "0o17", id="octal of YAML 1.2 is a word"),
        pytest.param("017", "017", id="octal of YAML 1.1 is a word"),
        pytest.param("0x1F", "0x1F", id="hexadecimal is a word"),
        pytest.param("1_000", "1_000", id="no underscores"),
        pytest.param("5", 5, id="whole number"),
        pytest.param("-5", -5, id="negative"),
        pytest.param("+5", 5, id="with a plus"),
        pytest.param("0", 0, id="zero"),
        pytest.param("0.5", 0.5, id="fraction"),
        pytest.param(".5", 0.5, id="fraction without its zero"),
        pytest.param("1e3", 1000.0, id="exponent"),
        pytest.param("1.", "1.", id="a point with nothing behind it"),
        pytest.param(".inf", ".inf", id="infinity is a word"),
        pytest.param(".nan", ".nan", id="nan is a word"),
        pytest.param("~", None, id="tilde"),
        pytest.param("null", None, id="null"),
        pytest.param("", None, id="nothing"),
        pytest.param("5s", "5s", id="duration"),
    ],
)
def test_read_plain_scalar(word: str, value: object) -> None:
    assert plain_scalar(word) == value
    assert type(plain_scalar(word)) is type(value)
    assert read(f"key: {word}", "f").data == {"key": value}


@pytest.mark.parametrize(
    ("spelled", "value"),
    [
        pytest.param('"5"', "5", id="double quotes"),
        pytest.param("'true'", "true", id="single quotes"),
        pytest.param("|\n  5\n", "5\n", id="literal block"),
        pytest.param(">-\n  a\n  b\n", "a b", id="folded block"),
        pytest.param('""', "", id="empty quotes"),
    ],
)
def test_read_quoted_scalar(spelled: str, value: str) -> None:
    assert read(f"key: {spelled}", "f").data == {"key": value}


def test_document_place() -> None:
    document = read('a: 1\nb:\n  - x\n  - name: é😀\n    "c.d": {e: [1, 2]}\n', "f.yaml")

    found = {path: (place.line, place.column) for path, place in document.values.items()}
    assert found == {
        (): (1, 1),
        ("a",): (1, 4),
        ("b",): (3, 3),
        ("b", 0): (3, 5),
        ("b", 1): (4, 5),
        ("b", 1, "name"): (4, 11),
        ("b", 1, "c.d"): (5, 12),
        ("b", 1, "c.d", "e"): (5, 16),
        ("b", 1, "c.d", "e", 0): (5, 17),
        ("b", 1, "c.d", "e", 1): (5, 20),
    }
    assert document.place(("b", 1, "c.d", "e")) == Place("f.yaml", 5, 13)
    assert document.place(("b", 1, "nothing", "there")) == Place("f.yaml", 4, 5)
    assert document.place(("nothing",)) == Place("f.yaml", 1, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("a: 1\na: 2\n", ["f:2:1: duplicate key 'a'; the first is on line 1"], id="duplicate key"),
        pytest.param(
            "a: {b: 1, c: 2, b: 3}\nd: 1\nd: 2\n",
            [
                "f:1:17: duplicate key 'b'; the first is on line 1",
                "f:3:1: duplicate key 'd'; the first is on line 2",
            ],
            id="every duplicate in one go",
        ),
        pytest.param('a: 1\n"a": 2\n', ["f:2:1: duplicate key 'a'; the first is on line 1"], id="quoted too"),
        pytest.param(
            "a: &x {b: 1}\nc:\n  <<: *x\n",
            ["f:3:3: merge keys ('<<') are not supported; write the keys out"],
            id="merge key",
        ),
        pytest.param("? [a]\n: 1\n", ["f:1:3: a key must be text, not a list or a mapping"], id="a list as key"),
        pytest.param("a: !x 1\n", ["f:1:4: tags (!x) are not supported; write the plain value"], id="tag"),
        pytest.param("a: &a [*a]\n", ["f:1:4: this alias contains itself; write the value out"], id="recursion"),
        pytest.param("a: *x\n", ["f:1:4: not YAML: found undefined alias"], id="undefined alias"),
        pytest.param(
            "a: 1\n---\nb: 2\n",
            ["f:2:1: not YAML: a file may contain only one document; a second one begins here"],
            id="two documents",
        ),
        pytest.param("a:\n\tb: 1\n", ["f:2:1: not YAML: this line is indented with a tab; use spaces"], id="tab"),
        pytest.param("a: `x`\n", ["f:1:4: not YAML: a value cannot begin with '`'; quote it"], id="backtick"),
        pytest.param(
            "a: b: c\n",
            ["f:1:5: not YAML: a second ': ' on one line, or wrong indentation; quote text that has ': ' in it"],
            id="two colons",
        ),
        pytest.param(
            "a: \x07\n",
            ["f:1:1: not YAML: unacceptable character #x0007: control characters are not allowed"],
            id="control character",
        ),
    ],
)
def test_read_invalid(text: str, said: list[str]) -> None:
    with pytest.raises(Problems) as caught:
        read(text, "f")

    assert [str(problem) for problem in caught.value.problems] == said


@pytest.mark.parametrize(
    ("text", "data"),
    [
        pytest.param("", None, id="empty"),
        pytest.param("# only a comment\n", None, id="comment only"),
        pytest.param("---\n", None, id="an empty document"),
        pytest.param("- a\n", ["a"], id="list"),
        pytest.param("a: &x [1]\nb: *x\n", {"a": [1], "b": [1]}, id="anchors may be used again"),
        pytest.param("a: !!str x\n", {"a": "x"}, id="the standard tags say nothing new"),
        pytest.param('{\n\t"a": [1,\n\t\t2]\n}\n', {"a": [1, 2]}, id="JSON with tabs"),
        pytest.param("a: 1\r\nb: x\r\n", {"a": 1, "b": "x"}, id="Windows line ends"),
        pytest.param("5: x\nnull: y\n", {"5": "x", "null": "y"}, id="keys are words"),
    ],
)
def test_read(text: str, data: object) -> None:
    assert read(text, "f").data == data


def test_check_syntax_accepts_any_yaml() -> None:
    check_syntax("a: !x &y {b: 1}\n---\n<<: 1\na: 1\na: 2\n", "f")

    with pytest.raises(Problems, match=r"f:2:2: not YAML: while parsing a flow sequence \(begun on line 1\)"):
        check_syntax("a: [1\nb: 2\n", "f")


def test_read_aliases_of_aliases() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    with pytest.raises(Problems, match=r"x\.yaml:1:\d+: this file has more than 50,000 values, with aliases expanded"):
        read("\n".join(lines), "x.yaml")


@pytest.mark.parametrize("depth", [200, 100_000])
def test_read_nested_too_deeply(depth: int) -> None:
    with pytest.raises(Problems, match=r"nested (more than 100 deep|too deeply)"):
        read("a: " + "[" * depth + "]" * depth, "x.yaml")


def test_read_too_long() -> None:
    with pytest.raises(Problems, match="more than 2,000,000 characters"):
        read("a: " + "x" * 2_000_000, "x.yaml")


def test_read_a_number_of_many_digits_is_text() -> None:
    assert read("a: " + "9" * 5000, "x.yaml").data == {"a": "9" * 5000}
