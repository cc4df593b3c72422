"""Variables and templates, which another program replaces before Prometheus sees the query."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lab.language.promql_syntax.mistake import Edit, Mistake, replace_token
from lab.language.promql_syntax.tokens import MATCH_OPERATORS, Draft

_DURATIONS = {"__range": "1h", "__interval": "1m"}
_TEMPLATE = re.compile(r"\{\{.*?\}\}", re.DOTALL)


def grafana_variable(draft: Draft) -> Iterator[Mistake]:
    for index, token in enumerate(draft.tokens):
        if token.kind != "variable":
            continue
        name = re.sub(r"[${}\[\]]", "", token.text).split(":")[0]
        message = f"{token.text} is a variable of Grafana, which replaces it before it asks"
        if draft.bracket_around(index) == "[" or draft.is_(index - 1, "offset", ":"):
            value = _DURATIONS.get(name.removesuffix("_s").removesuffix("_ms"), "5m")
            yield replace_token(token, value, f"{message}: write a duration")
        elif draft.bracket_around(index) == "{" and draft.token(index - 1).text in MATCH_OPERATORS:
            operator = draft.token(index - 1)
            edit = Edit(operator.start, token.end, '=~".+"')
            yield Mistake(token.start, f'{message}: write the value, ".+" matches every one', (edit,))
        elif draft.is_(index - 1, "(") and draft.is_(index + 1, ","):
            yield replace_token(token, "5", f"{message}: write the number")
        else:
            yield Mistake(token.start, f"{message}: write its value")


def range_in_one_variable(draft: Draft) -> Iterator[Mistake]:
    """`rate(x[[interval]])`: the old syntax looks like a range."""
    for index, token in enumerate(draft.tokens):
        if (
            token.kind == "variable"
            and token.text.startswith("[[")
            and draft.token(index - 1).kind in ("name", "bracket")
        ):
            yield replace_token(token, "[5m]", f"{token.text} is a variable of Grafana: write a duration")


def template(draft: Draft) -> Iterator[Mistake]:
    match = _TEMPLATE.search(draft.text)
    if match and not re.search(r"[=~]\s*[\"']", match[0]):
        message = f"{match[0]} is a template: of an alert's annotations, a Helm chart or Ansible; write its value"
        yield Mistake(match.start(), message, decisive=True)


RULES = (template, range_in_one_variable, grafana_variable)
