"""Checks the LogQL of an expectation."""

from __future__ import annotations

from lab.errors import Place
from lab.expectations.plan_context import PlanContext
from lab.language.logql import is_log_query, logql_error


def check_logql(query: str, place: Place, ctx: PlanContext, *, lines: bool) -> None:
    """Reports LogQL that is invalid or of the wrong kind. `lines`: a log query is needed, else a metric query."""
    if error := logql_error(query):
        ctx.wrong(place, f"LogQL does not parse: {error}")
    elif lines and not is_log_query(query):
        ctx.wrong(place, "a metric query returns values, not lines; use 'logql'")
    elif not lines and is_log_query(query):
        ctx.wrong(place, "a log query returns lines, not values; use 'logs', or count them, for example sum(rate(...))")
