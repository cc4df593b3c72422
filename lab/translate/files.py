"""Translates a set of files together: rules of one record what queries of another use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lab.errors import Problem, Problems
from lab.translate.dashboards import translate_dashboard
from lab.translate.paths import World
from lab.translate.report import TranslatedFile
from lab.translate.rule_files import recorded_metrics, rule_problems, translate_rules
from lab.translate.selectors import Context
from lab.translate.vocabulary import Names, Vocabulary


def translate_files(texts: Mapping[str, str], source: World, target: World) -> tuple[TranslatedFile, ...]:
    """`texts`: file -> its text. Raises Problems."""
    context = Context(Vocabulary(Names(source), Names(target)))
    results: list[TranslatedFile] = []
    problems: list[Problem] = []
    rules = {file: text for file, text in texts.items() if not is_json(text)}
    for file, text in rules.items():
        problems += rule_problems(text, file)
    if problems:
        raise Problems(tuple(problems))
    context = replace(context, recorded=recorded_metrics(rules.values(), context))
    for file, text in texts.items():
        try:
            results.append((translate_rules if file in rules else translate_dashboard)(text, file, context))
        except Problems as error:
            problems += error.problems
    if problems:
        raise Problems(tuple(problems))
    return tuple(results)


def is_json(text: str) -> bool:
    return text.removeprefix("\ufeff").lstrip().startswith("{")
