"""What patches change in the text of a file; finding nodes (`patch.nodes`) and one whole patch are tested with it."""

from __future__ import annotations

from typing import Any

import pytest

from lab.errors import Problems
from lab.language.patch.model import Patch
from lab.language.patch.text import Change, patch_text
from lab.language.paths import PathError

RULES = """\
# Rules of the shop, é😀
groups:
  - name: http
    rules:
      - alert: Down   # why
        # about the query
        expr: |
          up{job="api"}
            == 0

        # about the wait
        for: 2m
      - alert: Slow
        expr: rate(x[5m]) > 1  # [5m] is long
        labels: {severity: page, team: "a, b"}
"""


def patched(text: str, file: str = "f.yml", **patch: Any) -> str:
    return patch_text(text, file, Patch.model_validate(patch))[0]


@pytest.mark.parametrize(
    ("before", "changes", "after"),
    [
        pytest.param("a: 1 # é😀\nb: 2 # c\n", {"b": 3}, "a: 1 # é😀\nb: 3 # c\n", id="positions behind é and emoji"),
        pytest.param("\ufeffa: 1\nb: 2\n", {"b": 3}, "a: 1\nb: 3\n", id="a byte order mark"),
        pytest.param("a:\nb: 2\n", {"a": "x"}, "a: x\nb: 2\n", id="an empty value"),
        pytest.param("a: # c\nb: 2\n", {"a": "x"}, "a: x # c\nb: 2\n", id="an empty value with a comment"),
        pytest.param("a:\nb: 2\n", {"a.x": 3}, "a: {x: 3}\nb: 2\n", id="inside an empty value"),
        pytest.param("a: {x}\n", {"a.x": 1}, "a: {x: 1}\n", id="an empty value in a flow"),
        pytest.param("-\n- y\n", {"[0]": "x"}, "- x\n- y\n", id="an empty item"),
        pytest.param("a: {job: api, x: 1}\n", {"a.job": "b, c"}, "a: {job: 'b, c', x: 1}\n", id="a comma in a flow"),
        pytest.param('{"a": "x"}', {"a": "y"}, '{"a": y}', id="YAML that looks like JSON"),
        pytest.param("a: |\n  x\n\n\n# c\nb: 1\n", {"a": "y"}, "a: y\n\n\n# c\nb: 1\n", id="block scalar"),
        pytest.param("a: >- # why\n  x\n  y\nb: 1\n", {"a": "z"}, "a: z # why\nb: 1\n", id="folded, with a comment"),
        pytest.param("a: x\n  y\nb: 1\n", {"a": "z"}, "a: z\nb: 1\n", id="a word of two lines"),
        pytest.param("a:\n  b: 1\n  # c\nd: 1\n", {"a": [1]}, "a:\n  [1]\n  # c\nd: 1\n", id="a mapping as a whole"),
        pytest.param("a:\r\n  x: 1 # k\r\nb: 2\r\n", {"a.y": 3}, "a:\r\n  x: 1 # k\r\n  y: 3\r\nb: 2\r\n", id="CRLF"),
        pytest.param(
            "a:\n  x: 1\n\n# about b\nb: 2\n", {"a.y": 3}, "a:\n  x: 1\n  y: 3\n\n# about b\nb: 2\n", id="a new key"
        ),
        pytest.param("a: &x\n  k: 5\n", {"a.z": 1}, "a: &x\n  k: 5\n  z: 1\n", id="a new key behind an anchor"),
        pytest.param("a: |\n  x\nb: 1\n", {"c": 1}, "a: |\n  x\nb: 1\nc: 1\n", id="a new key at the end"),
        pytest.param("a: 1", {"b": 1}, "a: 1\nb: 1", id="no line end at the end"),
        pytest.param("{a: 1, # x, y\n}", {"b": 1}, "{a: 1, b: 1, # x, y\n}", id="a comment in a flow"),
        pytest.param("{a: 1,}", {"b": 1}, "{a: 1, b: 1,}", id="a comma too many"),
        pytest.param("{}", {"b": 1}, "{b: 1}", id="an empty flow"),
        pytest.param("", {"b": 1}, "b: 1\n", id="an empty file"),
        pytest.param("# c", {"b": 1}, "# c\nb: 1\n", id="a comment only"),
        pytest.param('"a.b": {"c d": 1}\n', {'"a.b".c d': 2}, '"a.b": {"c d": 2}\n', id="quoted keys"),
        pytest.param("a: 1\n", {'"b.c: d"': "e: f"}, "a: 1\n'b.c: d': 'e: f'\n", id="a key that needs quotes"),
        pytest.param(
            "a: 1\n",
            {"a": "1e5", "b": "0o17", "c": "on", "d": "x\ny"},
            'a: "1e5"\nb: "0o17"\nc: \'on\'\nd: "x\\ny"\n',
            id="what others would misread",
        ),
    ],
)
def test_patch_text_set(before: str, changes: dict[str, Any], after: str) -> None:
    assert patched(before, set=changes) == after


@pytest.mark.parametrize(
    ("before", "words", "after"),
    [
        pytest.param("a: rate(x[5m]) # [5m]\n", {"a": {"[5m]": "[4s]"}}, "a: rate(x[4s]) # [5m]\n", id="plain"),
        pytest.param(
            "a: |\n  x[5m]\n    / y[5m]\nb: 1\n",
            {"a": {"[5m]": "[4s]"}},
            "a: |\n  x[4s]\n    / y[4s]\nb: 1\n",
            id="block",
        ),
        pytest.param('a: "x{j=\\"y\\"}"\n', {"a": {'"y"': '"z"'}}, 'a: "x{j=\\"z\\"}"\n', id="quotes in double quotes"),
        pytest.param("a: 'it''s'\n", {"a": {"it's": "that's"}}, "a: 'that''s'\n", id="quotes in single quotes"),
        pytest.param("a: [x, y]\n", {"a": {"y": "z"}}, "a: [x, z]\n", id="a list as a whole"),
        pytest.param("a: x y\n", {"a": {"x": "y", "y y": "z"}}, "a: z\n", id="one after the other"),
    ],
)
def test_patch_text_replace(before: str, words: dict[str, dict[str, str]], after: str) -> None:
    assert patched(before, replace=words) == after


@pytest.mark.parametrize(
    ("before", "path", "after"),
    [
        pytest.param("a: 1\nb: 2\n", "a", "b: 2\n", id="key"),
        pytest.param("a:\n  - x\n  # c\n  - y # d\n# e\nb: 1\n", "a[1]", "a:\n  - x\n  # c\n# e\nb: 1\n", id="item"),
        pytest.param(
            "- name: x # why\n  # about for\n  for: 5m\n",
            "[x].name",
            "- # about for\n  for: 5m\n",
            id="first key of an item",
        ),
        pytest.param("- a:\n    x: 1\n  b: 2\n", "[0].a", "- b: 2\n", id="first key of an item, with a block"),
        pytest.param("-\n  name: x\n- name: y\n", "[x]", "- name: y\n", id="item below its dash"),
        pytest.param("a:\n  x: |\n    foo\n\nb: 1\n", "a.x", "a:\n  {}\n\nb: 1\n", id="the only key"),
        pytest.param("a:\n- x\nb: 1\n", "a[0]", "a:\n []\nb: 1\n", id="the only item, not indented"),
        pytest.param("a: [1, 2, 3]\n", "a[0]", "a: [2, 3]\n", id="first of a flow"),
        pytest.param("a: [1, 2, 3]\n", "a[2]", "a: [1, 2]\n", id="last of a flow"),
        pytest.param("a: [1]\n", "a[0]", "a: []\n", id="only one of a flow"),
        pytest.param('{\n\t"a": 1,\n\t"b": "2"\n}\n', "a", '{\n\t"b": "2"\n}\n', id="JSON with tabs, first"),
        pytest.param('{\n\t"a": 1,\n\t"b": "2"\n}\n', "b", '{\n\t"a": 1\n}\n', id="JSON with tabs, last"),
    ],
)
def test_patch_text_remove(before: str, path: str, after: str) -> None:
    assert patched(before, remove=(path,)) == after


def test_patch_text_returns_changes() -> None:
    patch = Patch.model_validate(
        {
            "set": {"groups[http].rules[Down].for": "2s", "groups[http].interval": "1s"},
            "replace": {"groups[http].rules[Slow].expr": {"[5m]": "[4s]"}},
            "remove": ("groups[http].rules[Slow].labels.team",),
        }
    )

    after, changes = patch_text(RULES, "rules.yml", patch)

    assert after == RULES.replace("for: 2m", "for: 2s").replace("rate(x[5m])", "rate(x[4s])").replace(
        ', team: "a, b"}\n', "}\n    interval: 1s\n"
    )
    assert changes == (
        Change("groups[http].rules[Down].for", "2m", "2s"),
        Change("groups[http].interval", "(not set)", "1s"),
        Change("groups[http].rules[Slow].expr", "[5m]", "[4s]"),
        Change("groups[http].rules[Slow].labels.team", '"a, b"', "(removed)"),
    )


@pytest.mark.parametrize(
    ("text", "patch", "said"),
    [
        pytest.param("a: {b: 1}\n", {"set": {"a.c.d": 1}}, "a.c: there is no key 'c'; known: b", id="no key"),
        pytest.param(
            RULES,
            {"set": {"groups[htp].x": 1}},
            "groups[htp]: there is no item 'htp'; did you mean 'http'?",
            id="no item",
        ),
        pytest.param("a: [1]\n", {"set": {"a[3]": 1}}, "a[3]: there is no item '3'", id="no index"),
        pytest.param("a: 1\n", {"set": {"a.b": 1}}, "a.b: there is no key 'b'", id="inside a number"),
        pytest.param("", {"remove": ("a",)}, "a: the file is empty", id="empty file"),
        pytest.param("a: x\n", {"replace": {"a": {"y": "z"}}}, "a: 'y' does not occur in 'x'", id="no such words"),
        pytest.param(
            "a: &x {k: 1}\nb: *x\n",
            {"set": {"b.k": 2}},
            "b: this is an alias of the value on line 1; patch that one",
            id="alias",
        ),
        pytest.param(
            "a: &x {k: 1}\nc: {b: *x}\n",
            {"set": {"c.d": 2}},
            "the value that ends on line 2 ends with an alias; write it out to patch it",
            id="behind an alias",
        ),
        pytest.param(
            "- &x {k: 1}\n- *x\n",
            {"remove": ("[1].k",)},
            "[1]: this is an alias of the value on line 1; patch that one",
            id="alias in a list",
        ),
        pytest.param(
            "- - a\n  - b\n",
            {"remove": ("[0][0]",)},
            "[0][0]: this layout cannot be removed; 'set' the value that holds it instead",
            id="lists on one line",
        ),
        pytest.param(
            "a: &x 1\nb: *x\n",
            {"set": {"a": 2}},
            "a: the change breaks the file: not YAML: found undefined alias (line 2 of the changed file)",
            id="an anchor in use",
        ),
        pytest.param(
            "a: x\n",
            {"replace": {"a": {"x": "{"}}},
            "a: the change breaks the file: not YAML: while parsing a flow node (begun on line 2) "
            "did not find expected node content (line 2 of the changed file)",
            id="a change that breaks it",
        ),
    ],
)
def test_patch_text_path_that_leads_nowhere(text: str, patch: dict[str, Any], said: str) -> None:
    with pytest.raises(PathError) as caught:
        patched(text, **patch)
    assert str(caught.value) == said


def test_patch_text_not_yaml() -> None:
    with pytest.raises(Problems) as caught:
        patched("a: 1\nb: [1\n", "rules.yml", set={"a": 2})
    assert str(caught.value).startswith("rules.yml:3:1: not YAML: ")


# As Grafana's own export may spell it: tabs, and everything beyond ASCII escaped.
DASHBOARD = (
    '{\n\t"title": "\\ud83d\\ude80 caf\\u00e9",\n'
    '\t"panels": [\n\t\t{"title": "\\ud83d\\ude80", "expr": "up{job=\\"$job\\"}"}\n\t]\n}\n'
)


@pytest.mark.parametrize(
    ("patch", "old", "new"),
    [
        pytest.param({"set": {"title": "Ç 😀"}}, '"\\ud83d\\ude80 caf\\u00e9"', '"Ç 😀"', id="text stays quoted"),
        pytest.param(
            {"set": {"panels[🚀].expr": "up"}}, '"up{job=\\"$job\\"}"', '"up"', id="found by an escaped title"
        ),
        pytest.param({"set": {"panels[0].id": 7}}, '$job\\"}"', '$job\\"}", "id": 7', id="a new key is quoted"),
        pytest.param({"replace": {"panels[0].expr": {'"$job"': '"api"'}}}, "$job", "api", id="quotes inside"),
        pytest.param({"remove": ("panels[0].title",)}, '"title": "\\ud83d\\ude80", "expr"', '"expr"', id="removed"),
    ],
)
def test_patch_text_of_dashboards(patch: dict[str, Any], old: str, new: str) -> None:
    assert patched(DASHBOARD, "dashboards/http.json", **patch) == DASHBOARD.replace(old, new)


CONFIG = "global:\n  scrape_interval: 15s\n"


def test_patch_text_set_of_a_key_that_looks_like_a_typo_is_refused() -> None:
    patch = Patch.model_validate({"in": "p.yml", "set": {"global.scrap_interval": "5s"}})

    with pytest.raises(PathError) as caught:
        patch_text(CONFIG, "p.yml", patch)

    assert str(caught.value) == (
        "global.scrap_interval: there is no key 'scrap_interval'; did you mean 'scrape_interval'? A new key is added "
        "with 'add' (--add)"
    )


def test_patch_text_add() -> None:
    patch = Patch.model_validate({"in": "p.yml", "add": {"global.scrap_interval": "5s", "rule_files": ["a"]}})

    assert patch_text(CONFIG, "p.yml", patch)[0] == CONFIG + '  scrap_interval: 5s\nrule_files: ["a"]\n'


def test_patch_text_add_of_a_key_that_is_there_is_refused() -> None:
    patch = Patch.model_validate({"in": "p.yml", "add": {"global.scrape_interval": "5s"}})

    with pytest.raises(PathError, match=r"global\.scrape_interval: it is there already; change it with 'set'"):
        patch_text(CONFIG, "p.yml", patch)
