from __future__ import annotations

import re

import pytest

from lab.export.text import literal, plain


def expanded(text: str) -> str:
    """As Kubernetes replaces variables when none is defined (third_party/forked/golang/expansion)."""
    return re.sub(r"\$(\$|\([^)]*\))", lambda match: "$" if match[1] == "$" else match[0], text)


@pytest.mark.parametrize("compose", ["$$(date +%s)", '"$$@"', "$$NF", "$$$$(x)", "$$$$$$", "a $$", "100%", "$$$$x"])
def test_literal_reaches_the_container_as_in_compose(compose: str) -> None:
    assert expanded(literal(compose)) == plain(compose)


def test_literal_leaves_what_kubernetes_leaves() -> None:
    assert literal("$$NF") == "$NF"
    assert literal("$$(date)") == "$$(date)"
