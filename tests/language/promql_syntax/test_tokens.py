"""Tokens of queries that need not parse."""

from __future__ import annotations

import pytest

from lab.language.promql_syntax.tokens import Draft


def test_draft_tokens() -> None:
    tokens = [(token.kind, token.text) for token in Draft("rate(a.b{c=~'d'}[$i]) # e").tokens]
    assert tokens == [
        ("name", "rate"),
        ("bracket", "("),
        ("name", "a.b"),
        ("bracket", "{"),
        ("name", "c"),
        ("operator", "=~"),
        ("string", "'d'"),
        ("bracket", "}"),
        ("bracket", "["),
        ("variable", "$i"),
        ("bracket", "]"),
        ("bracket", ")"),
    ]


def test_draft_pairs_of_unbalanced_brackets() -> None:
    assert Draft("a(b[c)").pairs == {}
    assert Draft("a(b))").pairs == {1: 3, 3: 1}


@pytest.mark.parametrize(
    ("query", "operand"),
    [
        ("1 + sum by (a) (x)", "sum by (a) (x)"),
        ("1 + sum(x) by (a)", "sum(x) by (a)"),
        ('1 + x{a="b"}[5m]', 'x{a="b"}[5m]'),
        ("1 + (x)", "(x)"),
        ("a and b", "b"),
    ],
)
def test_draft_operand_start(query: str, operand: str) -> None:
    draft = Draft(query)
    last = len(draft.tokens) - 1
    assert draft.between(draft.operand_start(last), last) == operand


def test_draft_operand_end() -> None:
    draft = Draft("x[5m] offset 1h > 5")
    assert draft.between(0, draft.operand_end(0)) == "x[5m] offset 1h"
