"""Speaks Grafana's HTTP API (as of 12.4): data sources with their health, dashboards, the query of a panel, the import.

A login stands in the URL. What is not there is an answer of Grafana's too; whether it should be is for the judge.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from lab.backends.http import Answer, Reply, exchange, not_understood
from lab.record.observation import GrafanaDashboard, GrafanaDatasource, GrafanaQuery

_NOT_THERE = ("Data source not found", "Dashboard not found")
_LATER = (408, 429)  # of the 4xx: the same may be answered next time
_LINES = 1000  # of a log query, as the browser asks
_LOGIN = "'login' in its component.yaml must be what GF_SECURITY_ADMIN_USER and GF_SECURITY_ADMIN_PASSWORD say"


def datasource(url: str, ask: GrafanaDatasource) -> Answer:
    """Its settings as Grafana gives them, and what its health check says; no health of one that is not there."""
    path = f"{url}/api/datasources/uid/{quote(ask.uid, safe='')}"
    settings = _ask("GET", path)
    if isinstance(settings, Answer):
        return settings
    if _not_there(settings):
        return Answer(json={"settings": settings.json, "health": None})
    if settings.status != 200 or not _has(settings, "uid"):
        return not_understood(settings)
    health = _ask("GET", f"{path}/health")
    if isinstance(health, Answer):
        return health
    # 400: it is ill. 500: there is nothing in Grafana that could check it.
    if health.status not in (200, 400, 500) or not _has(health, "message"):
        return not_understood(health)
    return Answer(json={"settings": settings.json, "health": health.json})


def dashboard(url: str, ask: GrafanaDashboard) -> Answer:
    reply = _ask("GET", f"{url}/api/dashboards/uid/{quote(ask.uid, safe='')}")
    if isinstance(reply, Answer):
        return reply
    if _not_there(reply) or (reply.status == 200 and _has(reply, "dashboard") and _has(reply, "meta")):
        return Answer(json=reply.json)
    return not_understood(reply)


def query(url: str, ask: GrafanaQuery) -> Answer:
    """The entry of `results`. Variables must have their values: Grafana's back end leaves that to the browser."""
    uid = ask.uid or _default_uid(url, ask.type)
    if isinstance(uid, Answer):
        return uid
    reply = _ask("POST", f"{url}/api/ds/query", _query_body(ask, uid))
    if isinstance(reply, Answer):
        return reply
    results = reply.json.get("results") if isinstance(reply.json, dict) else None
    result = results.get(ask.ref) if isinstance(results, dict) else None
    if isinstance(result, dict):
        return _result(result)
    refusal = _refusal(reply)
    return Answer(error=f"{refusal.error}: {uid!r}", refused=True) if _not_there(reply) else refusal


def import_(url: str, dashboard: Mapping[str, Any], inputs: Mapping[str, str]) -> Answer:
    """As the import page does it: a value for each of the file's `__inputs`, a constant's own when none is given."""
    listed = dashboard.get("__inputs")
    declared = [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []
    names = [str(each.get("name")) for each in declared]
    if unknown := [name for name in inputs if name not in names]:
        said = f"the dashboard has no input {', '.join(unknown)}; it has: {', '.join(names) or 'none'}"
        return Answer(error=said, refused=True)
    values = [(each, inputs.get(str(each.get("name")), each.get("value"))) for each in declared]
    given = [
        {"name": each.get("name"), "type": each.get("type"), "pluginId": each.get("pluginId", ""), "value": value}
        for each, value in values
        if value is not None
    ]
    # Grafana overwrites an imported one all the same; one that is provisioned it keeps.
    body = {"dashboard": dict(dashboard), "overwrite": False, "inputs": given}
    reply = _ask("POST", f"{url}/api/dashboards/import", body)
    if isinstance(reply, Answer):
        return reply
    return Answer(json=reply.json) if reply.status == 200 and _has(reply, "uid") else _refusal(reply)


def _query_body(ask: GrafanaQuery, uid: str) -> dict[str, Any]:
    end = max(ask.end, ask.start)
    asked: dict[str, Any] = {
        "refId": ask.ref,
        "datasource": {"type": ask.type, "uid": uid},
        "expr": ask.query,
        "intervalMs": max(round(ask.step * 1000), 1),
        # Enough of them, or Grafana takes longer steps than were asked for.
        "maxDataPoints": math.ceil((end - ask.start) / ask.step) + 1,
    }
    how = {"queryType": "range", "maxLines": _LINES} if ask.type == "loki" else {"range": True, "instant": False}
    return {"from": str(round(ask.start * 1000)), "to": str(round(end * 1000)), "queries": [{**asked, **how}]}


def _default_uid(url: str, type_: str) -> str | Answer:
    """The data source a panel takes that names none: the default one, or the first of its type."""
    reply = _ask("GET", f"{url}/api/datasources")
    if isinstance(reply, Answer):
        return reply
    if reply.status != 200 or not isinstance(reply.json, list):
        return not_understood(reply)
    fitting = [each for each in reply.json if each.get("type") == type_]
    chosen = sorted(fitting, key=lambda each: not each.get("isDefault"))
    if not chosen:
        known = ", ".join(f"{each.get('uid')} ({each.get('type')})" for each in reply.json)
        return Answer(error=f"Grafana has no data source of type {type_!r}; it has: {known or 'none'}", refused=True)
    return str(chosen[0].get("uid"))


def _result(result: dict[str, Any]) -> Answer:
    error = str(result.get("error", ""))
    if not error:
        return Answer(json=result)
    status = int(result.get("status") or 500)
    # Grafana says 502 of a data source that is down. What Loki cannot parse comes as 500, like a Loki that is down.
    refused = (400 <= status < 500 and status not in _LATER) or (status == 500 and "parse error" in error)
    return Answer(error=error, refused=refused)


def _ask(method: str, url: str, json: Any = None) -> Reply | Answer:
    reply = exchange(method, url, json=json)
    if isinstance(reply, Reply) and reply.status == 401:
        return Answer(error=f"Grafana does not accept lab's login ({_message(reply) or 'status 401'}): {_LOGIN}")
    return reply


def _refusal(reply: Reply) -> Answer:
    said = _message(reply)
    if said and 400 <= reply.status < 500 and reply.status not in _LATER:
        return Answer(error=said, refused=True)
    return not_understood(reply)


def _not_there(reply: Reply) -> bool:
    return reply.status == 404 and _message(reply) in _NOT_THERE


def _message(reply: Reply) -> str:
    return str(reply.json.get("message", "")) if isinstance(reply.json, dict) else ""


def _has(reply: Reply, key: str) -> bool:
    return isinstance(reply.json, dict) and key in reply.json
