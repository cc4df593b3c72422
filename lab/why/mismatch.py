"""A matcher that matches none of a metric's series, and the finding that says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lab.language.counting import count
from lab.language.promql import quoted
from lab.why.expression import Expression, Matcher, Selector, with_part
from lab.why.inventory import Inventory, NamedSeries
from lab.why.model import Cause, ExplainContext, Finding, Proposal

MAX_VALUES = 8
MAX_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Mismatch:
    """`candidates`: the series of the metric, whatever their labels."""

    matcher: Matcher
    selector: Selector
    candidates: Sequence[NamedSeries]
    ctx: ExplainContext

    @property
    def label(self) -> str:
        return self.matcher.label

    @property
    def inventory(self) -> Inventory:
        return self.ctx.inventory

    @property
    def positive(self) -> bool:
        """Whether it asks for a value, rather than excluding one."""
        return self.matcher.op in ("=", "=~") and self.matcher.value not in ("", ".*")

    def values(self, label: str) -> Counter[str]:
        """The values of a label; "" for series that do not have it."""
        return Counter(series.labels.get(label, "") for _, series in self.candidates)

    def labels(self) -> tuple[str, ...]:
        return tuple(sorted({label for _, series in self.candidates for label in series.labels}))

    def has_label(self) -> bool:
        return any(self.label in series.labels for _, series in self.candidates)

    def head(self) -> str:
        """Without the values: job="x" matches none of the 5 series of up."""
        metric, number = self.selector.name or "any metric", len(self.candidates)
        names = self.inventory.metric_names(self.selector.matchers)
        total = sum(self.inventory.metrics[name].count for name in names)
        if number == 1:
            return f"{self.matcher} does not match the only series of {metric}"
        if number < total:
            return f"{self.matcher} matches none of the {number} recorded series of {metric} (of {total})"
        return f"{self.matcher} matches none of the {count(number, 'series')} of {metric}"

    def message(self) -> str:
        if not self.has_label():
            return f"{self.head()}: {'it has' if len(self.candidates) == 1 else 'they have'} no label {self.label}"
        return f"{self.head()}: {self.label} is {format_values(self.values(self.label))}"

    def replaced(self, *matchers: Matcher) -> Expression:
        """The query with these matchers instead of the one that does not match."""
        kept = [m for m in self.selector.matchers if m != self.matcher]
        position = self.selector.matchers.index(self.matcher)
        kept[position:position] = [m for m in matchers if m not in kept]
        return with_part(self.ctx.query, self.selector, replace(self.selector, matchers=tuple(kept)))

    def finding(self, *details: str, better: Sequence[Matcher] = (), note: str = "") -> Finding:
        """`better`: the matcher to use instead; several when there are alternatives, the best first."""
        proposals = tuple(Proposal(self.replaced(matcher), note) for matcher in better)
        return Finding(Cause.MATCHER, self.message(), details, proposals)


def format_values(values: Mapping[str, int]) -> str:
    """With the number of series per value where there are few values."""
    counted = len(values) <= 4 and max(values.values()) > 1
    formatted = [
        (cut(value) if value else "missing") + (f" ({values[value]} series)" if counted else "")
        for value in sorted(values, key=lambda value: (-values[value] if counted else 0, value))
    ]
    rest = len(formatted) - MAX_VALUES
    return ", ".join(formatted[:MAX_VALUES]) + (f" and {rest} more" if rest > 0 else "")


def format_few(values: Sequence[str]) -> str:
    ordered = sorted(values)
    more = f" and {len(ordered) - 4} more" if len(ordered) > 4 else ""
    return ", ".join(cut(value) for value in ordered[:4]) + more


def cut(value: str) -> str:
    return quoted(value if len(value) <= MAX_LENGTH else value[: MAX_LENGTH - 3] + "...")
