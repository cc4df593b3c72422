"""A page for each kind of expectation: what it asks, its keys, a passing and a failing example, its reasons.

All of it comes from the class of the kind and from the examples that the tests run, so a page cannot disagree with
the code.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import yaml

from docs.generate.option_tables import cell, option_tables
from lab.expectations.expectation import COMMON_REASONS, Expectation, Group
from lab.language.reasons import Reason

_COMMON_KEYS = ("within",)  # every kind has them: they come last in its table
_ANSWER_LINES = 40  # of a backend's answer; the rest is cut


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of expectation with what its page needs. `examples`: the two of its example file, `passes` and `fails`."""

    name: str
    group: str
    asks: str
    model: type[Expectation]
    reasons: tuple[Reason, ...]
    examples: Mapping[str, Mapping[str, Any]]


def kinds(models: Iterable[type[Expectation]], examples: Path) -> tuple[Kind, ...]:
    """`examples` is the folder with a file for each kind."""
    return tuple(
        Kind(
            name=model.kind,
            group=model.group,
            asks=inspect.cleandoc(model.__doc__ or ""),
            model=model,
            reasons=(*model.reasons, *(reason for reason in COMMON_REASONS if reason not in model.reasons)),
            examples=yaml.safe_load((examples / f"{model.kind}.yaml").read_text(encoding="utf-8")),
        )
        for model in models
    )


def groups(all_kinds: Sequence[Kind]) -> Mapping[str, tuple[Kind, ...]]:
    """Kinds by group, in the order of `Group`. A group without kinds is left out."""
    grouped = {group: tuple(kind for kind in all_kinds if kind.group == group) for group in get_args(Group)}
    return {group: members for group, members in grouped.items() if members}


def page(kind: Kind) -> str:
    parts = [
        f"# {kind.name}\n",
        f"{kind.asks}\n",
        "## Keys\n",
        option_tables(kind.model, level=3, common=_COMMON_KEYS),
        "## An example that passes\n",
        _example(kind.examples["passes"]),
        "## An example that fails\n",
        _example(kind.examples["fails"]),
        "## Reasons\n",
        "A failed expectation has one reason. [Mutants](../mutants.md) name the reason they must fail with.\n",
        reasons_table(kind.reasons),
    ]
    return "\n".join(parts)


def overview(all_kinds: Sequence[Kind]) -> str:
    """A table of the kinds for each group."""
    parts = []
    for group, members in groups(all_kinds).items():
        rows = "".join(
            f"| [`{kind.name}`]({kind.name}.md) | {cell(_first_sentence(kind.asks))} |\n" for kind in members
        )
        parts.append(f"### {group[:1].upper()}{group[1:]}\n\n| Kind | What it checks |\n| --- | --- |\n{rows}")
    return "\n".join(parts)


def _first_sentence(text: str) -> str:
    first = text.split("\n\n")[0]
    end = first.find(". ")
    return first if end < 0 else first[: end + 1]


def _example(example: Mapping[str, Any]) -> str:
    parts = ["```yaml", _yaml(example["expectation"]), "```", ""]
    if context := example.get("context"):
        parts += ["where", "", "```yaml", _yaml(context), "```", ""]
    for answer in example["answers"]:
        parts += ['??? example "The backend answers"', "", _indented(f"```json\n{_answer(answer)}\n```"), ""]
    judgement = example["judgement"]
    parts += ["The verdict:", "", "```text", *_judgement(judgement), "```", ""]
    return "\n".join(parts)


def _judgement(judgement: Mapping[str, Any]) -> list[str]:
    status, reason = judgement.get("status", "failed"), judgement.get("reason")
    lines = [f"{'status':<11}{status}" + (f" ({reason})" if reason else "")]
    keys = ("expected", "actual", "difference", "hint")
    return lines + [f"{key:<11}{judgement[key]}" for key in keys if judgement.get(key)]


def reasons_table(reasons: Iterable[Reason]) -> str:
    rows = "".join(f"| `{reason}` | {cell(reason.description)} |\n" for reason in reasons)
    return f"| Reason | Meaning |\n| --- | --- |\n{rows}"


def _yaml(data: Any) -> str:
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100).rstrip()


def _answer(answer: Any) -> str:
    lines = json.dumps(answer, indent=2, ensure_ascii=False).splitlines()
    return "\n".join(lines if len(lines) <= _ANSWER_LINES else [*lines[:_ANSWER_LINES], "..."])


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in text.splitlines())
