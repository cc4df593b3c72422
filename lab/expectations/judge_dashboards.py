"""A dashboard of Grafana's: whether it is there, under which title and folder, where it came from, what it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lab.expectations.eval_context import Moment
from lab.expectations.grafana_models import DashboardExpectation
from lab.expectations.results import failed, passed, shortened, unobserved
from lab.language import reasons
from lab.queries.grafana import GrafanaDashboard
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement

_VARIABLE = re.compile(r"\$\{(\w+)\}|\$(\w+)")
_ASKING_NOBODY = ("row", "text", "news", "dashlist", "welcome")
_MIXED = "-- Mixed --"  # each query of the panel names its own


def asks(check: DashboardExpectation, moment: Moment) -> tuple[Query, ...]:
    return (GrafanaDashboard(uid=check.dashboard),)


def judge(check: DashboardExpectation, observations: tuple[Observation, ...], moment: Moment) -> Judgement:
    expected = _expected(check)
    if missed := unobserved(expected, observations):
        return missed
    answer = observations[0].answer
    if "dashboard" not in answer:
        advice = "is its file given to grafana's slot 'dashboards', or imported before? the uid stands in the file"
        return failed(reasons.NOT_THERE, expected, answer.get("message", "nothing"), hint=advice)
    found, meta = answer["dashboard"], answer["meta"]
    panels = list(_panels(found))
    wrong = []
    off = ""
    if check.title is not None and found.get("title") != check.title:
        wrong.append(f"its title is {found.get('title')!r}")
    if check.folder is not None and meta.get("folderTitle") != check.folder:
        wrong.append(f"it is in the folder {meta.get('folderTitle')!r}")
    if check.provisioned is not None and bool(meta.get("provisioned")) is not check.provisioned:
        wrong.append("it is not provisioned" if check.provisioned else "it is provisioned")
    if check.panels is not None and len(panels) != check.panels:
        wrong.append(f"it has {len(panels)} panels")
        off = f"{len(panels) - check.panels:+d} panels"
    if check.uses is not None and (others := _others(check.uses, found, panels)):
        wrong.append(f"another data source is named by {shortened(others, 4)}")
    if check.uses is not None and not any(map(_asks, panels)):
        wrong.append("it has no panel that asks a data source")
    if wrong:
        return failed(reasons.WRONG_VALUE, expected, "; ".join(wrong), difference=off)
    seen = f"{found.get('title')}, in {meta.get('folderTitle')}, with {len(panels)} panels"
    return passed(expected, seen)


def _panels(dashboard: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """All but the rows; those of a collapsed row are inside it."""
    for panel in dashboard.get("panels") or ():
        if panel.get("type") == "row":
            yield from panel.get("panels") or ()
        else:
            yield panel


def _others(uid: str, dashboard: Mapping[str, Any], panels: list[Mapping[str, Any]]) -> list[str]:
    """Panels, with what they name instead; a variable stands for what it is set to."""
    others = []
    for panel in panels:
        if not _asks(panel):
            continue
        names = [panel.get("datasource"), *(target.get("datasource") for target in panel.get("targets") or ())]
        named = dict.fromkeys(_uid(name, dashboard) for name in names if name is not None) or {"none": None}
        strange = [name for name in named if name not in (uid, _MIXED)]
        if strange or list(named) == [_MIXED]:
            others.append(f"{panel.get('title') or panel.get('id')!r} ({', '.join(strange or [_MIXED])})")
    return others


def _asks(panel: Mapping[str, Any]) -> bool:
    return panel.get("type") not in _ASKING_NOBODY


def _uid(named: Any, dashboard: Mapping[str, Any]) -> str:
    """Of a panel's or query's `datasource`: a mapping since Grafana 8.3, a bare name before."""
    uid = str(named.get("uid", "none") if isinstance(named, Mapping) else named)
    variable = _VARIABLE.fullmatch(uid)
    if variable is None:
        return uid
    listed = (dashboard.get("templating") or {}).get("list") or ()
    set_to = {each.get("name"): (each.get("current") or {}).get("value") for each in listed}
    return str(set_to.get(variable[1] or variable[2]) or uid)


def _expected(check: DashboardExpectation) -> str:
    words = [f"a dashboard {check.dashboard}"]
    if check.title is not None:
        words.append(f"called {check.title!r}")
    if check.folder is not None:
        words.append(f"in the folder {check.folder!r}")
    if check.provisioned is not None:
        words.append("provisioned" if check.provisioned else "not provisioned")
    if check.panels is not None:
        words.append(f"with {check.panels} panels")
    if check.uses is not None:
        words.append(f"each panel naming the data source {check.uses}")
    return ", ".join(words)
