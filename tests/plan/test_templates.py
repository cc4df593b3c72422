"""Templates: what the dialect fills in, and what is reported when it cannot."""

from __future__ import annotations

import pytest

from lab.errors import Problems
from lab.language.dialect import Dialect
from lab.plan.templates import render_template

DIALECT = Dialect.model_validate(
    {
        "title": "OpenTelemetry",
        "meanings": {
            "request count": {
                "metric": "http.server.duration_count",
                "type": "counter",
                "labels": {"route": "http.route", "status": "http_status_code"},
            }
        },
    }
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("[[ metric('request count') ]]", "http.server.duration_count", id="metric"),
        pytest.param("[[ label('request count', 'status') ]]", "http_status_code", id="label"),
        pytest.param("[[ label('request count', 'route') ]]", '"http.route"', id="a label that PromQL must quote"),
        pytest.param("[% for x in [1, 2] %][[ x ]][% endfor %]", "12", id="blocks"),
        pytest.param("a[# what? #]b", "ab", id="comment"),
        pytest.param(
            "{{ $value }} ${env:X} {% x %} {# y #} a[5m]\n",
            "{{ $value }} ${env:X} {% x %} {# y #} a[5m]\n",
            id="the delimiters of others",
        ),
    ],
)
def test_render_template(text: str, expected: str) -> None:
    assert render_template(text, "x.yml.j2", DIALECT) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "\n\n[[ metric('requests count') ]]",
            "x.yml.j2:3:1: cannot render this template: the dialect has no meaning 'requests count'; "
            "did you mean 'request count'?",
            id="no meaning",
        ),
        pytest.param(
            "a\n[[ label('request count', 'method') ]]",
            "x.yml.j2:2:1: cannot render this template: 'request count' has no label 'method'; known: route, status",
            id="no label",
        ),
        pytest.param(
            "a\n[[ metrik('x') ]]", "x.yml.j2:2:1: cannot render this template: 'metrik' is undefined", id="no function"
        ),
        pytest.param(
            "a\n\n[[ x",
            "x.yml.j2:3:1: invalid template: unexpected end of template, expected 'end of print statement'",
            id="not a template",
        ),
        pytest.param(
            "[[ label('request count') ]]", "x.yml.j2:1:1: cannot render this template: ", id="too few arguments"
        ),
    ],
)
def test_render_template_invalid(text: str, message: str) -> None:
    with pytest.raises(Problems) as caught:
        render_template(text, "x.yml.j2", DIALECT)
    assert str(caught.value).startswith(message)


def test_render_template_without_dialect() -> None:
    with pytest.raises(Problems, match="the scenario has no 'dialect'"):
        render_template("[[ metric('x') ]]", "x.yml.j2", None)


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        pytest.param("[[ cycler.__init__.__globals__.os.popen('id').read() ]]", "not attributes", id="attributes"),
        pytest.param("[[ ''['__class__'] ]]", "not indexes", id="indexes"),
        pytest.param("a\n[[ 'x' * 1000000000 ]]", "x.yml.j2:2:1: a template may only use", id="arithmetic"),
        pytest.param("[% set x = 'a' %][% set x = x ~ x %]", "not set", id="assignment"),
        pytest.param("[% macro m() %][[ m() ]][% endmacro %][[ m() ]]", "not macro", id="macro"),
        pytest.param("[% include '/etc/passwd' %]", "not include", id="include"),
        pytest.param("[[ 'ab' | replace('a', 'aa') ]]", "No filter named 'replace'", id="filter"),
        pytest.param("[[ range(1000000000) ]]", "'range' is undefined", id="range"),
        pytest.param(
            "[% for a in [1] %][% for b in [1] %]x[% endfor %][% endfor %]", "a loop inside a loop", id="nested loops"
        ),
        pytest.param(
            f"[% for x in [{'1,' * 2000}] %]{'y' * 1000}[% endfor %]", "more than 1,000,000 characters", id="output"
        ),
        pytest.param(f"[[ {'(' * 5000}1{')' * 5000} ]]", "nested too deeply", id="depth"),
    ],
)
def test_render_template_refuses_what_could_run_or_grow(text: str, refused: str) -> None:
    with pytest.raises(Problems) as caught:
        render_template(text, "x.yml.j2", DIALECT)
    assert refused in str(caught.value)


def test_render_template_with_too_many_expressions() -> None:
    with pytest.raises(Problems, match=r"r\.yml\.j2:501:1: a template has at most 500 expressions and statements"):
        render_template("[[ 'x' ]]\n" * 501, "r.yml.j2", None)


def test_render_template_with_a_number_of_many_digits() -> None:
    with pytest.raises(Problems, match=r"r\.yml\.j2:1:1: cannot render this template"):
        render_template(f"[[ {'9' * 5000} ]]", "r.yml.j2", None)
