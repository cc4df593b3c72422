"""Sends a load of the plan to a running lab, once, and brings back what the generator says it did."""

from __future__ import annotations

from lab.plan.actions import LoadPlan
from lab.plan.naming import load_service
from lab.record.event import LoadTruth
from lab.run.running import Running
from lab.traffic.summary import load_truth

LOAD_GRACE_S = 30.0  # what the generator may need beyond its own time: to start, and for its last answers


def send(load: LoadPlan, running: Running) -> LoadTruth:
    finished = running.run_to_end(load_service(load.name), load.seconds + LOAD_GRACE_S)
    return load_truth(load, finished.log, finished.exit_code, oom_killed=finished.oom_killed)


def both(first: LoadTruth, second: LoadTruth) -> LoadTruth:
    """What two loads to one service make together: counters do not begin anew with the second."""
    return LoadTruth(
        name=second.name,
        asked=first.asked + second.asked,
        sent=first.sent + second.sent,
        dropped=first.dropped + second.dropped,
        started=first.started,
        ended=second.ended,
        counts=(*first.counts, *second.counts),
        invalid_reason=first.invalid_reason or second.invalid_reason,
    )
