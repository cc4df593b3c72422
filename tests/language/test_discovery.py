"""All modules of a package are imported, in alphabetical order."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from lab.language.discovery import import_modules


def test_import_modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "some_kinds"
    package.mkdir()
    (package / "__init__.py").write_text("ORDER = []\n")
    for name in ("b", "a", "c"):
        (package / f"{name}.py").write_text(f"from some_kinds import ORDER\nORDER.append({name!r})\n")
    monkeypatch.syspath_prepend(str(tmp_path))

    import_modules("some_kinds", [str(package)])

    assert sys.modules["some_kinds"].ORDER == ["a", "b", "c"]
