"""`lab check`: scenarios in all their forms, and comparisons with all their sides, told in one go."""

from __future__ import annotations

from lab.commands.resolve import check_all, sources
from lab.comparison.reading import check_comparison, comparisons
from lab.errors import Problem, Problems
from lab.stack.folders import Folders


def check(names: tuple[str, ...], folders: Folders) -> str:
    """What is in order, in a line for scenarios and one for comparisons. Raises `Problems`, UsageError."""
    compared = comparisons(names, folders)
    plain = tuple(name for name in names if not folders.is_comparison(name))
    chosen = sources(plain, folders) if plain or not names else ()
    problems: list[Problem] = []
    forms = labs = 0
    try:
        forms = check_all(chosen, folders)
    except Problems as found:
        problems.extend(found.problems)
    for source in compared:
        try:
            labs += check_comparison(source, folders)
        except Problems as found:
            problems.extend(found.problems)
    if problems:
        raise Problems(tuple(problems))
    words = [f"in order: {', '.join(source.name for source in chosen)} ({forms} forms)"] if chosen else []
    words += [f"in order: {', '.join(source.name for source in compared)} ({labs} labs compared)"] if compared else []
    return "\n".join(words)
