"""What moving from one side to another means for queries, rules and dashboards: the names of each meaning, what only
one side has, and which rules and panels return no data on another."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby, permutations
from types import MappingProxyType

from lab.comparison.portability.broken_queries import broken_by, move_between
from lab.comparison.portability.meanings import meaning_names
from lab.comparison.portability.queries import WrittenQuery
from lab.comparison.portability.side_view import SideView
from lab.comparison.record import BrokenQuery, NameDifference, Portability, QueryAnswer

_MOST_CAUSES = 2  # of one query; few have more


def portability(
    views: Mapping[str, SideView],
    answers: tuple[QueryAnswer, ...] = (),
    contrasts: Mapping[str, tuple[str, str]] = MappingProxyType({}),
) -> Portability:
    """`views` by side. `contrasts`: title -> the two sides between which queries move; empty for all."""
    metrics = {side: frozenset(view.metrics()) for side, view in views.items()}
    labels = {side: view.labels(metrics[side]) for side, view in views.items()}
    measured = {title: sides for title, sides in contrasts.items() if {*sides} <= views.keys()}
    moves = dict.fromkeys(move for sides in measured.values() for move in permutations(sides, 2))
    results = {move: tuple(_try_queries(*move, views)) for move in (moves if measured else permutations(views, 2))}

    def difference(title: str, sides: Collection[str]) -> NameDifference:
        own = {side: metrics[side] for side in sides}
        return NameDifference(
            title=title,
            only_on=_only_on(own),
            shared=tuple(sorted(frozenset.intersection(*own.values()))) if own else (),
            labels_only_on=_only_on({side: labels[side] for side in sides}),
            working=sum(result is None for move, tried in results.items() if {*move} <= {*sides} for result in tried),
        )

    return Portability(
        **difference("", views).model_dump(),
        meanings=meaning_names(views),
        broken=tuple(result for tried in results.values() for result in tried if result is not None),
        answers=answers,
        contrasts=tuple(difference(title, sides) for title, sides in measured.items()),
    )


def _only_on(names: Mapping[str, frozenset[str]]) -> dict[str, tuple[str, ...]]:
    return {
        side: tuple(sorted(own.difference(*(names[other] for other in names if other != side))))
        for side, own in names.items()
    }


def _try_queries(home: str, away: str, views: Mapping[str, SideView]) -> Iterator[BrokenQuery | None]:
    """For each rule and panel of `home`, why it is broken on `away`, or None. Of a panel, the first broken query."""
    move = move_between(home, away, views)
    for queries in _by_panel(views[home].queries):
        broken = ((query, causes) for query in queries if (causes := broken_by(query, move)))
        query, causes = next(broken, (queries[0], ()))
        if not causes:
            yield None
            continue
        more = f"; and {len(causes) - _MOST_CAUSES} more" if len(causes) > _MOST_CAUSES else ""
        yield BrokenQuery(
            kind=query.kind,
            name=query.name,
            file=query.file,
            query=query.query,
            written_for=home,
            on=away,
            cause="; ".join(causes[:_MOST_CAUSES]) + more,
        )


def _by_panel(queries: Iterable[WrittenQuery]) -> list[tuple[WrittenQuery, ...]]:
    """The queries of a panel, which follow each other, form a group; each rule is a group of its own."""

    def group(numbered: tuple[int, WrittenQuery]) -> tuple[str, str, int]:
        number, query = numbered
        return query.file, query.name, -1 if query.kind == "panel" else number

    return [tuple(query for _, query in members) for _, members in groupby(enumerate(queries), group)]
