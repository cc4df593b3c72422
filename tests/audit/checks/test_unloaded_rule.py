from __future__ import annotations

from lab.audit.audited_query import rule_key
from lab.audit.checks.unloaded_rule import check
from lab.audit.model import FindingClass
from lab.errors import Place
from tests.audit.small_system import alert, context, system

LOADED = alert("Down", "sum by(job) (up) == 0")
SAME = alert("Down", "sum(up)   by (job) == 0")
OTHER = alert("Down", "sum by (job) (up) == 1")
GONE = alert("Gone", "absent(up)")


def test_rules_of_files_that_are_not_loaded() -> None:
    places = {rule_key("shop", one.name, one.query): Place("rules.yml", n, 3) for n, one in ((4, OTHER), (9, GONE))}
    other, gone = check(context(LOADED, written_rules=(SAME, OTHER, GONE), rule_places=places))
    assert (other.message, other.class_) == ("it is loaded with another query", FindingClass.MISSING)
    assert (gone.message, gone.subject.place) == ("it is not loaded", Place("rules.yml", 9, 3))


def test_order_of_matchers_makes_no_other_query() -> None:
    loaded = alert("Full", 'node_filesystem_avail_bytes{fstype!="",job="node"} < 5')
    written = alert("Full", 'node_filesystem_avail_bytes{job="node", fstype!=""}\n  < 5')
    assert list(check(context(loaded, written_rules=(written,)))) == []


def test_nothing_is_said_where_rules_are_not_known() -> None:
    unknown = system(absent={"/api/v1/rules": "rules are not audited"})
    assert list(check(context(system=unknown, written_rules=(GONE,)))) == []
