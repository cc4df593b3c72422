"""`kubernetes`: objects of the Kubernetes API exist, in the expected number, with these conditions and values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation
from lab.expectations.formatting import first_of, on_one_line
from lab.expectations.patterns import Pattern, matches
from lab.expectations.plan_context import At, PlanContext
from lab.expectations.registry import register
from lab.expectations.results import Mismatch, failed, failed_for, passed
from lab.language.conditions import Condition, parse_condition
from lab.language.one_line import OneLine
from lab.language.patch.data import value_at
from lab.language.paths import PathError, parse_path
from lab.language.reasons import NOT_THERE, WRONG_VALUE, declare
from lab.language.yaml_format import yaml_text
from lab.queries.kubernetes import Objects
from lab.queries.query import Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement

MISSING_OBJECTS = declare("missing_objects", "There are fewer objects in the Kubernetes API than expected.")
UNEXPECTED_OBJECTS = declare("unexpected_objects", "There are more objects in the Kubernetes API than expected.")

_CORE = ("ConfigMap", "Endpoints", "Event", "Namespace", "Node", "Pod", "Secret", "Service", "ServiceAccount")
_GROUPS: Mapping[str, tuple[str, ...]] = {
    "v1": _CORE,
    "apps/v1": ("DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"),
    "batch/v1": ("CronJob", "Job"),
    "discovery.k8s.io/v1": ("EndpointSlice",),
    "rbac.authorization.k8s.io/v1": ("ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"),
    "apiextensions.k8s.io/v1": ("CustomResourceDefinition",),
}
_API_VERSIONS = {kind: version for version, kinds in _GROUPS.items() for kind in kinds}
_COMPARES = re.compile(r"(==|!=|<=|>=|<|>)")


@register
class KubernetesExpectation(Expectation, Check):
    """Objects of the Kubernetes API exist, in the expected number, and all of them have these conditions and values."""

    kind = "kubernetes"
    group = "Kubernetes"
    reasons = (NOT_THERE, MISSING_OBJECTS, UNEXPECTED_OBJECTS, WRONG_VALUE)

    kubernetes: OneLine = Field(description="kind of the objects, as in manifests, for example Pod")
    api_version: OneLine | None = Field(
        None,
        description="their apiVersion, for example monitoring.coreos.com/v1. Default: that of the usual kinds",
    )
    namespace: str = Field("", description="only in this namespace. Default: all")
    name: Pattern | None = Field(None, description="name of the object, or /regular expression/. Default: all")
    labels: Mapping[str, str] = Field(
        default_factory=dict, description="label -> value; only objects with these labels. Default: all"
    )
    count: Condition = Field(
        default_factory=lambda: parse_condition(">= 1"), description="number of objects. Default: >= 1"
    )
    conditions: Mapping[str, Literal["True", "False", "Unknown"]] = Field(
        default_factory=dict,
        description="condition of the status -> True, False or Unknown, in quotes. Default: any",
    )
    values: Mapping[str, Any] = Field(
        default_factory=dict,
        description="path, for example status.containerStatuses[0].restartCount -> value, /regular expression/ or a "
        "condition such as '>= 2'. Default: any",
    )

    @model_validator(mode="after")
    def _possible(self) -> KubernetesExpectation:
        if self.api_version is None and self.kubernetes not in _API_VERSIONS:
            unknown = f"the apiVersion of {self.kubernetes!r} is not known"
            raise ValueError(f"{unknown}; give 'api_version' as manifests have it")
        if self.count.about_load:
            raise ValueError("'count' cannot be compared with the load; write for example '== 3'")
        for path in self.values:
            parse_path(path)
        return self

    def plan(self, at: At, within: float, ctx: PlanContext) -> Check:
        return self

    def expected(self, ctx: EvalContext) -> str:
        where = f" in {self.namespace}" if self.namespace else ""
        labels = f" with {self._selector()}" if self.labels else ""
        name = f" {self.name}" if self.name else ""
        wanted = [f"{condition} {status}" for condition, status in self.conditions.items()]
        wanted += [f"{path} {_wanted(value)}" for path, value in self.values.items()]
        each = f", each with {', '.join(wanted)}" if wanted else ""
        return f"{self.count.text} objects of kind {self.kubernetes}{name}{where}{labels}{each}"

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        version = self.api_version or _API_VERSIONS[self.kubernetes]
        query = Objects(
            api_version=version, object_kind=self.kubernetes, namespace=self.namespace, selector=self._selector()
        )
        return (query,)

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        served, listed = Objects.read(observations[0].answer)
        if not served:
            hint = "is its CustomResourceDefinition applied?"
            return failed(NOT_THERE, expected, f"the API has no kind {self.kubernetes}", hint=hint)
        objects = [one for one in listed if self.name is None or matches(self.name, one["metadata"]["name"])]
        names = first_of([_title(one) for one in objects]) or "none"
        if not self.count.holds(len(objects)):
            fewer = self.count.holds(len(objects) + 1) or len(objects) < self._least()
            others = first_of([_title(one) for one in listed if one not in objects])
            actual = f"{len(objects)}: {names}" + (f"; others of this kind: {others}" if others else "")
            return failed(MISSING_OBJECTS if fewer else UNEXPECTED_OBJECTS, expected, actual)
        if mismatches := [mismatch for one in objects for mismatch in self._mismatches(one)]:
            return failed_for(expected, mismatches)
        return passed(expected, f"{len(objects)}: {names}")

    def _least(self) -> float:
        return max((comparison.number or 0.0 for comparison in self.count.comparisons), default=0.0)

    def _selector(self) -> str:
        return ",".join(f"{label}={value}" for label, value in self.labels.items())

    def _mismatches(self, one: Mapping[str, Any]) -> list[Mismatch]:
        title, found = _title(one), []
        conditions = {str(entry.get("type")): entry for entry in (one.get("status") or {}).get("conditions") or ()}
        for name, wanted in self.conditions.items():
            entry = conditions.get(name)
            if entry is None:
                has = ", ".join(conditions) or "none"
                found.append(Mismatch(WRONG_VALUE, f"{title} has no condition {name}; it has {has}"))
            elif entry.get("status") != wanted:
                why = entry.get("message") or entry.get("reason") or ""
                actual = f"{title}: {name} is {entry.get('status')}" + (f" ({on_one_line(why, 200)})" if why else "")
                found.append(Mismatch(WRONG_VALUE, actual))
        for path, wanted in self.values.items():
            try:
                actual = value_at(one, path)
            except PathError as error:
                found.append(Mismatch(WRONG_VALUE, f"{title}: {error}"))
                continue
            if not _is(actual, wanted):
                found.append(Mismatch(WRONG_VALUE, f"{title}: {path} is {on_one_line(yaml_text(actual), 200)}"))
        return found


def _is(actual: Any, wanted: Any) -> bool:
    if isinstance(wanted, str) and _COMPARES.match(wanted):
        return isinstance(actual, int | float) and parse_condition(wanted).holds(float(actual))
    if isinstance(wanted, str) and isinstance(actual, str):
        return matches(wanted, actual)
    return bool(actual == wanted)


def _wanted(value: Any) -> str:
    return value if isinstance(value, str) and _COMPARES.match(value) else f"= {yaml_text(value)}"


def _title(one: Mapping[str, Any]) -> str:
    metadata = one["metadata"]
    return f"{metadata['namespace']}/{metadata['name']}" if metadata.get("namespace") else str(metadata["name"])
