"""The definitions that a lab applies are those of the operator that it runs."""

from __future__ import annotations

import re
from pathlib import Path

from lab.images.references import tag_of
from tests.plan.planned import FOLDERS


def test_definitions_are_of_the_operators_version() -> None:
    operator, definitions = FOLDERS.component("prometheus-operator"), FOLDERS.component("prometheus-operator-crds")
    assert operator is not None
    assert definitions is not None
    reference = operator.component.image.reference or ""

    go_mod = (Path(definitions.folder) / "src" / "go.mod").read_text(encoding="utf-8")
    versions = re.findall(r"^require github\.com/prometheus-operator/prometheus-operator (\S+)$", go_mod, re.MULTILINE)
    assert versions == [tag_of(reference)]
