"""SARIF of audits: what the specification requires and GitHub's code scanning needs."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest

from lab.audit.outcome import Outcome
from lab.audit.report.sarif import audit_sarif
from lab.errors import Place
from tests.audit.report.examples import DESCRIPTIONS, broken, down, several, well


def run_of(outcome: Outcome) -> Any:
    log = json.loads(audit_sarif(outcome, DESCRIPTIONS))
    assert log["version"] == "2.1.0"
    assert len(log["runs"]) == 1
    return log["runs"][0]


def uri(file: str) -> str:
    subject = replace(broken().subject, place=Place(file, 3, 1))
    finding = replace(broken(), subject=subject)
    run = run_of(Outcome(replace(well(), findings=(finding,))))
    return str(run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])


@pytest.mark.parametrize("name", several())
def test_audit_sarif_structure(name: str) -> None:
    run = run_of(several()[name])
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule["shortDescription"]["text"]
        assert rule.get("defaultConfiguration", {"level": "error"})["level"] in ("error", "warning", "note", "none")
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        (location,) = result["locations"]
        assert location["physicalLocation"]["region"]["startLine"] >= 1
        place = location["physicalLocation"]["artifactLocation"]
        assert place["uriBaseId"] in run["originalUriBaseIds"]
        assert not urlsplit(place["uri"]).scheme
        assert not place["uri"].startswith("/")
        assert place["uri"].isascii()
        assert " " not in place["uri"]
    fingerprints = [result["partialFingerprints"]["labAudit/v1"] for result in run["results"]]
    assert len(set(fingerprints)) == len(fingerprints)


def test_audit_sarif_rules_are_the_checks() -> None:
    run = run_of(several()["well"])
    assert run["results"] == []
    (down_rule, label_rule) = run["tool"]["driver"]["rules"]
    assert (down_rule["id"], label_rule["id"]) == ("target-down", "unknown-label")
    assert label_rule["help"]["text"].endswith("Use the label that the series have, as lab why shows it.")
    assert "`lab why`" in label_rule["help"]["markdown"]
    assert label_rule["defaultConfiguration"] == {"level": "error"}


def test_audit_sarif_leaves_out_what_is_well() -> None:
    classes = [result["properties"]["class"] for result in run_of(several()["shop"])["results"]]
    assert (len(classes), {"working", "empty by design"} & set(classes)) == (16, set())


def test_audit_sarif_places() -> None:
    assert uri("dashboards/über shop.json") == "dashboards/%C3%BCber%20shop.json"
    assert uri("http://me:secret@grafana.example:3000/d/shop?orgId=1") == "grafana.example/d/shop"
    assert uri("/srv/rules.yml") == "file:///srv/rules.yml"
    run = run_of(Outcome(replace(well(), findings=(down(),))))
    place = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place["uri"] == "prometheus/targets"
    fingerprint = run["results"][0]["partialFingerprints"]["primaryLocationLineHash"]
    assert fingerprint == f"{down().fingerprint}:1"


def test_audit_sarif_suppresses_what_is_known() -> None:
    results = {one["ruleId"]: one for one in run_of(several()["known"])["results"]}
    assert results["target-down"]["suppressions"] == [{"kind": "external", "justification": "in the baseline"}]
    assert "suppressions" not in results["unknown-label"]


def test_audit_sarif_says_what_was_not_audited() -> None:
    (invocation,) = run_of(several()["incomplete"])["invocations"]
    texts = [note["message"]["text"] for note in invocation["toolExecutionNotifications"]]
    assert texts[0].startswith("dashboards of Grafana was not audited: no --grafana")
    assert invocation["executionSuccessful"] is False
    assert invocation["exitCode"] == 1


def test_audit_sarif_cannot_command_a_ci_system() -> None:
    text = audit_sarif(several()["hostile"], DESCRIPTIONS)
    assert "##[" not in text
    assert not set("\x1b\x00\u202e") & set(text)
    messages = [result["message"]["text"] for result in json.loads(text)["runs"][0]["results"]]
    assert all("\\[a\\](b)" in message for message in messages)  # no link
