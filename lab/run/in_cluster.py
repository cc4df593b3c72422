"""From a plan to a lab in a namespace of a cluster, whose services are ready and reached from here.

`lab = yield from start_in_cluster(...)` yields events as things happen and returns the lab, or raises CannotStart.
"""

from __future__ import annotations

from lab.errors import CannotStart, LabError, NotReady
from lab.export.model import Export
from lab.kubernetes.cluster import Cluster
from lab.kubernetes.namespace_lab import NamespaceLab
from lab.kubernetes.pods import simulated
from lab.plan.model import LabPlan
from lab.record.event import Waiting
from lab.run.clock import Clock
from lab.run.lab import Lab
from lab.run.readiness import become_ready
from lab.run.starting import Steps, phase

PODS_S = 300.0  # until all pods are ready: nodes may have to pull every image
_POLL_S = 0.5


def start_in_cluster(plan: LabPlan, cluster: Cluster, clock: Clock, project: str) -> Steps[Lab]:
    """All that is created carries `project`, also when starting fails half-way."""
    exported = cluster.export(plan, project)
    started = clock.now()
    running = yield from phase("namespace", clock, _create(plan, cluster, exported, project))
    yield from phase("apply", clock, _apply(cluster, exported, project, clock))
    yield from phase("pods", clock, _await_pods(running, clock))
    yield from phase("forward", clock, _reach(plan, running))
    yield from phase("ready", clock, become_ready(plan.services, running, clock))
    return Lab(plan, running, started)


def _create(plan: LabPlan, cluster: Cluster, exported: Export, project: str) -> Steps[NamespaceLab]:
    yield from ()
    return cluster.create(plan, exported, project)


def _apply(cluster: Cluster, exported: Export, project: str, clock: Clock) -> Steps[None]:
    what = f"{len(exported.objects)} objects are applied in {exported.namespace}"
    yield Waiting(at_ms=clock.ms(), awaited={"manifests": what})
    cluster.apply(exported, project)


def _await_pods(running: NamespaceLab, clock: Clock) -> Steps[None]:
    """Raises NotReady."""
    ends = clock.ms() + PODS_S * 1000
    while True:
        containers = running.containers(afresh=True)
        unready = {
            name: containers[name].unready if name in containers else "the cluster has made no pod for it yet"
            for name in running.services
        }
        unready = {name: why for name, why in unready.items() if why}
        if not unready:
            break
        lasting = [name for name in unready if name in containers and containers[name].stays]
        if lasting or clock.ms() > ends or clock.stopped.is_set():
            name = (lasting or list(unready))[0]
            within = "" if lasting else f" within {PODS_S:g} s"
            raise NotReady(
                f"{name} did not become ready{within}: {unready[name]}",
                remedy="lab run --keep leaves the namespace there: look at it with kubectl describe pod",
                evidence=running.logs(name, 20),
            )
        yield Waiting(at_ms=clock.ms(), awaited=unready)
        clock.pause(_POLL_S)
    running.settled()


def _reach(plan: LabPlan, running: NamespaceLab) -> Steps[None]:
    """Raises CannotStart, also when pods are ready in which nothing runs."""
    yield from ()
    if (one := simulated(running.containers().values())) is not None:
        raise CannotStart(
            f"the pods of this cluster run nothing: {one.state.service} is ready on {one.node}, and has no container; "
            "simulated kubelets, such as kwok's, say so",
            remedy="the cluster accepts the export; to judge it, give a --context whose nodes have real kubelets",
        )
    for service in plan.services:
        if service.ports and not service.on_demand:
            try:
                running.endpoint(service.name, service.ports[0].container)
            except LabError as failed:
                message = f"{service.name} cannot be reached from here: {failed.message}"
                raise CannotStart(message, remedy=failed.remedy, evidence=failed.evidence) from None
