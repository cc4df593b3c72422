"""What is suspicious about a query that returns data. Each review is a module of its own, listed here in order."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from lab.why.model import ExplainContext, Finding

Review: TypeAlias = Callable[[ExplainContext], tuple[Finding, ...]]

REVIEWS: tuple[Review, ...] = ()


def review(ctx: ExplainContext) -> tuple[Finding, ...]:
    return tuple(finding for one in REVIEWS for finding in one(ctx))
