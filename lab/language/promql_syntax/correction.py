"""What is wrong with a query that is not PromQL: where, the usual mistake, and the usual correction.

A correction is searched through the mistakes, one after the other, until the query parses; nothing else is proposed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache

from lab.language.promql import is_range, promql_error
from lab.language.promql_syntax import (
    arguments,
    brackets,
    durations,
    foreign,
    grouping,
    matchers,
    modifiers,
    names,
    operators,
    quotes,
    ranges,
    variables,
)
from lab.language.promql_syntax.mistake import Mistake, Rule
from lab.language.promql_syntax.tokens import CLOSING, Draft

# The order matters: what a mistake of the first hides from the others, and whose correction is tried first.
RULES: tuple[Rule, ...] = (
    *quotes.RULES,
    *foreign.RULES,
    *variables.RULES,
    *operators.RULES[:3],
    *matchers.RULES,
    *names.RULES[:5],
    *arguments.RULES[:1],
    *durations.RULES,
    *modifiers.RULES,
    *grouping.RULES,
    *ranges.RULES,
    *arguments.RULES[1:],
    *operators.RULES[3:],
    *brackets.RULES,
    *names.RULES[5:],
)
MAX_MISTAKES = 4  # that are corrected one after the other
MAX_LENGTH = 1500  # characters of a query that is searched
MAX_CORRECTED = 20  # queries of one plan for which corrections are looked for
_FEW_TOKENS = 40
_UNEXPLAINED = "invalid promql query"  # of the parser
_QUOTED = re.compile(r"'(.)'$")


@dataclass(frozen=True, slots=True)
class Effort:
    """What a search may cost: corrections that are tried, texts in which mistakes are looked for, and tokens of the
    query, with whose square the cost of looking grows."""

    tried: int
    examined: int
    tokens: int


THOROUGH = Effort(120, 40, 150)
QUICK = Effort(24, 5, 80)  # for files, which may hold many such queries


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """`at`: the character of the query. `correction` parses; empty when none was found."""

    query: str
    at: int
    message: str
    correction: str = ""

    def marked(self) -> str:
        """The line of the query with a caret below the place."""
        start = self.query.rfind("\n", 0, self.at) + 1
        end = self.query.find("\n", self.at)
        line = self.query[start : end if end >= 0 else len(self.query)]
        width = 100
        skipped = max(0, self.at - start - width // 2) if len(line) > width else 0
        shown = line[skipped : skipped + width].replace("\t", " ")
        return f"{shown}\n{' ' * (self.at - start - skipped)}^ {self.message}"


def find_problem(query: str, error: str, effort: Effort = THOROUGH) -> SyntaxProblem:
    """`error`: what the parser says about the query, used where no usual mistake explains it."""
    if not query.strip():
        return SyntaxProblem(query, 0, "the query is empty")
    if len(query) > MAX_LENGTH or len(Draft(query).tokens) > effort.tokens:
        return SyntaxProblem(query, 0, error)
    if decisive := next((mistake for mistake in _mistakes(query) if mistake.decisive), None):
        return SyntaxProblem(query, decisive.start, decisive.message)
    path = _path(query, effort)
    if path:
        return SyntaxProblem(query, path[0].start, path[0].message, _applied(query, path).strip())
    mistakes = _mistakes(query)
    if mistakes:
        return SyntaxProblem(query, mistakes[0].start, mistakes[0].message)
    at = _place(query, error)
    if error == _UNEXPLAINED:
        word = next((token.text for token in Draft(query).tokens if token.start >= at), "")
        error = f"{word} is not expected here" if word else "the query ends too early"
    return SyntaxProblem(query, at, error)


def with_correction(query: str, error: str) -> str:
    """The error of a query for a message about a file: the parser's, or the usual mistake where it names none."""
    left = _left.get()
    if left is not None:
        if left[0] <= 0:
            return error
        left[0] -= 1
    return _with_correction(query, error)


_left: ContextVar[list[int] | None] = ContextVar("left", default=None)


@contextmanager
def bounded_corrections(queries: int = MAX_CORRECTED) -> Iterator[None]:
    """Inside, corrections are looked for in the first queries only: a file from a stranger may have thousands."""
    token = _left.set([queries])
    try:
        yield
    finally:
        _left.reset(token)


@lru_cache(maxsize=512)
def _with_correction(query: str, error: str) -> str:
    problem = find_problem(query, error, QUICK)
    message = problem.message if error == _UNEXPLAINED else error
    return f"{message}; did you mean {problem.correction}" if problem.correction else message


def _path(query: str, effort: Effort) -> list[Mistake]:
    """The mistakes whose corrections, one after the other, make the query parse; breadth first, so that the fewest."""
    tried, level, examined = {query}, [(query, list[Mistake]())], 0
    for _ in range(MAX_MISTAKES):
        following = []
        for text, path in level:
            examined += 1
            if examined > effort.examined:
                return []
            for mistake in _mistakes(text):
                if not mistake.edits or len(tried) > effort.tried or len(mistake.corrected(text)) > 2 * MAX_LENGTH:
                    continue
                corrected = mistake.corrected(text)
                if corrected in tried:
                    continue
                tried.add(corrected)
                if promql_error(corrected) is None or is_range(corrected):
                    return [*path, mistake]
                following.append((corrected, [*path, mistake]))
        level = following
    return []


def _applied(query: str, path: list[Mistake]) -> str:
    for mistake in path:
        query = mistake.corrected(query)
    return query


def _mistakes(query: str) -> list[Mistake]:
    draft = Draft(query)
    return [mistake for rule in RULES for mistake in rule(draft)]


def _place(query: str, error: str) -> int:
    """The character that the parser complains about; else the first token after the longest beginning of the query
    that could still become one."""
    if named := _QUOTED.search(error):
        return max(query.rfind(named[1]), 0)
    draft = Draft(query)

    def may_continue(last: int) -> bool:
        beginning = query[: draft.token(last - 1).end]
        return any(promql_error(text) is None for text in _completed(beginning))

    def place(last: int) -> int:
        return draft.token(last).start if last < len(draft.tokens) else len(query.rstrip())

    if len(draft.tokens) > _FEW_TOKENS:
        # Nearly always, what follows a beginning that cannot continue cannot either.
        lengths = range(1, len(draft.tokens) + 1)
        return place(max(1, bisect_left(lengths, True, key=lambda last: not may_continue(last))))
    return next((place(last) for last in range(len(draft.tokens), 0, -1) if may_continue(last)), 0)


def _completed(beginning: str) -> Iterator[str]:
    draft = Draft(beginning)
    opened = [at for at, token in enumerate(draft.tokens) if token.text in CLOSING and at not in draft.pairs]
    closing = "".join(CLOSING[draft.token(at).text] for at in reversed(opened))
    for rest in ("", " x", " (x)", " (x) (x)", " 5m", '="x"', '"x"', "5m", "[5m]", ", x", " on (x) x"):
        yield beginning + rest + closing
