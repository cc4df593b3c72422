from __future__ import annotations

import pytest

from lab.translate.values import Untranslatable
from lab.translate.verify import verify, with_samples


def test_verify() -> None:
    verify('sum(x{a="$b"}) + {__name__="y"}', [("x", frozenset({"a"})), ("y", frozenset())])
    with pytest.raises(Untranslatable, match="its translation does not parse"):
        verify("sum(x", [])
    with pytest.raises(Untranslatable, match="does not select x by b"):
        verify('sum(x{a="1"})', [("x", frozenset({"b"}))])
    with pytest.raises(Untranslatable, match="does not select x by nothing"):
        verify("sum(x)", [("x", frozenset()), ("x", frozenset())])


def test_with_samples() -> None:
    query = 'rate(x{a="$b [[c]]"}[$__rate_interval]) offset $o > $limit'
    assert with_samples(query) == 'rate(x{a="$b [[c]]"}[5m]) offset 5m > 1'
