from __future__ import annotations

from xml.etree import ElementTree

from lab.drill.report import as_json, junit_xml, text_lines
from lab.drill.result import DrillResult, Outcome, RuleResult
from tests.drill.drilled import rules_of

RULES = rules_of("up == 0", "count(x) == 0").rules
RESULT = DrillResult(
    (
        RuleResult(
            RULES[0],
            Outcome.DELIVERED,
            pending=True,
            fired=True,
            resolved=True,
            routed=("pager",),
            delivered=("pager",),
            told_resolved=("pager",),
        ),
        RuleResult(RULES[1], Outcome.NOT_FIRED, "count is never <0>"),
    ),
    ("every receiver is the notification sink",),
    ("mail",),
    12.3,
    (("search", 1.0),),
)


def test_text_lists_what_is_wrong() -> None:
    assert "\n".join(text_lines(RESULT, every=False)) == (
        "rules.yml: 1 of 2 rules as they should, delivered to pager\n"
        "  FAIL rules.yml:6 Rule2: not fired: count is never <0>\n"
        "\n"
        "2 rules: 1 fired, 1 delivered, 1 resolved, in 12 s\n"
        "  not fired: 1\n"
        "  no rule is routed to the receiver 'mail'\n"
        "changed for the drill:\n"
        "  every receiver is the notification sink"
    )


def test_text_of_every_rule() -> None:
    assert list(text_lines(RESULT, every=True))[1:3] == [
        "  ok   rules.yml:4 Rule1: delivered",
        "       pending -> firing -> delivered to pager -> resolved -> told pager",
    ]


def test_json() -> None:
    rule = as_json(RESULT)["rules"][1]
    assert (rule["file"], rule["line"], rule["outcome"]) == ("rules.yml", 6, "not fired")
    assert as_json(RESULT)["idle_receivers"] == ["mail"]


def test_junit() -> None:
    (suite,) = ElementTree.fromstring(junit_xml(RESULT))
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    failures = [case.find("failure") for case in suite]
    assert failures[0] is None and failures[1] is not None
    assert failures[1].get("message") == "not fired: count is never <0>"
