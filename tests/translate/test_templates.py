from __future__ import annotations

import pytest

from lab.translate.edits import applied
from lab.translate.templates import annotation_edits, legend_edits, link_edits, uses_value
from lab.translate.values import Untranslatable

LABELS = {"path": "http_target", "method": "http.method", "job": "job", "gone": None}
METRICS = frozenset({"http_requests_total"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{path}} {{ method }} path", "{{http_target}} {{ http.method }} path"),
        ("{{job}} {{other}}", "{{job}} {{other}}"),
    ],
)
def test_legend_edits(text: str, expected: str) -> None:
    assert applied(text, legend_edits(text, LABELS)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ $labels.path }} of {{ $labels.job }}", "{{ $labels.http_target }} of {{ $labels.job }}"),
        ("{{ .Labels.path | title }}", "{{ .Labels.http_target | title }}"),
        ("{{ $labels.method | title }}", '{{ (index $labels "http.method") | title }}'),
        ('{{ index $labels "path" }}', '{{ index $labels "http_target" }}'),
        ("$labels.path {{ $labels.path_of_something }}", "$labels.path {{ $labels.path_of_something }}"),
    ],
)
def test_annotation_edits(text: str, expected: str) -> None:
    assert applied(text, annotation_edits(text, LABELS, METRICS)) == expected


def test_link_edits() -> None:
    text = "/d/x?var-route=${__field.labels.path}"
    assert applied(text, link_edits(text, LABELS)) == "/d/x?var-route=${__field.labels.http_target}"


def test_what_cannot_be_translated() -> None:
    with pytest.raises(Untranslatable, match="a text shows the label 'gone', which is not there"):
        legend_edits("{{gone}}", LABELS)
    with pytest.raises(Untranslatable, match="a query inside a template is not translated"):
        annotation_edits('{{ query "http_requests_total" | first | value }}', LABELS, METRICS)


def test_uses_value() -> None:
    assert uses_value("{{ $value | humanize }}") and uses_value("{{ .Value }}")
    assert not uses_value("the $value of {{ $labels.valued }}")
