"""An explanation: findings with their causes, and what the search for them works with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from lab.language.dialect import Dialect
from lab.why.evaluation import Evaluate, QueryResult, evaluate_labels
from lab.why.expression import Expression, to_promql
from lab.why.inventory import Inventory


class Cause(StrEnum):
    NEVER_SENT = "never_sent"
    MATCHER = "matcher"  # one matcher, or several together, match no series
    STALE = "stale"  # the target is down
    ENDED = "ended"  # the series themselves ended
    LOOKBACK = "lookback"  # no sample within the lookback
    TOO_EARLY = "too_early"  # queries a time before there were samples
    SHORT_RANGE = "short_range"  # fewer samples than the function needs
    NO_MATCH = "no_match"  # no series of the two sides of an operation match
    FILTERED = "filtered"  # no value passes a comparison
    FUNCTION = "function"  # a function returns nothing for its input
    LATER = "later"  # the series appeared after the query
    REFUSED = "refused"  # the backend rejected the query
    SUSPICIOUS = "suspicious"  # the query returns data, but probably not what was meant


@dataclass(frozen=True, slots=True)
class Proposal:
    """A query that should do better. `note` is printed only with it. `returns`: how many series it returns; None until
    it was evaluated, see `lab.why.proposals`."""

    query: Expression
    note: str = ""
    returns: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """`message` says why there is no data, `details` what is known about it. `proposals`: the best first; only the
    first that returns data is printed."""

    cause: Cause
    message: str
    details: tuple[str, ...] = ()
    proposals: tuple[Proposal, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """`series`: how many the query returns. `evaluated`: by a backend; otherwise judged by labels alone."""

    query: str
    series: int
    findings: tuple[Finding, ...] = ()
    evaluated: bool = True


@dataclass(frozen=True, slots=True)
class ExplainContext:
    """`query` is the whole query that is being explained. `explain_query`: the findings of another query, such as the
    expression of a rule; none when it returns data."""

    query: Expression
    inventory: Inventory
    dialects: Mapping[str, Dialect]
    evaluate: Evaluate | None = None
    explain_query: Callable[[str], tuple[Finding, ...]] = lambda query: ()

    def result(self, part: Expression) -> QueryResult:
        return evaluate_labels(part, self.inventory) if self.evaluate is None else self.evaluate(to_promql(part))
