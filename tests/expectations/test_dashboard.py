"""Dashboards of Grafana, over recorded answers: provisioned, imported, not there, and what their panels name."""

from typing import Any

import pytest

from lab.expectations.dashboard import DashboardExpectation
from lab.language import reasons
from tests.backends.grafana_replay import recorded
from tests.expectations.captured_answers import Case, holds, judged, misses

PROVISIONED = recorded("07-dashboard-by-uid")
IMPORTED = recorded("20b-imported-dashboard")
NONE = recorded("07b-dashboard-by-uid-missing")
# As Grafana answers when the provider has `allowUiUpdates: true`: not provisioned, but with the file that it came from.
UI_UPDATES = {
    **PROVISIONED,
    "meta": {**PROVISIONED["meta"], "provisioned": False, "provisionedExternalId": "lab-demo.json"},
}
VARIABLE = {"type": "prometheus", "uid": "${datasource}"}


def board(uid: str = "lab-demo", **more: Any) -> DashboardExpectation:
    return DashboardExpectation.model_validate({"dashboard": uid, **more})


def holding(*panels: dict[str, Any], chosen: str | None = None) -> Any:
    """The provisioned one with other panels, and a variable `datasource` that is set to something or not."""
    variable = {"name": "datasource", "type": "datasource", "query": "prometheus"}
    if chosen:
        variable["current"] = {"text": chosen, "value": chosen}  # type: ignore[assignment]
    found = {**PROVISIONED["dashboard"], "panels": list(panels), "templating": {"list": [variable]}}
    return {**PROVISIONED, "dashboard": found}


def panel(title: str, source: Any, *targets: Any) -> dict[str, Any]:
    return {"title": title, "type": "timeseries", "datasource": source, "targets": [{"datasource": t} for t in targets]}


PROM = {"type": "prometheus", "uid": "prom"}
LOKI = {"type": "loki", "uid": "loki"}
MIXED = {"type": "datasource", "uid": "-- Mixed --"}
USES = "a dashboard lab-demo, each panel naming the data source prom"


def others(seen: str) -> Any:
    return misses(reasons.WRONG_VALUE, USES, f"another data source is named by {seen}")


CASES = {
    "there": Case(board(), (PROVISIONED,), holds("a dashboard lab-demo", "Lab demo, in Lab, with 2 panels")),
    "all that can be said of it": Case(
        board(title="Lab demo", folder="Lab", provisioned=True, panels=2, uses="prom"),
        (PROVISIONED,),
        holds(
            "a dashboard lab-demo, called 'Lab demo', in the folder 'Lab', provisioned, with 2 panels, each panel "
            "naming the data source prom",
            "Lab demo, in Lab, with 2 panels",
        ),
    ),
    "imported": Case(
        board("imported-1", provisioned=False, uses="prom"),
        (IMPORTED,),
        holds(
            "a dashboard imported-1, not provisioned, each panel naming the data source prom",
            "Imported demo, in General, with 1 panels",
        ),
    ),
    "not there": Case(
        board("nope"),
        (NONE,),
        misses(
            reasons.NOT_THERE,
            "a dashboard nope",
            "Dashboard not found",
            hint="is its file in the slot 'dashboards' of grafana, or was it imported before? the uid is in the file",
        ),
    ),
    "all misses at once": Case(
        board(title="Demo", folder="General", provisioned=False, panels=3, uses="loki"),
        (PROVISIONED,),
        misses(
            reasons.WRONG_VALUE,
            "a dashboard lab-demo, called 'Demo', in the folder 'General', not provisioned, with 3 panels, each panel "
            "naming the data source loki",
            "its title is 'Lab demo'; it is in the folder 'Lab'; it is provisioned; it has 2 panels; another data "
            "source is named by 'Up' (prom); 'Samples appended' (prom)",
            difference="-1 panels",
        ),
    ),
    "imported, not provisioned": Case(
        board("imported-1", provisioned=True),
        (IMPORTED,),
        misses(reasons.WRONG_VALUE, "a dashboard imported-1, provisioned", "it is not provisioned"),
    ),
    "provisioned, with changes allowed in the browser": Case(
        board(provisioned=True),
        (UI_UPDATES,),
        holds("a dashboard lab-demo, provisioned", "Lab demo, in Lab, with 2 panels"),
    ),
    "provisioned, with changes allowed in the browser, but must not be": Case(
        board(provisioned=False),
        (UI_UPDATES,),
        misses(reasons.WRONG_VALUE, "a dashboard lab-demo, not provisioned", "it is provisioned"),
    ),
    "panels of a collapsed row count, the row does not": Case(
        board(panels=2),
        (holding({"type": "row", "title": "R", "panels": [panel("P", PROM)]}, {"type": "row"}, panel("Q", PROM)),),
        holds("a dashboard lab-demo, with 2 panels", "Lab demo, in Lab, with 2 panels"),
    ),
    "a variable stands for what it is set to": Case(
        board(uses="prom"),
        (holding(panel("P", VARIABLE, VARIABLE), panel("Q", "$datasource"), chosen="prom"),),
        holds(USES, "Lab demo, in Lab, with 2 panels"),
    ),
    "a variable that is set to nothing": Case(
        board(uses="prom"), (holding(panel("P", VARIABLE)),), others("'P' (${datasource})")
    ),
    "a query that names another": Case(
        board(uses="prom"), (holding(panel("P", PROM, PROM, LOKI)),), others("'P' (loki)")
    ),
    "nothing that could name another": Case(
        board(uses="prom"),
        (holding({"title": "T", "type": "text"}),),
        misses(reasons.WRONG_VALUE, USES, "it has no panel that asks a data source"),
    ),
    "a mixed panel": Case(
        board(uses="prom"),
        (holding(panel("P", MIXED, PROM, PROM)),),
        holds(USES, "Lab demo, in Lab, with 1 panels"),
    ),
    "a mixed panel whose queries name none": Case(
        board(uses="prom"), (holding(panel("P", MIXED)),), others("'P' (-- Mixed --)")
    ),
    "a panel that names none": Case(board(uses="prom"), (holding(panel("P", None)),), others("'P' (none)")),
    "text asks nobody": Case(
        board(uses="prom"),
        (holding({"type": "text", "title": "T"}, panel("P", "prom")),),
        holds(USES, "Lab demo, in Lab, with 2 panels"),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judge(case: Case) -> None:
    assert judged(case) == case.judgement
