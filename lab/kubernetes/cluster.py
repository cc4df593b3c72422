"""A cluster, reached by a context of the user's kubectl, in which labs run: each in a namespace that lab makes itself.

Everything carries the label of its lab, and is removed with the namespace, which is found by that label only.
"""

from __future__ import annotations

import atexit
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from lab.containers.process_guard import pause
from lab.engine_facts import EngineFacts, engine_facts
from lab.errors import CannotStart, EngineUnavailable, LabError, Problems, UsageError
from lab.export.names import MANAGED_BY, object_name
from lab.kubernetes import remembered
from lab.kubernetes.kubectl import Kubectl, KubectlFailed, installed
from lab.kubernetes.namespace_lab import NamespaceLab
from lab.kubernetes.remembered import RememberedLab
from lab.plan.model import LabPlan
from lab.settings import Settings

if TYPE_CHECKING:
    from lab.export.model import Export

LABEL = "lab/run"
APPLY_S = 120.0
GONE_S = 120.0  # until a namespace has gone: its pods have their own time to end
_QUIET_S = 2.0  # how long is looked for a namespace whose creation was cut short: the API may still be making it
_POLL_S = 0.3
_FOLDER = "export"


@dataclass(frozen=True, slots=True)
class ClusterChoice:
    """As the command line has it. `namespace`: empty for one named as the lab; `registry`: of the images lab builds."""

    context: str
    namespace: str = ""
    registry: str = ""


@dataclass(slots=True)
class Cluster:
    """`server`: the URL of its API. In the place of an `Engine` where a lab is run."""

    kubectl: Kubectl
    choice: ClusterChoice
    state: Path
    server: str
    version: str
    _labs: dict[str, NamespaceLab] = field(default_factory=dict)

    def for_run(self, on_slow_answer: Callable[..., None], give_up_at: float) -> Cluster:
        return self

    def give_up_at(self, at: float) -> None:
        """Calls of kubectl have limits of their own."""

    def facts(self) -> EngineFacts:
        """The version is for reports; the clocks of a cluster are taken to agree with this machine's."""
        return engine_facts({"ServerVersion": f"Kubernetes {self.version}"})

    def namespace(self, project: str) -> str:
        return self.choice.namespace or object_name(project)

    def export(self, plan: LabPlan, project: str) -> Export:
        """Of one run, with its label."""
        from lab.export.kubernetes import export  # loaded here: labs on an engine need none of it
        from lab.export.model import ExportOptions
        from lab.images.export_inputs import inputs_of

        options = ExportOptions(self.namespace(project), registry=self.choice.registry)
        exported = export(plan, options, inputs_of(plan))
        return replace(exported, labels={**exported.labels, LABEL: project})

    def check(self, plans: Sequence[LabPlan]) -> None:
        """Before anything is applied. Raises Problems for what a cluster cannot do, CannotStart for missing rights."""
        from lab.export.cluster_run import cluster_problems
        from lab.kubernetes.rights import missing_rights

        exports = [self.export(plan, "lab-check") for plan in plans]
        pairs = zip(plans, exports, strict=True)
        problems = [problem for plan, exported in pairs for problem in cluster_problems(plan, exported)]
        if problems:
            raise Problems(tuple(problems))
        kinds = {item.kind for exported in exports for item in exported.objects}
        namespace = self.choice.namespace or "lab-check"
        if missing := missing_rights(self.kubectl, namespace, kinds):
            raise CannotStart(
                f"the user of context {self.kubectl.context} may not do in the cluster what lab needs: "
                f"{', '.join(missing)}; nothing was applied",
                remedy="use a context with these rights; lab makes a namespace for each lab, and removes it",
            )

    def create(self, plan: LabPlan, exported: Export, project: str) -> NamespaceLab:
        """The namespace, which must not be there yet. Raises CannotStart."""
        namespace = exported.namespace
        remembered.remember(self.state, RememberedLab(project, plan.name, self.kubectl.context, self.server, namespace))
        lab = NamespaceLab(self.kubectl, plan, project, namespace, f"{LABEL}={project}")
        self._labs[project] = lab
        atexit.register(lab.close)  # of a lab that is kept
        metadata = {"name": namespace, "labels": dict(exported.labels)}
        content = {"apiVersion": "v1", "kind": "Namespace", "metadata": metadata}
        try:
            self.kubectl.run("create", "--filename=-", stdin=json.dumps(content))
        except KubectlFailed as failed:
            if "AlreadyExists" not in failed.evidence:
                raise
            raise CannotStart(
                f"there is a namespace {namespace} already, and lab uses none that it has not made itself",
                remedy=f"give another --namespace, or remove it: kubectl --context {self.kubectl.context} delete "
                f"namespace {namespace}",
            ) from None
        remembered.created(self.state, project)
        return lab

    def apply(self, exported: Export, project: str) -> None:
        """All other objects, with the labels of the lab."""
        from lab.export.folder import folder_texts
        from lab.export.folder_on_disk import write_folder

        folder = remembered.folder(self.state, project) / _FOLDER
        kept = tuple(item for item in exported.objects if item.kind != "Namespace")
        write_folder(folder_texts(replace(exported, objects=kept)), folder)
        try:
            self.kubectl.run("apply", "--server-side", f"--kustomize={folder}", seconds=APPLY_S)
        except KubectlFailed as failed:
            message = f"the cluster does not accept the export of the lab: {failed.message}"
            raise CannotStart(message, remedy=failed.remedy, evidence=failed.evidence) from None

    def running(self, project: str) -> NamespaceLab | None:
        return self._labs.get(project)

    def remove(self, project: str) -> None:
        """Removing nothing is no error; what other labs or people made is not touched. Raises KubectlFailed."""
        lab = self._labs.pop(project, None)
        if lab is not None:
            lab.close()
        known = remembered.known(self.state, project)
        if known is None:
            return  # nothing was begun
        try:
            self._remove(project, known)
        except KeyboardInterrupt:  # a first signal may come only now
            self._remove(project, known)
            raise
        remembered.forget(self.state, project)

    def _remove(self, project: str, known: RememberedLab) -> None:
        # A name alone could be of another by now.
        selector = f"--selector={MANAGED_BY}=lab,{LABEL}={project}"
        began, asked = time.monotonic(), False
        quiet_s = 0.0 if known.created else _QUIET_S
        while True:
            # kubectl can wait itself, but does not for a user who may only list.
            left = self.kubectl.run("get", "namespaces", selector, "--output=name").strip()
            waited = time.monotonic() - began
            if not left and waited >= quiet_s:
                return
            if left and not asked:
                self.kubectl.run("delete", "namespaces", selector, "--wait=false")
                asked = True
            if waited > GONE_S:
                remedy = f"kubectl --context {known.context} get namespace {known.namespace} -o yaml says why"
                raise KubectlFailed(f"namespace {known.namespace} is still there after {GONE_S:g} s", remedy=remedy)
            pause(_POLL_S)


def connect(choice: ClusterChoice, settings: Settings) -> Cluster:
    """Raises UsageError for a context that is not there, and EngineUnavailable when the cluster does not answer."""
    kubectl = installed(choice.context)
    server = server_of(kubectl)
    try:
        answer = json.loads(kubectl.run("version", "--output=json"))
        version = str(answer["serverVersion"]["gitVersion"])
    except (KubectlFailed, ValueError, LookupError) as failed:
        message = f"the cluster of context {choice.context} ({server}) does not answer: {failed}"
        raise EngineUnavailable(message, remedy=f"try kubectl --context {choice.context} version") from None
    return Cluster(kubectl, choice, settings.state, server, version)


def server_of(kubectl: Kubectl) -> str:
    """The URL of the API that the context leads to. Raises UsageError when there is no such context."""
    try:
        return kubectl.run("config", "view", "--minify", "--output=jsonpath={.clusters[0].cluster.server}")
    except KubectlFailed as failed:
        why = failed.evidence.removeprefix("error: ") or failed.message
        remedy = "kubectl config get-contexts lists those of your configuration (KUBECONFIG)"
        raise UsageError(f"kubectl has no usable context {kubectl.context!r}: {why}", remedy=remedy) from None


def remove_left(lab: RememberedLab, settings: Settings) -> None:
    """Takes down what the driver of a lab has left in a cluster. Raises LabError."""
    where = remembered.folder(settings.state, lab.project)
    remedy = f"set KUBECONFIG as it was for the run; if the cluster is gone, remove {where}"
    try:
        kubectl = installed(lab.context)
        server = server_of(kubectl)
        if server != lab.server:
            raise LabError(f"the context {lab.context} leads to {server} now, and the lab is in {lab.server}")
        Cluster(kubectl, ClusterChoice(lab.context, lab.namespace), settings.state, server, "").remove(lab.project)
    except LabError as failed:
        message = f"{lab.project} cannot be taken down: {failed.message}"
        raise LabError(message, remedy=remedy, evidence=failed.evidence) from None
