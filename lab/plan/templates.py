"""Renders the templates among a scenario's files, with the names of the dialect.

The delimiters are `[[ ]]`, `[% %]` and `[# #]`, because configuration files use `{{ }}` and `${ }` themselves.
"""

from __future__ import annotations

import traceback

from lab.errors import Place, Problem, Problems
from lab.language.dialect import Dialect, Meaning
from lab.language.promql import label_name
from lab.language.suggestions import did_you_mean

TEMPLATE = ".j2"  # ending of a template's file name


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

    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701 - YAML and JSON, not HTML
        keep_trailing_newline=True,
        variable_start_string="[[",
        variable_end_string="]]",
        block_start_string="[%",
        block_end_string="%]",
        comment_start_string="[#",
        comment_end_string="#]",
    )
    environment.globals.update(metric=lambda name: meaning(name).metric, label=label)
    try:
        return environment.from_string(text).render()
    except jinja2.TemplateSyntaxError as error:
        message = (error.message or "").rstrip(".")
        raise Problems((Problem(Place(file, error.lineno, 1), f"invalid template: {message}"),)) from None
    except (jinja2.TemplateError, TypeError) as error:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno or 1 for frame in frames if frame.filename == "<template>"]
        place = Place(file, lines[-1] if lines else 1, 1)
        raise Problems((Problem(place, f"cannot render this template: {error}"),)) from None
