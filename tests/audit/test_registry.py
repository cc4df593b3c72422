"""Every check says what it finds and how to mend that."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from lab.audit.checks import DESCRIPTIONS
from lab.audit.context import AuditContext
from lab.audit.model import Finding, FindingClass
from lab.audit.registry import CheckDescription, register, registered_checks, registered_descriptions


def test_descriptions_are_whole_sentences() -> None:
    for name, one in DESCRIPTIONS.items():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
        assert one.classes, name
        assert one.finds.endswith("."), name
        assert one.mend.endswith("."), name
        assert one.finds.count("`") % 2 == one.mend.count("`") % 2 == 0, name


def test_register(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lab.audit.registry._CHECKS", [])
    monkeypatch.setattr("lab.audit.registry._DESCRIPTIONS", {})
    described = CheckDescription("one", (FindingClass.BROKEN,), "It is one.", "Mend it.")

    @register(described)
    def check(context: AuditContext) -> Iterator[Finding]:
        yield from ()

    assert registered_checks() == (check,)
    assert registered_descriptions() == {"one": described}
    with pytest.raises(ValueError, match="two checks are called 'one'"):
        register(described)(check)
