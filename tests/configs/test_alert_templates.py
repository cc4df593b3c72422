"""Templates of alerts, as Go's text/template parses them."""

from __future__ import annotations

import pytest

from lab.configs.alert_templates import template_error


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain } text {",
        "{{ $value }}",
        '{{ $labels.instance }} at {{ printf "%.2f" $value }}%',
        '{{ with query "up{job=\\"a\\"}" }}{{ . | first | value | humanize }}{{ end }}',
        "{{ with printf `up{job='%s'}` $labels.job | query }}{{ . | first | label `x` }}{{ end }}",
        "{{- if gt $value 1.0 -}} a {{- else if eq 1 1 }} b {{- else }} c {{ end -}}",
        "{{ range $i, $s := query `up` }}{{ $i }}{{ $s.Labels.job }}{{ end }}",
        "{{/* a comment }} */}}",
        '{{ "}}" }}',
        "{{ .Labels.job }} {{ .Value }} {{ .ExternalURL }} {{ $externalLabels.cluster }} {{ $externalURL }}",
        '{{ define "x" }}{{ . }}{{ end }}{{ template "x" $value }}',
        "{{ $x := 1 }}{{ $x }}",
        "{{ (index (query `up`) 0).Value }}",
        "{{ reReplaceAll `:.*` `` $labels.instance }} {{ -1 }} {{ 1e3 }} {{ 0x1f }}",
        "{{$value|humanizePercentage}}",
    ],
)
def test_template_error_of_valid_templates(text: str) -> None:
    assert template_error(text) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{ $value", "'{{' is not closed: {{ $value"),
        ("{{ $labels.x }", "'{{' is not closed"),
        (
            "{{ $value | humanise }}",
            "there is no function 'humanise' in {{ $value | humanise }}; did you mean 'humanize'?",
        ),
        ("{{ $label.x }}", "there is no variable '$label' in {{ $label.x }}; did you mean 'labels'?"),
        ("{{ labels.x }}", "there is no function 'labels'"),
        ("{{ if true }}", "'{{ end }}' is missing"),
        ("{{ end }}", "'{{ end }}' without an 'if'"),
        ("{{ }}", "an action without content"),
        ('{{ "a }}', "is not closed"),
    ],
)
def test_template_error(text: str, message: str) -> None:
    assert message in (template_error(text) or "")


def test_template_error_takes_little_time_for_any_text() -> None:
    assert template_error("{{ $value }}" * 50_000) is None
    assert template_error('{{ "' * 100_000) is not None
