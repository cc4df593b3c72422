"""Which data source a query of a dashboard is meant for, and whether that is the audited system."""

from __future__ import annotations

from urllib.parse import urlsplit

from lab.audit.context import AuditContext, DataSourceOfGrafana


def why_not_asked(type_: str, uid: str, ctx: AuditContext, *, preferred: bool = False) -> str:
    """Empty for a query that the audited Prometheus or Loki answers. `preferred`: Grafana takes another data source of
    the type where it has none with this uid."""
    if type_ == "loki" and ctx.loki is None:
        return "no Loki is audited"
    if type_ not in ("prometheus", "loki"):
        return f"its data source is of type {type_}"
    others = [one for one in ctx.data_sources or () if one.type == type_]
    chosen = next((one for one in others if uid and uid in (one.uid, one.name)), None)
    if chosen is None or len(others) < 2 or (preferred and not uid):
        return ""
    own = _audited(others, ctx)
    return "" if own is None or own == chosen else f"it is asked of another data source, {chosen.name}"


def unknown_source(type_: str, uid: str, ctx: AuditContext, *, preferred: bool = False) -> str:
    """Why Grafana cannot ask; empty where it can, or where its data sources are not known."""
    if ctx.data_sources is None or preferred:
        return ""
    if uid and all(uid not in (one.uid, one.name) for one in ctx.data_sources):
        return f"Grafana has no data source with the uid {uid}"
    if type_ and all(type_ != one.type for one in ctx.data_sources):
        return f"Grafana has no data source of type {type_}"
    return ""


def _audited(sources: list[DataSourceOfGrafana], ctx: AuditContext) -> DataSourceOfGrafana | None:
    """The one with the audited address; else the only one with its port; None when that is not known."""
    wanted = urlsplit(ctx.system.address)
    same = [one for one in sources if urlsplit(one.url).netloc == wanted.netloc and one.url]
    port = [one for one in sources if wanted.port and _port(one.url) == wanted.port]
    found = same or port
    return found[0] if len(found) == 1 else None


def _port(url: str) -> int | None:
    try:
        return urlsplit(url).port
    except ValueError:
        return None
