"""Queries that are not PromQL."""

from __future__ import annotations

import pytest

from lab.errors import UsageError
from lab.why.parser import parse


def test_parse_logql() -> None:
    with pytest.raises(UsageError, match="this is not PromQL: unexpected character") as refused:
        parse('{job="varlogs"} |= "ERROR"')
    assert refused.value.remedy == "lab why explains PromQL, not LogQL"


def test_parse_incomplete_query() -> None:
    with pytest.raises(UsageError, match="this is not PromQL: ") as refused:
        parse("rate(x[5m]")
    assert refused.value.remedy == ""
