"""What a metric or label of the source is in the target: the names of two worlds, paired by meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lab.language.dialect import Meaning, family
from lab.language.otlp_names import label_name
from lab.translate.paths import World
from lab.why.units import factor

COUNT, DURATION = "request count", "request duration"
# A metric without labels for all routes together, and what it is elsewhere.
WITHOUT_LABELS = {"request duration of all routes": DURATION}
# Attributes of a resource or scope, which become labels where they are promoted.
RESOURCE = (
    "service.name",
    "service.namespace",
    "service.instance.id",
    "service.version",
    "deployment.environment",
    "deployment.environment.name",
    "host.name",
    "otel.scope.name",
    "otel.scope.version",
)
# Labels that are the same on every request to one server, as a rule: series are seldom split by them.
CONSTANT = ("host", "scheme", "protocol version", "server name", "port", "error type")
_PARTS = {
    "counter": ("", "_created"),
    "gauge": ("",),
    "histogram": ("_bucket", "_sum", "_count", "_created", ""),
    "summary": ("", "_sum", "_count", "_created"),
}


@dataclass(frozen=True, slots=True)
class Use:
    """A metric name as a part of a meaning: `http_requests_total` is ("request count", "")."""

    meaning: str
    part: str


@dataclass(frozen=True, slots=True)
class Names:
    """The metrics and labels of a world."""

    world: World

    def meaning(self, key: str) -> Meaning | None:
        return self.world.dialect.meanings.get(key)

    def metric(self, key: str, part: str) -> str:
        """The name of a series of a meaning that the dialect has."""
        meaning = self.world.dialect.meanings[key]
        if meaning.instrument is None:
            return (meaning.metric.removesuffix("_total") if part == "_created" else meaning.metric) + part
        return family(meaning.instrument, meaning.type, self.world.path.strategy) + part

    def labels(self, key: str) -> dict[str, str]:
        """Label of the meaning -> label of the series; `job` and `instance` of the application among them."""
        meaning = self.world.dialect.meanings[key]
        path = self.world.path
        own = (
            {name: label_name(attribute, path.strategy) for name, attribute in meaning.instrument.attributes.items()}
            if meaning.instrument
            else dict(meaning.labels)
        )
        return {"job": path.label("job"), "instance": path.label("instance"), **own}

    def resource_labels(self, key: str) -> dict[str, str]:
        """Attribute of the resource or scope -> its label, where it is promoted; nothing for other client libraries."""
        if self.world.dialect.meanings[key].instrument is None:
            return {}
        strategy = self.world.path.strategy
        return {name: label_name(name, strategy) for name in RESOURCE if not name.startswith("otel.")} | {
            name: name.replace(".", "_") for name in RESOURCE if name.startswith("otel.")
        }

    def uses(self, metric: str) -> tuple[Use, ...]:
        """What a metric name can be in this world; nothing when it is not one of the dialect."""
        return tuple(self._uses(metric))

    def _uses(self, metric: str) -> Iterator[Use]:
        for key, meaning in self.world.dialect.meanings.items():
            for part in _PARTS[meaning.type]:
                if self.metric(key, part) == metric:
                    yield Use(key, part)

    def metrics(self) -> frozenset[str]:
        """Every series name of the dialect."""
        meanings = self.world.dialect.meanings.items()
        return frozenset(self.metric(key, part) for key, meaning in meanings for part in _PARTS[meaning.type])


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A metric of the source in the target. `labels`: label of the source -> label of the target, None where it has
    none. `extra`: labels of the target by which its series are split further. `factor`: what a value of the target is
    multiplied by to be one of the source; 1 for counts."""

    source: Use
    target: Use
    metric: str
    labels: Mapping[str, str | None]
    extra: tuple[str, ...]
    factor: float
    buckets: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    source: Names
    target: Names

    @property
    def status_change(self) -> str:
        """`finer`: the source has classes and the target codes; `coarser`: the other way round; else empty."""
        kinds = (self.source.world.dialect.status, self.target.world.dialect.status)
        return {("class", "code"): "finer", ("code", "class"): "coarser"}.get(kinds, "")

    def counterpart(self, use: Use, key: str) -> Counterpart | str:
        """The metric of the target for a use of the source, as its meaning `key`; or why there is none."""
        meaning, other = self.source.world.dialect.meanings[use.meaning], self.target.meaning(key)
        name = self.target.world.name
        if other is None:
            return f"{name} has no {use.meaning}"
        part = _part(use.part, meaning, other)
        if part is None:
            return _why_no_part(use, meaning, key, other, name)
        if meaning.observes != other.observes and part != "_sum":
            return f"{name} observes {other.observes}, not {meaning.observes}: only the sums are the same"
        labels, theirs = self.source.labels(use.meaning), self.target.labels(key)
        resource = self.target.resource_labels(key)
        mapped = {own: resource.get(name) for name, own in self.source.resource_labels(use.meaning).items()}
        mapped |= {own: theirs.get(canonical) for canonical, own in labels.items()}
        extra = tuple(label for canonical, label in theirs.items() if canonical not in labels)
        in_unit = part == "_sum" or (part == "" and other.type == "gauge")
        times = factor(other.unit, meaning.unit) if in_unit or part == "_bucket" else 1.0
        return Counterpart(
            use, Use(key, part), self.target.metric(key, part), mapped, extra, times or 1.0, other.buckets
        )

    def candidates(self, use: Use) -> tuple[str, ...]:
        """The meanings of the target that can stand for a use, the best first."""
        if use.meaning in WITHOUT_LABELS and self.target.meaning(use.meaning) is None:
            return (WITHOUT_LABELS[use.meaning],)
        return (use.meaning,)


def _part(part: str, meaning: Meaning, other: Meaning) -> str | None:
    """The part of the other metric that has the same values; None when there is none."""
    if part == "_created":
        return None
    counts = part == "_count" or (part == "" and meaning.type == "counter")
    if counts:
        return "" if other.type == "counter" else "_count" if other.type in ("histogram", "summary") else None
    if part == "_sum":
        return "_sum" if other.type in ("histogram", "summary") else None
    if part == "_bucket":
        return "_bucket" if other.type == "histogram" else None
    return "" if meaning.type == other.type == "gauge" else None


def _why_no_part(use: Use, meaning: Meaning, key: str, other: Meaning, name: str) -> str:
    if use.part == "_created":
        return "_created has no counterpart: when a series began is not a series there"
    if meaning.type == "histogram" and use.part == "":
        return "a histogram by its bare name is a native one, and these are not translated"
    if meaning.type == "summary" and use.part == "":
        return f"the quantiles of a summary cannot be had from the {key} of {name}, a {other.type}"
    return f"the {key} of {name} is a {other.type}, which has no {use.part or 'such value'}"
