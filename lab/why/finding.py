"""What an explanation consists of: findings, each with its words, and what was asked to reach them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from lab.language.dialect import Dialect
from lab.why.answers import Answer, Evaluate, worked_out
from lab.why.expression import Expression, spell
from lab.why.inventory import Inventory


class Kind(StrEnum):
    NEVER_SENT = "never_sent"
    MATCHER = "matcher"  # one matcher, or several together, leave nothing
    STALE = "stale"  # its target does not answer
    ENDED = "ended"  # the series themselves ended
    LOOKBACK = "lookback"  # nothing came for longer than the backend looks back
    TOO_EARLY = "too_early"  # asks for a time before there was anything
    SHORT_RANGE = "short_range"  # fewer samples than the function needs
    NO_MATCH = "no_match"  # the sides of an operation have no labels in common
    FILTERED = "filtered"  # a comparison lets nothing through
    FUNCTION = "function"  # a function that makes nothing of what it is given
    LATER = "later"  # the series came after the query was asked
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Finding:
    """`words` say what kills the query, `details` what is known about it, `instead` is a query that would do better:
    `returns` says how many series it returns, None when that was not asked."""

    kind: Kind
    words: str
    details: tuple[str, ...] = ()
    instead: Expression | None = None
    returns: int | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """`series`: how many the query returns. Without `asked` nobody was asked and that is worked out from labels."""

    query: str
    series: int
    findings: tuple[Finding, ...] = ()
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What the search for a cause goes by. `whole` is the query that is being explained."""

    whole: Expression
    held: Inventory
    dialects: Mapping[str, Dialect]
    evaluate: Evaluate | None = None

    def answer(self, part: Expression) -> Answer:
        return worked_out(part, self.held) if self.evaluate is None else self.evaluate(spell(part))

    def instead(self, change: Callable[[Expression], Expression]) -> Inquiry:
        return replace(self, whole=change(self.whole))
