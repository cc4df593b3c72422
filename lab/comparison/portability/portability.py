"""What a change from one side to another means for queries, rules and dashboards: the map of names, what only one side
has, and what was written for one side and is dead on another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, permutations

from lab.comparison.portability.dying import killers, move
from lab.comparison.portability.meanings import meaning_maps
from lab.comparison.portability.views import SideView as SideView
from lab.comparison.portability.views import application as application
from lab.comparison.portability.written import Written as Written
from lab.comparison.portability.written import written_for as written_for
from lab.comparison.record import Answered, Dead, Portability

_SHOWN = 2  # of several killers; a query seldom has more


def portability(views: Mapping[str, SideView], answers: tuple[Answered, ...] = ()) -> Portability:
    """`views` by the names of their sides."""
    metrics = {side: frozenset(view.metrics()) for side, view in views.items()}
    labels = {side: view.labels(metrics[side]) for side, view in views.items()}
    tried = [fate for home, away in permutations(views, 2) for fate in _fates(home, away, views)]
    return Portability(
        meanings=meaning_maps(views),
        only_on=_only_on(metrics),
        shared=tuple(sorted(frozenset.intersection(*metrics.values()))) if metrics else (),
        labels_only_on=_only_on(labels),
        dead=tuple(fate for fate in tried if fate is not None),
        alive=sum(fate is None for fate in tried),
        answers=answers,
    )


def _only_on(names: Mapping[str, frozenset[str]]) -> dict[str, tuple[str, ...]]:
    return {
        side: tuple(sorted(own.difference(*(names[other] for other in names if other != side))))
        for side, own in names.items()
    }


def _fates(home: str, away: str, views: Mapping[str, SideView]) -> Iterator[Dead | None]:
    """Of each rule and panel, None when it lives. A panel with several queries is dead with the first that is."""
    moved = move(home, away, views)
    for several in _together(views[home].written):
        found = ((each, words) for each in several if (words := killers(each, moved)))
        each, words = next(found, (several[0], ()))
        if not words:
            yield None
            continue
        more = f"; and {len(words) - _SHOWN} more" if len(words) > _SHOWN else ""
        yield Dead(
            kind=each.kind,
            name=each.name,
            file=each.file,
            query=each.query,
            written_for=home,
            on=away,
            killer="; ".join(words[:_SHOWN]) + more,
        )


def _together(written: Iterable[Written]) -> list[tuple[Written, ...]]:
    """The queries of a panel stand one after the other; each rule is its own, whatever its name."""

    def place(numbered: tuple[int, Written]) -> tuple[str, str, int]:
        number, each = numbered
        return each.file, each.name, -1 if each.kind == "panel" else number

    return [tuple(each for _, each in several) for _, several in groupby(enumerate(written), place)]
