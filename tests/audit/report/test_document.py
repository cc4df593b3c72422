"""The JSON of an audit conforms to its committed schema, and can be read without lab."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import lab.audit.report
from lab.audit.report.document import audit_json
from tests.audit.report.examples import broken, several

SCHEMA = json.loads(Path(lab.audit.report.__file__).with_name("audit.schema.json").read_text(encoding="utf-8"))


def document(name: str) -> Any:
    return json.loads(audit_json(several()[name]))


@pytest.mark.parametrize("name", several())
def test_audit_json_conforms(name: str) -> None:
    assert list(Draft202012Validator(SCHEMA).iter_errors(document(name))) == []


def test_audit_json_content() -> None:
    data = document("shop")
    first = data["findings"][0]
    assert (data["schema_version"], data["passed"], data["exit_code"]) == (1, False, 1)
    assert data["fail_on"] == ["broken", "missing"]
    assert data["counts"] == {
        "broken": 7,
        "missing": 1,
        "misleading": 1,
        "quiet": 0,
        "costly": 7,
        "empty by design": 1,
        "working": 1,
    }
    assert first["fingerprint"] == broken().fingerprint
    assert first["subject"]["place"] == {"file": "dashboards/shop.json", "line": 120, "column": 9}
    assert data["not_audited"][0]["what"] == "dashboards of Grafana"
    assert data["spent"]["exhausted"] is False


def test_audit_json_cannot_command_a_ci_system() -> None:
    text = audit_json(several()["hostile"])
    assert "##[" not in text
    assert not set("\x1b\x00\u202e") & set(text)
