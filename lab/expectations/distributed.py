"""`distributed`: several scrapers share the targets of a job, and each target is scraped by exactly one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field, model_validator

from lab.expectations.eval_context import EvalContext
from lab.expectations.expectation import Check, Expectation
from lab.expectations.formatting import first_of
from lab.expectations.plan_context import At, PlanContext, service_answers
from lab.expectations.registry import register
from lab.expectations.results import Mismatch, failed, failed_for, passed
from lab.language.counting import count
from lab.language.reasons import MISSING_SERIES, NO_TARGET, TARGET_DOWN, UNEXPECTED_SERIES, declare
from lab.queries.answer import Answer, Shape, reads_answer_of
from lab.queries.prometheus import BACKEND, ROLE, Target, get_data
from lab.queries.query import Clients, Description, Query
from lab.record.observation import Observation
from lab.record.verdict import Judgement

SCRAPED_TWICE = declare("scraped_twice", "A target is scraped by more than one of the scrapers that share the targets.")
NOT_SCRAPED = declare("not_scraped", "A target is known, but none of the scrapers that share the targets scrapes it.")
UNEVEN = declare("uneven", "The scrapers have more or fewer targets than an even share allows.")

MOST_NAMED = 4  # targets in a message


class Dropped(Shape):
    """A target that relabeling has dropped: what discovery knew of it."""

    discovered_labels: dict[str, str]


class ShareOfTargets(Shape):
    """The targets of a job that one scraper scrapes, and those that it leaves to others."""

    active_targets: tuple[Target, ...]
    dropped_targets: tuple[Dropped, ...] | None = None


class AllTargets(Query):
    """The targets of a scrape job, with those that relabeling has dropped."""

    kind: Literal["all-targets"] = "all-targets"
    role = ROLE
    job: str

    def send(self, clients: Clients, at: float) -> Answer:
        return get_data(clients, "targets", {"state": "any", "scrapePool": self.job}, "activeTargets")

    def describe(self, zero: float) -> Description:
        return Description("targets of job, also dropped ones", self.job)

    @staticmethod
    @reads_answer_of(BACKEND)
    def read(answer: Any) -> ShareOfTargets:
        return ShareOfTargets.model_validate(answer)


@dataclass(frozen=True, slots=True)
class Share:
    """What one scraper has: the health of its targets by their URL, and the URLs or addresses that it leaves out."""

    scraper: str
    health: Mapping[str, str]
    left_out: frozenset[str] = frozenset()


@register
class DistributedExpectation(Expectation, Check):
    """Several scrapers share the targets of a job: each target is scraped by exactly one of them, and is up.

    Targets are told apart by the URL that is scraped. Those that relabeling drops in every scraper are named, too.
    """

    kind = "distributed"
    group = "targets"
    reasons = (NO_TARGET, SCRAPED_TWICE, NOT_SCRAPED, MISSING_SERIES, UNEXPECTED_SERIES, UNEVEN, TARGET_DOWN)

    distributed: str = Field(description="job_name of the scrape config, the same in all scrapers")
    over: tuple[str, ...] = Field(min_length=2, description="services that share the targets")
    count: int = Field(ge=1, le=1_000_000, description="number of targets that all of them scrape together")
    spread: float | None = Field(
        None,
        ge=0,
        le=1,
        description="how far the number of targets of any scraper may be from an even share, as a part of that share: "
        "with 0.1, 300 targets over 3 scrapers are 90 to 110 in each. Default: any number, even none",
    )

    @model_validator(mode="after")
    def _different_services(self) -> DistributedExpectation:
        if len(set(self.over)) < len(self.over):
            raise ValueError("'over' names a service twice, which would share its targets with itself")
        return self

    def plan(self, at: At, within: float, ctx: PlanContext) -> Check:
        for index, service in enumerate(self.over):
            service_answers(service, ROLE, at("over", index), ctx)
        return self

    def expected(self, ctx: EvalContext) -> str:
        even = "" if self.spread is None else f", each within {self.spread * 100:g}% of an even share"
        scrapers = f"one of {', '.join(self.over)}"
        return f"{count(self.count, 'target')}, each up and scraped by exactly {scrapers}{even}"

    def queries(self, ctx: EvalContext) -> tuple[Query, ...]:
        return tuple(AllTargets(job=self.distributed, ask=service) for service in self.over)

    def judge_answers(self, expected: str, observations: tuple[Observation, ...], ctx: EvalContext) -> Judgement:
        shares = [_share(service, one.answer) for service, one in zip(self.over, observations, strict=True)]
        scrapers: dict[str, list[str]] = {}
        for share in shares:
            for url in share.health:
                scrapers.setdefault(url, []).append(share.scraper)
        sizes = ", ".join(f"{share.scraper} {len(share.health)}" for share in shares)
        if not scrapers and not any(share.left_out for share in shares):
            hint = f"no scrape config of {' or '.join(self.over)} has the job_name, or discovery found no target"
            return failed(NO_TARGET, expected, "no target", hint=hint)
        mismatches = [
            *_twice(scrapers),
            *_in_none(shares, scrapers),
            *self._number(len(scrapers)),
            *(self._uneven(shares) if self.spread is not None else ()),
            *_down(shares),
        ]
        if mismatches:
            return failed_for(expected, mismatches, difference=f"targets: {sizes}")
        return passed(expected, f"{count(len(scrapers), 'target')}: {sizes}")

    def _number(self, number: int) -> list[Mismatch]:
        if number == self.count:
            return []
        reason = MISSING_SERIES if number < self.count else UNEXPECTED_SERIES
        return [Mismatch(reason, f"{count(number, 'different target')} instead of {self.count}")]

    def _uneven(self, shares: Sequence[Share]) -> list[Mismatch]:
        assert self.spread is not None
        even = sum(len(share.health) for share in shares) / len(shares)
        return [
            Mismatch(UNEVEN, f"{share.scraper} has {len(share.health)}, an even share is {even:.4g}")
            for share in shares
            if abs(len(share.health) - even) > self.spread * even + 1e-9
        ]


def _share(service: str, answer: Any) -> Share:
    targets = AllTargets.read(answer)
    left_out = frozenset(target.discovered_labels.get("__address__", "") for target in targets.dropped_targets or ())
    return Share(service, {target.scrape_url: target.health for target in targets.active_targets}, left_out - {""})


def _twice(scrapers: Mapping[str, Sequence[str]]) -> list[Mismatch]:
    twice = [f"{url} by {' and '.join(names)}" for url, names in scrapers.items() if len(names) > 1]
    if not twice:
        return []
    hint = "do all scrapers have the same modulus, and each a number of its own?"
    return [Mismatch(SCRAPED_TWICE, f"scraped twice: {first_of(twice, MOST_NAMED)}", hint=hint)]


def _in_none(shares: Sequence[Share], scrapers: Mapping[str, Sequence[str]]) -> list[Mismatch]:
    """An address that every scraper has dropped, unless it is part of a URL that is scraped."""
    left_out = sorted(frozenset.intersection(*(share.left_out for share in shares)))
    unscraped = [address for address in left_out if not any(f"//{address}/" in f"{url}/" for url in scrapers)]
    if not unscraped:
        return []
    hint = "is there a scraper for each remainder of the modulus?"
    return [Mismatch(NOT_SCRAPED, f"scraped by none: {first_of(unscraped, MOST_NAMED)}", hint=hint)]


def _down(shares: Sequence[Share]) -> list[Mismatch]:
    down = [
        f"{url} is {health} in {share.scraper}"
        for share in shares
        for url, health in share.health.items()
        if health != "up"
    ]
    return [Mismatch(TARGET_DOWN, first_of(down, MOST_NAMED))] if down else []
