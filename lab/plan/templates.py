"""Renders the templates among a scenario's files, with the names of the dialect.

The delimiters are `[[ ]]`, `[% %]` and `[# #]`, because configuration files use `{{ }}` and `${ }` themselves.

A scenario may come from a stranger, so a template is data: it may name what the dialect calls things, with `if` and
`for`, and nothing else. Attributes, assignments, arithmetic and nested loops are refused before it is rendered.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from lab.errors import Place, Problem, Problems
from lab.language.dialect import Dialect, Meaning
from lab.language.promql import label_name
from lab.language.suggestions import did_you_mean

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.nodes import Node

TEMPLATE = ".j2"  # ending of a template's file name
MAX_EXPRESSIONS = 500
MAX_OUTPUT = 1_000_000  # characters of a rendered file

_BEGINNING = re.compile(r"\[\[|\[%")
_FILTERS = ("default", "lower", "trim", "upper")
_STATEMENTS = ("For", "If")
_EXPRESSIONS = (
    *("Template", "TemplateData", "Output", "Name", "Const", "List", "Tuple", "Call", "Keyword", "Filter", "Test"),
    *("Compare", "Operand", "And", "Or", "Not", "CondExpr", "Concat"),
)


def render_template(text: str, file: str, dialect: Dialect | None) -> str:
    """The text of a template file with its expressions replaced. `file` is the path in messages. Raises `Problems`."""
    import jinja2  # takes 50 ms to load, and most scenarios have no template

    def meaning(name: str) -> Meaning:
        if dialect is None:
            raise jinja2.TemplateRuntimeError("the scenario has no 'dialect'")
        if name not in dialect.meanings:
            hint = did_you_mean(name, dialect.meanings)
            raise jinja2.TemplateRuntimeError(f"the dialect has no meaning {name!r}{hint}")
        return dialect.meanings[name]

    def label(name: str, label: str) -> str:
        labels = meaning(name).labels
        if label not in labels:
            raise jinja2.TemplateRuntimeError(f"{name!r} has no label {label!r}{did_you_mean(label, labels)}")
        return label_name(labels[label])

    if beyond := next(islice(_BEGINNING.finditer(text), MAX_EXPRESSIONS, None), None):
        place = Place(file, text.count("\n", 0, beyond.start()) + 1, 1)
        raise Problems((Problem(place, f"a template has at most {MAX_EXPRESSIONS:,} expressions and statements"),))
    environment = _environment()
    environment.globals.update(metric=lambda name: meaning(name).metric, label=label)
    try:
        tree = environment.parse(text)
        if problem := next(_refused(tree, file), None):
            raise Problems((problem,))
        return _render(environment.from_string(tree), file)
    except jinja2.TemplateSyntaxError as error:
        message = (error.message or "").rstrip(".")
        raise Problems((Problem(Place(file, error.lineno, 1), f"invalid template: {message}"),)) from None
    except RecursionError:
        raise Problems((Problem(Place(file, 1, 1), "this template is nested too deeply"),)) from None
    except (jinja2.TemplateError, TypeError, ValueError) as error:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno or 1 for frame in frames if frame.filename == "<template>"]
        place = Place(file, lines[-1] if lines else 1, 1)
        raise Problems((Problem(place, f"cannot render this template: {error}"),)) from None


def _environment() -> Environment:
    import jinja2
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        undefined=jinja2.StrictUndefined,
        autoescape=False,
        keep_trailing_newline=True,
        variable_start_string="[[",
        variable_end_string="]]",
        block_start_string="[%",
        block_end_string="%]",
        comment_start_string="[#",
        comment_end_string="#]",
    )
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in _FILTERS}
    return environment


def _refused(node: Node, file: str, *, in_loop: bool = False) -> Iterator[Problem]:
    """What a template may not contain, at its line."""
    kind = type(node).__name__
    if kind not in (*_STATEMENTS, *_EXPRESSIONS):
        allowed = "a template may only use metric(), label(), if, for and the filters " + ", ".join(_FILTERS)
        yield Problem(Place(file, node.lineno, 1), f"{allowed}, not {_KIND_NAMES.get(kind, kind.lower())}")
    if kind == "For" and in_loop:
        yield Problem(Place(file, node.lineno, 1), "a loop inside a loop is not allowed in a template")
    for child in node.iter_child_nodes():
        yield from _refused(child, file, in_loop=in_loop or kind == "For")


_KIND_NAMES = {
    "Getattr": "attributes",
    "Getitem": "indexes",
    "Assign": "set",
    "AssignBlock": "set",
    **dict.fromkeys(("Add", "Sub", "Mul", "Div", "FloorDiv", "Mod", "Pow", "Neg", "Pos"), "arithmetic"),
}


def _render(template: Any, file: str) -> str:
    parts, length = [], 0
    for part in template.generate():
        parts.append(part)
        length += len(part)
        if length > MAX_OUTPUT:
            message = f"this template renders to more than {MAX_OUTPUT:,} characters"
            raise Problems((Problem(Place(file, 1, 1), message),))
    return "".join(parts)
