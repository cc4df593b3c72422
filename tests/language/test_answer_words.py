"""The words of answers, as OTLP receivers, Prometheus, FastAPI, Grafana and proxies write them."""

from __future__ import annotations

import pytest

from lab.language.answer_words import answer_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"code":3,"message":"invalid wire-format data"}', "invalid wire-format data"),
        ('{"status":"error","errorType":"bad_data","error":"parse error"}', "parse error"),
        ('{"detail":[{"loc":["body"],"msg":"field required"}]}', "field required"),
        ('{"error":{"root_cause":1,"reason":"no such index"}}', "no such index"),
        ("out of order sample\n", "out of order sample"),
        ("\x08\x03\x12\x1ainvalid temporality and type\x00", "invalid temporality and type"),
        ("<html><head><title>404 Not Found</title></head><body></body></html>", "404 Not Found"),
        ('{"status":"success"}', '{"status":"success"}'),
        ("", ""),
        ("[" * 5000, "[" * 297 + "..."),
    ],
)
def test_answer_words(text: str, words: str) -> None:
    assert answer_words(text) == words
