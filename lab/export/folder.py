"""The exported folder: a file for each object, kustomization.yaml, and EXPORT.md for whoever finds the folder later."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lab.export.model import Export, Limitation, SecretKey
from lab.export.yaml_text import yaml_text

KUSTOMIZATION = "kustomization.yaml"
HELM_VALUES = "kube-prometheus-stack-values.yaml"
NOTES = "EXPORT.md"


def folder_texts(export: Export) -> dict[str, str]:
    """Path -> text, the same for the same export."""
    texts = {item.path: yaml_text(item.content) for item in export.objects}
    texts[KUSTOMIZATION] = yaml_text(_kustomization(export))
    if export.helm_values is not None:
        texts[HELM_VALUES] = yaml_text(export.helm_values)
    texts[NOTES] = "\n".join(_notes(export))
    return texts


def _kustomization(export: Export) -> dict[str, Any]:
    return {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "namespace": export.namespace,
        "labels": [{"pairs": dict(export.labels), "includeSelectors": False, "includeTemplates": True}],
        "resources": [item.path for item in export.objects],
    }


def apply_command(export: Export, folder: str) -> str:
    """Server-side, since the annotation of the other way is too small for large ConfigMaps."""
    return f"kubectl apply --server-side -k {folder}"


def image_commands(export: Export) -> tuple[str, ...]:
    """What to run on the machine that has built the images."""
    components = " ".join(dict.fromkeys(image.component for image in export.images))
    if not components:
        return ()
    commands = [
        command
        for image in export.images
        for command in (f"docker tag {image.local} {image.pushed}", f"docker push {image.pushed}")
    ]
    return (f"lab images get {components}", *commands)


def secret_commands(export: Export) -> tuple[str, ...]:
    """One for each Secret, with the places of the values to fill in."""
    by_name: dict[str, list[SecretKey]] = {}
    for key in export.secrets:
        by_name.setdefault(key.secret, []).append(key)
    return tuple(
        f"kubectl -n {export.namespace} create secret generic {name} {' '.join(_source(key) for key in keys)}"
        for name, keys in by_name.items()
    )


def _source(key: SecretKey) -> str:
    return f"--from-literal={key.key}=VALUE" if key.variable else f"--from-file={key.key}=FILE"


def secret_text(key: SecretKey) -> str:
    """Whose it is and what it holds."""
    what = f"the variable {key.variable}" if key.variable else f"the file {key.file}"
    return f"{key.secret}, key {key.key}: {what} of {key.service}"


def limitation_text(limitation: Limitation) -> str:
    fix = f" What to do: {limitation.fix}." if limitation.fix else ""
    return f"{limitation.service} {limitation.what}: {limitation.why}.{fix}"


def _notes(export: Export) -> Iterator[str]:
    yield f"# {export.scenario} on Kubernetes\n"
    yield f"{export.title}. Written by `lab export kubernetes`, which writes it anew; changes belong into an overlay.\n"
    yield f"```sh\n{apply_command(export, '.')}\nkubectl delete namespace {export.namespace}\n```\n"
    if export.scaled:
        yield "The durations in the configurations are scaled down for a lab.\n"
    yield from _loads(export)
    if export.images:
        yield "## Images to push\n"
        yield "```sh\n" + "\n".join(image_commands(export)) + "\n```\n"
    if export.secrets:
        yield "## Secrets that must exist\n"
        yield "Their values are not in this folder; `lab render` shows what the lab uses.\n"
        yield "".join(f"- {secret_text(key)}\n" for key in export.secrets)
        yield "```sh\n" + "\n".join(secret_commands(export)) + "\n```\n"
    if export.helm_values is not None:
        yield "## With kube-prometheus-stack\n"
        yield f"```sh\n{helm_command(export)}\n```\n"
    for title, lost in (("## Not exported\n", True), ("## Different from the lab\n", False)):
        listed = [item for item in export.limitations if item.lost == lost]
        if listed:
            yield title
            yield "".join(f"- {limitation_text(item)}\n" for item in listed)


def helm_command(export: Export) -> str:
    chart = "prometheus-community/kube-prometheus-stack"
    return f"helm install kube-prometheus-stack {chart} -n {export.namespace} -f {HELM_VALUES}"


def _loads(export: Export) -> Iterator[str]:
    jobs = [item.name for item in export.objects if item.kind == "Job"]
    if not jobs:
        return
    start = f'kubectl -n {export.namespace} patch job {jobs[0]} -p \'{{"spec":{{"suspend":false}}}}\''
    again = f"kubectl -n {export.namespace} delete job {jobs[0]}"
    yield "## Loads\n"
    yield "Each is a suspended Job. A Job runs once; to run it again, delete it and apply the folder.\n"
    yield f"```sh\n{start}\nkubectl -n {export.namespace} logs -f job/{jobs[0]}\n{again}\n```\n"
