"""Queries that are not PromQL."""

from __future__ import annotations

import pytest

from lab.errors import UsageError
from lab.why.parser import parse


def test_parse_logql() -> None:
    with pytest.raises(UsageError) as refused:
        parse('{job="varlogs"} |= "ERROR"')
    assert refused.value.message == (
        "this is not PromQL:\n\n"
        '  {job="varlogs"} |= "ERROR"\n'
        "                  ^ this is LogQL, which Loki answers; the expectations 'logs' and 'logql' ask it\n"
    )
    assert refused.value.remedy == ""


def test_parse_query_with_a_usual_mistake() -> None:
    with pytest.raises(UsageError) as refused:
        parse("sum(rate(x[5m]) by (path))")
    assert refused.value.message == (
        "this is not PromQL:\n\n"
        "  sum(rate(x[5m]) by (path))\n"
        "                  ^ by belongs to sum, outside of its parentheses\n"
    )
    assert refused.value.remedy == "did you mean this? sum by (path) (rate(x[5m]))"
