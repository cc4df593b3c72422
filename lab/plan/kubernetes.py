"""The Kubernetes bundle: the services that `kubernetes:` of a scenario stands for, and how they are wired.

They have fixed names. A scenario may say more of one of them under `components`, for example flags of the API server.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from lab.configs.manifests import Manifest, in_order, read_manifests
from lab.errors import Place, Problems
from lab.language.strict_yaml import Document, Path
from lab.plan.actions import ManifestPlan
from lab.plan.changes import RenderedFiles
from lab.plan.files import FileTexts
from lab.plan.model import PlacedFile, ServicePlan
from lab.plan.templates import TEMPLATE
from lab.scenario.component_use import ComponentUse
from lab.scenario.model import Scenario
from lab.stack.scenario_files import is_pattern

ROLE = "kubernetes"
PKI, API, KUBELETS = "kubernetes-pki", "kubectl", "kwok"
BUNDLE = (PKI, "etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", KUBELETS, API)
SLOT = "manifests"  # of the component kubectl
_ENDINGS = (".yml", ".yaml", ".json")

_ACCOUNT_FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount"
_IN_A_POD = {"KUBERNETES_SERVICE_HOST": "kubernetes.default.svc", "KUBERNETES_SERVICE_PORT": "6443"}
NODES_FILE = "kubectl/nodes.yaml"
_NODE = """\
apiVersion: v1
kind: Node
metadata:
  name: NAME
  labels: {kubernetes.io/hostname: NAME, kubernetes.io/os: linux, kubernetes.io/arch: amd64}
"""
_IN_MEMORY = {"driver": "local", "driver_opts": {"type": "tmpfs", "device": "tmpfs", "o": "size=1m,mode=0755"}}


@dataclass(frozen=True, slots=True)
class Bundle:
    """The scenario with the services of the bundle among its components.

    `added`: those that the scenario file does not have itself. `manifests`: file -> where it is named.
    """

    scenario: Scenario
    added: tuple[str, ...] = ()
    manifests: Mapping[str, Path] = field(default_factory=dict)

    def path(self, service: str, *below: str | int) -> Path:
        """Where the scenario file has a key of a service: manifests are files of kubectl, and named elsewhere."""
        if service == API and below[:2] == ("files", SLOT) and len(below) > 2:
            return list(self.manifests.values())[int(below[2])]
        return ("kubernetes",) if service in self.added else ("components", service, *below)


def with_bundle(scenario: Scenario, document: Document, texts: FileTexts) -> Bundle:
    """Adds the services of the bundle to those of the scenario; reports problems to `texts`."""
    if scenario.kubernetes is None:
        for path in _needing_kubernetes(scenario):
            texts.problems.wrong(
                document.place(path), "this needs a Kubernetes API; add 'kubernetes: {}' to the scenario"
            )
        return Bundle(scenario)
    manifests: dict[str, Path] = {}
    for path, names in _manifest_lists(scenario):
        for index, name in enumerate(names):
            at = (*path, index)
            for file in manifest_files(name, texts, document.place(at)):
                manifests.setdefault(file, at)
    accounts = [
        f"{name}={use.service_account}" for name, use in scenario.components.items() if use.service_account is not None
    ]
    uses = {name: scenario.components.get(name, ComponentUse()) for name in BUNDLE}
    given: dict[str, dict[str, Any]] = {
        API: {"files": {**uses[API].files, SLOT: tuple(manifests)}} if manifests else {},
        PKI: {"env": {**uses[PKI].env, "ACCOUNTS": " ".join(accounts)}} if accounts else {},
    }
    parts = {name: use.model_copy(update=given.get(name, {})) for name, use in uses.items()}
    added = tuple(name for name in BUNDLE if name not in scenario.components)
    return Bundle(scenario.model_copy(update={"components": {**scenario.components, **parts}}), added, manifests)


def wired(services: tuple[ServicePlan, ...], scenario: Scenario) -> tuple[ServicePlan, ...]:
    """The services with the accounts that they act as, and the order in which they can start."""
    if scenario.kubernetes is None:
        return services
    accounts = [name for name, use in scenario.components.items() if use.service_account is not None]
    nodes = PlacedFile(NODES_FILE, "/nodes.yaml", _nodes(scenario.kubernetes.nodes), NODES_FILE)
    return tuple(_wired(service, accounts, nodes) for service in services)


def _wired(service: ServicePlan, accounts: list[str], nodes: PlacedFile) -> ServicePlan:
    if service.name == API and nodes.text:
        return replace(service, files=(nodes, *service.files))
    if service.name == PKI:
        return _with_volumes(service, {f"account-{name}": f"/accounts/{name}" for name in accounts})
    if service.name in accounts:
        service = _with_volumes(service, {f"account-{service.name}": f"{_ACCOUNT_FOLDER}:ro"})
        environment = {**service.compose.get("environment", {}), **_IN_A_POD}
        service = replace(service, compose={**service.compose, "environment": environment})
    elif service.name != KUBELETS:
        return service
    return replace(service, starts_after=(API,))


def _with_volumes(service: ServicePlan, mounts: Mapping[str, str]) -> ServicePlan:
    volumes = [*service.compose.get("volumes", ()), *(f"{name}:{target}" for name, target in mounts.items())]
    return replace(
        service,
        compose={**service.compose, "volumes": volumes} if mounts else service.compose,
        volumes={**service.volumes, **dict.fromkeys(mounts, _IN_MEMORY)},
    )


def manifest_files(name: str, texts: FileTexts, place: Place) -> tuple[str, ...]:
    """The files that a name in `apply` or `delete` stands for; problems are reported at `place`."""
    if not is_pattern(name) and not texts.is_folder(name):
        return (name,)
    pattern = name if is_pattern(name) else f"{name.removesuffix('/')}/"
    files = tuple(file for file in texts.matching(pattern, place) if file.removesuffix(TEMPLATE).endswith(_ENDINGS))
    if not files and not texts.problems.is_broken("file", name):
        texts.problems.wrong(place, f"no manifest matches {name!r}; they end with {', '.join(_ENDINGS)}")
    return files


@dataclass(frozen=True, slots=True)
class ManifestPlanner:
    """Reads the objects of manifests, as the files are at that moment of the run."""

    document: Document
    texts: FileTexts

    def plan(
        self, verb: Literal["apply", "delete"], names: tuple[str, ...], path: Path, files: RenderedFiles
    ) -> ManifestPlan:
        """Problems are reported to the texts."""
        objects: dict[str, Manifest] = {}
        for index, name in enumerate(names):
            for file in manifest_files(name, self.texts, self.document.place((*path, index))):
                for manifest in self._objects(file, files):
                    if (first := objects.setdefault(manifest.title, manifest)) is not manifest:
                        message = f"{manifest.title} is there already ({first.place})"
                        self.texts.problems.wrong(manifest.place, message)
        return ManifestPlan(verb, API, in_order(tuple(objects.values())))

    def _objects(self, name: str, files: RenderedFiles) -> tuple[Manifest, ...]:
        source = self.texts.display_path(name)
        text = next(iter(files.texts.get(source, {}).values()), None)
        if text is None:
            return ()  # there is no such file, which is reported where the service's files are planned
        try:
            return read_manifests(text, source)
        except Problems as error:
            self.texts.problems.extend(error.problems)
            return ()


def at_start(scenario: Scenario, planner: ManifestPlanner, files: RenderedFiles) -> ManifestPlan | None:
    """The nodes, and the objects that the scenario applies before its services start."""
    if scenario.kubernetes is None:
        return None
    given = planner.plan("apply", scenario.kubernetes.apply, ("kubernetes", "apply"), files)
    text = _nodes(scenario.kubernetes.nodes)
    nodes = read_manifests(text, NODES_FILE) if text else ()
    return replace(given, objects=(*nodes, *given.objects))


def _nodes(count: int) -> str:
    """Manifests of the nodes, without anything that their kubelet would say of them."""
    return "---\n".join(_NODE.replace("NAME", f"node-{index}") for index in range(count))


def _manifest_lists(scenario: Scenario) -> Iterator[tuple[Path, tuple[str, ...]]]:
    if scenario.kubernetes is not None:
        yield ("kubernetes", "apply"), scenario.kubernetes.apply
    for index, step in enumerate(scenario.steps):
        yield ("steps", index, "apply"), step.apply
        yield ("steps", index, "delete"), step.delete


def _needing_kubernetes(scenario: Scenario) -> Iterator[Path]:
    for name, use in scenario.components.items():
        if use.service_account is not None:
            yield ("components", name, "service_account")
    yield from (path for path, names in _manifest_lists(scenario) if names)
