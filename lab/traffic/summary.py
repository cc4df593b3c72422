"""Reads what the load generator printed at its end, and decides whether it can serve as ground truth."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from lab.language.exit_codes import exit_code_text
from lab.plan.actions import LoadPlan
from lab.record.event import LoadCount, LoadTruth, ResponseTimes

MARK = "LAB-LOAD "


def load_truth(plan: LoadPlan, log: str, exit_code: int, *, oom_killed: bool = False) -> LoadTruth:
    """Never raises: a generator that failed gives a truth whose `invalid_reason` says why it is none."""
    ended_with = exit_code_text(exit_code, oom_killed=oom_killed)
    line = next((line for line in reversed(log.splitlines()) if line.startswith(MARK)), None)
    if line is None:
        tail = " / ".join(log.strip().splitlines()[-3:])
        return _invalid(plan, f"the load generator ended with {ended_with} and no summary: {tail}")
    try:
        summary: Mapping[str, Any] = json.loads(line.removeprefix(MARK))
    except ValueError:
        return _invalid(plan, f"the load generator ended with {ended_with} and half a summary: {line[-80:]}")
    counts: dict[tuple[str, str, str], int] = {}
    for entry in summary["counts"]:
        request = plan.requests[entry["entry"]]
        key = (request.method, request.route, str(entry["status"]))
        counts[key] = counts.get(key, 0) + int(entry["count"])
    truth = LoadTruth(
        name=plan.name,
        asked=plan.asked,
        sent=int(summary["sent"]),
        dropped=int(summary["dropped"]),
        started=float(summary["started"]),
        ended=float(summary["ended"]),
        counts=tuple(LoadCount(method=m, route=r, status=s, count=n) for (m, r, s), n in counts.items()),
        response_times=tuple(_response_times(plan, entry) for entry in summary.get("times", ())),
    )
    return truth.model_copy(update={"invalid_reason": invalid_reason_of(truth)})


def _response_times(plan: LoadPlan, entry: Mapping[str, Any]) -> ResponseTimes:
    request = plan.requests[entry["entry"]]
    percentiles = tuple(round(milliseconds / 1000, 6) for milliseconds in entry["percentiles"])
    return ResponseTimes(method=request.method, route=request.route, percentiles=percentiles)


def invalid_reason_of(truth: LoadTruth) -> str:
    """Why these counts cannot be held against others: not sent as asked, or answers whose fate is not known."""
    if not truth.sent:
        return f"nothing was sent, {truth.asked} requests were asked for"
    # Counts are held against what was sent. A busy machine starts the first users late, or has none free for a moment,
    # and their requests are not made up for; many more or fewer would be another load.
    slack = max(1, 0.05 * truth.asked)
    if truth.dropped and truth.sent < truth.asked - slack:
        return f"{truth.dropped} requests were dropped: the generator could not keep the rate"
    if abs(truth.sent - truth.asked) > slack:
        return f"{truth.sent} requests were sent, {truth.asked} were asked for"
    if counted := truth.total() - truth.sent:
        return f"{truth.sent} requests were sent but {truth.sent + counted} answers counted"
    lost = truth.total(status="0")
    if lost:
        return f"{lost} requests got no answer: whether the application counted them cannot be known"
    return ""


def _invalid(plan: LoadPlan, invalid_reason: str) -> LoadTruth:
    return LoadTruth(
        name=plan.name,
        asked=plan.asked,
        sent=0,
        dropped=0,
        started=0.0,
        ended=0.0,
        counts=(),
        invalid_reason=invalid_reason,
    )
