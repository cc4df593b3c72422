"""The worlds of the shipped dialects, for tests."""

from __future__ import annotations

from functools import cache

from lab.translate.paths import World, world
from lab.translate.query import Translation, translate_query
from lab.translate.selectors import Context
from lab.translate.vocabulary import Names, Vocabulary
from tests.plan.planned import FOLDERS

HAND, FASTAPI = "prometheus-client", "prometheus-fastapi-instrumentator"
MS, S = "otel-http-ms", "otel-http-s"
FOUR = (HAND, FASTAPI, MS, S)


@cache
def named(reference: str) -> World:
    return world(reference, FOLDERS.dialects())


@cache
def context(source: str, target: str) -> Context:
    return Context(Vocabulary(Names(named(source)), Names(named(target))))


def translated(query: str, source: str, target: str, *, thresholds: bool = False) -> Translation:
    return translate_query(query, context(source, target), keeps_unit=thresholds, converts_thresholds=thresholds)


def text(query: str, source: str = HAND, target: str = MS, *, thresholds: bool = False) -> str:
    found = translated(query, source, target, thresholds=thresholds)
    assert not found.refused, found.refused
    return found.text


def refusal(query: str, source: str = HAND, target: str = MS) -> str:
    found = translated(query, source, target)
    assert found.refused, found.text
    assert found.text == query
    return found.refused
