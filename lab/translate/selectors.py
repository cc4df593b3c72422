"""Translates selectors: the metric, and the labels and values of its matchers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lab.language.promql import label_name, quoted
from lab.translate import values
from lab.translate.edits import Edits
from lab.translate.literals import has_variable
from lab.translate.tree import MatcherText, Selector
from lab.translate.values import Condition, Untranslatable
from lab.translate.vectors import FOREIGN, Buckets, Recorded, Vector
from lab.translate.vocabulary import CONSTANT, COUNT, DURATION, WITHOUT_LABELS, Counterpart, Use, Vocabulary

# Labels that an instrumentation of HTTP gives its series, and that no scrape configuration adds.
OF_HTTP = frozenset(
    [
        "code",
        "status",
        "status_code",
        "http_code",
        "http_status",
        "statuscode",
        "response_code",
        "status_class",
        "method",
        "verb",
        "http_method",
        "path",
        "route",
        "handler",
        "endpoint",
        "uri",
        "url",
        "http_route",
        "http_target",
        "quantile",
        "le",
    ]
)
_SCRAPE = re.compile(r"up|scrape_\w+")
_LEGACY = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
STATUS_CLASS = "status_class"


@dataclass(frozen=True, slots=True)
class Context:
    """What is known beyond the query. `recorded`: metrics that translated rules record. `variables`: those whose
    values come from the target, because their queries are translated too."""

    vocabulary: Vocabulary
    recorded: Mapping[str, Recorded] = field(default_factory=dict)
    variables: frozenset[str] = frozenset()

    @property
    def canonical(self) -> dict[str, str]:
        """Label of the source -> label of the meaning."""
        names = self.vocabulary.source
        return {own: key for meaning in names.world.dialect.meanings for key, own in names.labels(meaning).items()}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the query does with durations and counts as a whole, by which the count of a histogram is chosen.
    `has_durations`: whether it uses sums or buckets too."""

    has_durations: bool
    needs_status: bool


@dataclass
class SelectorTranslator:
    context: Context
    wanted: Wanted
    edits: Edits
    notes: dict[str, None] = field(default_factory=dict)
    left: dict[str, None] = field(default_factory=dict)
    selectors: list[tuple[str, frozenset[str]]] = field(default_factory=list)

    def translate(self, part: Selector, kept: frozenset[str] | None) -> Vector:
        """`kept`: the labels that a sum around the selector keeps; None where its series are used one by one."""
        named = [matcher for matcher in part.matchers if matcher.label.name == "__name__"]
        name = part.name or next((matcher.value for matcher in named if matcher.op == "="), "")
        if not name:
            return self._without_name(part, named)
        if part.has_or:
            raise Untranslatable("matchers joined by 'or' are not translated")
        if name in self.context.recorded:
            return self._recorded(part, name)
        uses = self.context.vocabulary.source.uses(name)
        if not uses:
            return self._foreign(part, name)
        found = self._counterpart(part, uses, kept)
        self._rename(part, named, found.metric)
        self._matchers(part, found)
        return self._vector(found)

    def _without_name(self, part: Selector, named: list[MatcherText]) -> Vector:
        metrics = sorted(self.context.vocabulary.source.metrics())
        for matcher in named:
            condition = (matcher.op, matcher.value)
            if hit := [
                metric for metric in metrics if has_variable(matcher.value) or values.accepts(condition, metric)
            ]:
                raise Untranslatable(f"__name__{matcher.op}{matcher.value!r} may match {hit[0]}: write the names out")
        if not named:
            raise Untranslatable("a selector without a metric name matches metrics of both")
        return FOREIGN

    def _foreign(self, part: Selector, name: str) -> Vector:
        vocabulary = self.context.vocabulary
        target = vocabulary.target.world
        if _SCRAPE.fullmatch(name) and vocabulary.source.world.path.up and not target.path.up:
            why = "the Collector is its target" if target.path.name == "collector-scrape" else "nothing is scraped"
            raise Untranslatable(f"{name} tells nothing about an application on the path {target.path.name}: {why}")
        self.left[name] = None
        return FOREIGN

    def _recorded(self, part: Selector, name: str) -> Vector:
        recorded = self.context.recorded[name]
        if recorded.refused:
            raise Untranslatable(f"{name} is recorded by a rule that could not be translated")
        canonical = self.context.canonical
        for matcher in part.matchers:
            label = matcher.label.name
            if label not in recorded.vector.labels:
                continue
            condition = (matcher.op, matcher.value)
            if canonical.get(label) == "route":
                condition = self._route(condition)
            self._edit(matcher, recorded.vector.labels[label], condition)
        return recorded.vector

    def _counterpart(self, part: Selector, uses: tuple[Use, ...], kept: frozenset[str] | None) -> Counterpart:
        use = self._chosen(uses)
        vocabulary = self.context.vocabulary
        keys = list(vocabulary.candidates(use))
        for key, general in WITHOUT_LABELS.items():
            if use == Use(general, "_bucket") and vocabulary.target.meaning(key) and self._needs_no_label(part, kept):
                keys.insert(0, key)
        found = vocabulary.counterpart(use, keys[0])
        if isinstance(found, str):
            raise Untranslatable(found)
        return found

    def _chosen(self, uses: tuple[Use, ...]) -> Use:
        """A histogram's count is both the count of requests and that of durations: the second beside sums and
        buckets, unless the status is needed, which durations may not have."""
        if len(uses) == 1:
            return uses[0]
        durations = next((use for use in uses if use.meaning == DURATION), uses[0])
        counts = next((use for use in uses if use.meaning == COUNT), uses[0])
        if durations.part != "_count":
            return durations
        return durations if self.wanted.has_durations and not self.wanted.needs_status else counts

    def _needs_no_label(self, part: Selector, kept: frozenset[str] | None) -> bool:
        own = set(self.context.canonical) - {"job", "instance"}
        matched = {matcher.label.name for matcher in part.matchers}
        return kept is not None and not own & (kept | matched)

    def _rename(self, part: Selector, named: list[MatcherText], metric: str) -> None:
        is_legacy = _LEGACY.fullmatch(metric) is not None
        if named and not part.name:
            self.edits.replace(named[0].value_span, quoted(metric))
        elif part.name_span is None:
            raise Untranslatable("its metric name is not found")
        elif part.braces is not None and part.braces.start <= part.name_span.start:
            self.edits.replace(part.name_span, quoted(metric))
        elif is_legacy:
            self.edits.replace(part.name_span, metric)
        elif part.braces is None:
            self.edits.replace(part.name_span, f"{{{quoted(metric)}}}")
        else:
            self.edits.replace(part.name_span, "")
            self.edits.insert(part.braces.start, quoted(metric) + ("," if part.matchers else ""))

    def _matchers(self, part: Selector, found: Counterpart) -> None:
        target = self.context.vocabulary.target.world
        renamed = []
        for matcher in part.matchers:
            label = matcher.label.name
            if label == "__name__":
                continue
            if label == "le" and found.target.part == "_bucket":
                self._edit(matcher, "le", self._bound((matcher.op, matcher.value), found))
                renamed.append("le")
            elif label in found.labels:
                new = found.labels[label]
                if new is None:
                    raise Untranslatable(f"{found.metric} of {target.name} has no label for {label!r}")
                self._edit(matcher, new, self._value(label, (matcher.op, matcher.value), found))
                self._note_instance(label)
                renamed.append(new)
            elif label in OF_HTTP:
                source = self.context.vocabulary.source.world.name
                raise Untranslatable(f"{part.name or found.metric} of {source} has no label {label!r}")
            else:
                self.notes[f"label {label!r} is not of the dialect: left as it is"] = None
                renamed.append(label)
        self.selectors.append((found.metric, frozenset(renamed)))

    def _note_instance(self, label: str) -> None:
        source, target = self.context.vocabulary.source.world.path, self.context.vocabulary.target.world.path
        if label == source.label("instance") and source.up and not target.up:
            self.notes[f"{target.label('instance')} is there only where service.instance.id is set"] = None

    def _value(self, label: str, condition: Condition, found: Counterpart) -> Condition:
        canonical = self.context.canonical.get(label)
        change = self.context.vocabulary.status_change
        if canonical == "route":
            return self._route(condition)
        if canonical != "status" or not change or self._is_variable(condition[1]):
            return condition
        return values.codes_of_classes(condition) if change == "finer" else values.classes_of_codes(condition)

    def _is_variable(self, value: str) -> bool:
        if not has_variable(value):
            return False
        name = re.sub(r"[${}\[\]]", "", value).split(":")[0]
        if name in self.context.variables:
            return True
        raise Untranslatable(f"the variable in {value!r} has statuses as they are written in the source")

    def _route(self, condition: Condition) -> Condition:
        source, target = self.context.vocabulary.source.world, self.context.vocabulary.target.world
        return values.route(condition, source.dialect.unmatched, target.dialect.unmatched)

    def _bound(self, condition: Condition, found: Counterpart) -> Condition:
        if has_variable(condition[1]):
            raise Untranslatable("a bucket is chosen by a variable")
        source, target = self.context.vocabulary.source.world, self.context.vocabulary.target.world
        bounds = source.dialect.meanings[found.source.meaning].buckets
        if not found.buckets:
            raise Untranslatable(f"the buckets of {target.name} are not known")
        return values.bound(condition, 1 / found.factor, bounds, found.buckets, source.path, target.path)

    def _edit(self, matcher: MatcherText, label: str | None, condition: Condition) -> None:
        if label is None:
            raise Untranslatable(f"there is no label for {matcher.label.name!r} there")
        if label != matcher.label.name:
            self.edits.replace(matcher.label.span, label_name(label))
        op, value = condition
        if op != matcher.op:
            self.edits.replace(matcher.op_span, op)
        if value != matcher.value:
            self.edits.replace(matcher.value_span, quoted(value))

    def _vector(self, found: Counterpart) -> Vector:
        canonical, change = self.context.canonical, self.context.vocabulary.status_change
        status_label = next((own for own, key in canonical.items() if key == "status"), "")
        lost = tuple(
            label
            for label, new in found.labels.items()
            if new is None and label in canonical and canonical[label] not in CONSTANT
        )
        merged = tuple(label for label, new in found.labels.items() if new is None and canonical.get(label) in CONSTANT)
        classes = ""
        if change and found.labels.get(status_label):
            if change == "coarser":
                lost = (*lost, status_label)
            else:
                classes = str(found.labels[status_label])
        buckets = None
        if found.target.part == "_bucket":
            source = self.context.vocabulary.source.world.dialect.meanings[found.source.meaning].buckets
            buckets = Buckets(source, found.buckets, 1 / found.factor)
        in_unit = found.target.part == "_sum" and found.factor != 1.0
        return Vector(
            labels=found.labels,
            extra=found.extra,
            lost=lost,
            merged=merged,
            status=classes,
            exponent=int(in_unit),
            factor=found.factor,
            buckets=buckets,
        )
