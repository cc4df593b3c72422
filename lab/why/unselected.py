"""Objects of the Prometheus operator that have no target or are not loaded: what leaves them out.

Between a ServiceMonitor and a scrape stand the selectors of a Prometheus object, of labels and of namespaces, the
selector of the ServiceMonitor itself, and the name of a port. None of them says anything when it does not match.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from lab.language.json_values import mapping, mappings
from lab.language.label_selector import format_labels, format_selector, selects, unmet
from lab.why.expression import Matcher

Object: TypeAlias = Mapping[str, Any]

MAX_SHOWN = 3  # objects, and what there is instead


@dataclass(frozen=True, slots=True)
class Unselected:
    """`why`: what leaves it out. `jobs`: the label `job` that its targets would have, and names of its scrape jobs.
    `rules`: names of its alerts and recorded metrics."""

    kind: str
    name: str  # namespace/name
    why: str
    jobs: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()

    def sentence(self) -> str:
        return f"{self.kind} {self.name} {self.why}"


@dataclass(frozen=True, slots=True)
class OperatorObjects:
    """Those of a cluster, as the API has them. `warnings`: events, newest last."""

    prometheuses: tuple[Object, ...] = ()
    service_monitors: tuple[Object, ...] = ()
    pod_monitors: tuple[Object, ...] = ()
    rules: tuple[Object, ...] = ()
    namespaces: tuple[Object, ...] = ()
    services: tuple[Object, ...] = ()
    pods: tuple[Object, ...] = ()
    warnings: tuple[Object, ...] = ()


@dataclass(frozen=True, slots=True)
class _Kind:
    """`prefix`: of the two keys of a Prometheus object that select objects of this kind, and of scrape jobs.
    `endpoints`: the key of a monitor that has them."""

    name: str
    prefix: str
    endpoints: str = ""


_SERVICE_MONITOR = _Kind("ServiceMonitor", "serviceMonitor", "endpoints")
_POD_MONITOR = _Kind("PodMonitor", "podMonitor", "podMetricsEndpoints")
_RULE = _Kind("PrometheusRule", "rule")


def unselected_objects(objects: OperatorObjects) -> tuple[Unselected, ...]:
    """Those that no Prometheus object selects, and those that find nothing; none where there is no such object."""
    if not objects.prometheuses:
        return ()
    return tuple(
        found
        for found in (
            *(_monitor(one, _SERVICE_MONITOR, objects) for one in objects.service_monitors),
            *(_monitor(one, _POD_MONITOR, objects) for one in objects.pod_monitors),
            *(_rule(one, objects) for one in objects.rules),
        )
        if found is not None
    )


def of_job(matchers: Iterable[Matcher], unselected: Sequence[Unselected]) -> list[str]:
    """Sentences about objects whose targets would have this job; without such a matcher, about all with targets."""
    of_jobs = [matcher for matcher in matchers if matcher.label == "job"]
    found = (one for one in unselected if any(all(m.accepts(job) for m in of_jobs) for job in one.jobs))
    return [one.sentence() for one in found][:MAX_SHOWN]


def of_rule(accepts: Matcher | None, name: str, unselected: Sequence[Unselected]) -> list[str]:
    """Sentences about PrometheusRules with a rule of this name, or one that the matcher accepts."""
    found = (one for one in unselected if any(accepts.accepts(r) if accepts else r == name for r in one.rules))
    return [one.sentence() for one in found][:MAX_SHOWN]


def _monitor(monitor: Object, kind: _Kind, objects: OperatorObjects) -> Unselected | None:
    selected = _selected_by(monitor, kind, objects)
    why = _excluded(monitor, kind, objects) or _finds_nothing(monitor, kind, selected, objects)
    return Unselected(kind.name, _full_name(monitor), why, _jobs(monitor, kind, selected)) if why else None


def _jobs(monitor: Object, kind: _Kind, selected: Sequence[Object]) -> tuple[str, ...]:
    """The label `job`: the name of the Service, or that of the PodMonitor, unless a label of the object has it."""
    label = str(_spec(monitor).get("jobLabel"))
    if kind is _SERVICE_MONITOR:
        names = [_labels(one).get(label, _name(one)) for one in selected] or [_name(monitor)]
    else:
        names = [_labels(one).get(label, _full_name(monitor)) for one in selected] or [_full_name(monitor)]
    numbers = range(len(mappings(_spec(monitor).get(kind.endpoints))))
    return (*dict.fromkeys(names), *(f"{kind.prefix}/{_full_name(monitor)}/{number}" for number in numbers))


def _rule(rule: Object, objects: OperatorObjects) -> Unselected | None:
    why = _excluded(rule, _RULE, objects) or _rejected(rule, objects)
    groups = mappings(_spec(rule).get("groups"))
    rules = [one for group in groups for one in mappings(group.get("rules"))]
    names = tuple(dict.fromkeys(str(one.get("alert") or one.get("record")) for one in rules))
    return Unselected(_RULE.name, _full_name(rule), why, (), names) if why else None


def _excluded(one: Object, kind: _Kind, objects: OperatorObjects) -> str:
    """Why no Prometheus object selects it; empty when one does. With several, the reason of the first."""
    reasons = [_excluded_by(prometheus, one, kind, objects) for prometheus in objects.prometheuses]
    return reasons[0] if all(reasons) else ""


def _excluded_by(prometheus: Object, one: Object, kind: _Kind, objects: OperatorObjects) -> str:
    whose = f"of Prometheus {_full_name(prometheus)}"
    of_namespaces, of_labels = f"{kind.prefix}NamespaceSelector", f"{kind.prefix}Selector"
    spec, namespace = _spec(prometheus), _namespace(one)
    if not isinstance(spec.get(of_namespaces), Mapping):
        if namespace != _namespace(prometheus):
            return (
                f"is not selected: without {of_namespaces}, Prometheus {_full_name(prometheus)} selects only those "
                f"of its own namespace"
            )
    else:
        labels = next((_labels(each) for each in objects.namespaces if _name(each) == namespace), {})
        if missing := list(unmet(spec[of_namespaces], labels)):
            return (
                f"is not selected: {of_namespaces} {whose} wants {', '.join(missing)}, and the labels of namespace "
                f"{namespace} are: {format_labels(labels)}"
            )
    if not isinstance(spec.get(of_labels), Mapping):
        return f"is not selected: Prometheus {_full_name(prometheus)} has no {of_labels}, and so selects none"
    if missing := list(unmet(spec[of_labels], _labels(one))):
        return (
            f"is not selected: {of_labels} {whose} wants {', '.join(missing)}, and its own labels are: "
            f"{format_labels(_labels(one))}"
        )
    return ""


def _selected_by(monitor: Object, kind: _Kind, objects: OperatorObjects) -> list[Object]:
    """The Services of a ServiceMonitor, or the pods of a PodMonitor."""
    selector = mapping(_spec(monitor).get("selector"))
    candidates = objects.services if kind is _SERVICE_MONITOR else objects.pods
    return [one for one in _in_namespaces(monitor, candidates) if selects(selector, _labels(one))]


def _in_namespaces(monitor: Object, candidates: Sequence[Object]) -> list[Object]:
    wanted = mapping(_spec(monitor).get("namespaceSelector"))
    if wanted.get("any"):
        return list(candidates)
    names = wanted.get("matchNames") or [_namespace(monitor)]
    return [one for one in candidates if _namespace(one) in names]


def _finds_nothing(monitor: Object, kind: _Kind, selected: Sequence[Object], objects: OperatorObjects) -> str:
    """Why a monitor that is selected has no target; empty when it should have some."""
    of_services = kind is _SERVICE_MONITOR
    noun = "Service" if of_services else "pod"
    if not selected:
        selector = format_selector(mapping(_spec(monitor).get("selector")))
        there = _in_namespaces(monitor, objects.services if of_services else objects.pods)
        shown = [f"{_name(one)} ({format_labels(_labels(one))})" for one in there[:MAX_SHOWN]]
        return (
            f"finds no {noun}: its selector wants {selector}; in its namespaces there are: {', '.join(shown) or 'none'}"
        )
    endpoints = mappings(_spec(monitor).get(kind.endpoints))
    wanted = [str(one["port"]) for one in endpoints if one.get("port")]
    known = {name for one in selected for name in _port_names(one)}
    missing = [name for name in wanted if name not in known]
    if wanted and missing == wanted and len(wanted) == len(endpoints):
        has = f"{noun} {_name(selected[0])} has: {', '.join(sorted(known)) or 'none with a name'}"
        return f"finds no port: its endpoint wants the port named {missing[0]}; {has}"
    return ""


def _port_names(one: Object) -> Iterator[str]:
    spec = _spec(one)
    holders = [spec] if "containers" not in spec else mappings(spec.get("containers"))
    for holder in holders:
        yield from (str(port["name"]) for port in mappings(holder.get("ports")) if port.get("name"))


def _rejected(one: Object, objects: OperatorObjects) -> str:
    """What the operator's event says about an object that it selects and cannot use."""
    for event in reversed(objects.warnings):
        about = mapping(event.get("regarding") or event.get("involvedObject"))
        if (about.get("kind"), about.get("namespace"), about.get("name")) == (_RULE.name, _namespace(one), _name(one)):
            return f"is rejected by the operator: {' '.join(str(event.get('note') or event.get('message')).split())}"
    return ""


def _spec(one: Object) -> Mapping[str, Any]:
    return mapping(one.get("spec"))


def _labels(one: Object) -> Mapping[str, str]:
    return mapping(mapping(one.get("metadata")).get("labels"))


def _name(one: Object) -> str:
    return str(mapping(one.get("metadata")).get("name", ""))


def _namespace(one: Object) -> str:
    return str(mapping(one.get("metadata")).get("namespace", ""))


def _full_name(one: Object) -> str:
    return f"{_namespace(one)}/{_name(one)}"
