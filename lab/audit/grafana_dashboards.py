"""Fetches the dashboards and data sources of a Grafana, as of 12.4."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from lab.audit.context import AuditedDashboard, DataSourceOfGrafana
from lab.audit.model import NotAudited
from lab.dashboards.dashboard import dashboards_in
from lab.errors import Problems
from lab.language.json_values import mapping, mappings
from lab.queries.answer import Answer
from lab.queries.query import Client

_PAGE = 1000  # dashboards in one answer of the search
MAX_DASHBOARDS = 1000


@dataclass(frozen=True, slots=True)
class GrafanaInput:
    """`data_sources` is None where they are not known: a viewer's token may not list them."""

    dashboards: tuple[AuditedDashboard, ...]
    data_sources: tuple[DataSourceOfGrafana, ...] | None
    not_read: tuple[NotAudited, ...] = ()


def fetch_dashboards(client: Client) -> GrafanaInput:
    not_read: list[NotAudited] = []
    dashboards: list[AuditedDashboard] = []
    for found in _search(client, not_read):
        uid, title = str(found.get("uid")), str(found.get("title"))
        answer = client.get(f"/api/dashboards/uid/{quote(uid, safe='')}")
        if answer.error or not isinstance(answer.json, dict):
            not_read.append(NotAudited(f"dashboard {title!r}", answer.error or "not an answer of Grafana"))
            continue
        # As people see it in its settings: the lines of findings are those of this text.
        text = json.dumps(mapping(answer.json).get("dashboard"), indent=2, ensure_ascii=False)
        address = str(found.get("url") or f"/d/{uid}")
        try:
            dashboards += (AuditedDashboard(one, address, text) for one in dashboards_in(text, address, {}))
        except Problems as error:
            not_read.append(NotAudited(f"dashboard {title!r}", error.message.splitlines()[0]))
    return GrafanaInput(tuple(dashboards), _data_sources(client, not_read), tuple(not_read))


def _search(client: Client, not_read: list[NotAudited]) -> Iterator[dict[str, object]]:
    """Pages of the list of dashboards."""
    for page in range(1, MAX_DASHBOARDS // _PAGE + 1):
        answer = client.get("/api/search", {"type": "dash-db", "limit": _PAGE, "page": page})
        if answer.error or not isinstance(answer.json, list):
            not_read.append(NotAudited("dashboards of Grafana", _why(answer)))
            return
        yield from mappings(answer.json)
        if len(answer.json) < _PAGE:
            return
    not_read.append(NotAudited("dashboards of Grafana", f"it has more than {MAX_DASHBOARDS}"))


def _data_sources(client: Client, not_read: list[NotAudited]) -> tuple[DataSourceOfGrafana, ...] | None:
    answer = client.get("/api/datasources")
    if answer.error or not isinstance(answer.json, list):
        not_read.append(NotAudited("whether the data sources of panels exist", _why(answer)))
        return None
    return tuple(
        DataSourceOfGrafana(
            str(one.get("uid")),
            str(one.get("name")),
            str(one.get("type")),
            str(one.get("url") or ""),
            bool(one.get("isDefault")),
        )
        for one in mappings(answer.json)
    )


def _why(answer: Answer) -> str:
    return answer.error or "not an answer of Grafana"
