from __future__ import annotations

from lab.audit.known_names import known_names, stem_of

NAMES = known_names(
    ["http_requests_total", "http_request_duration_seconds_sum", "http_replies_total", "node_load1", "requests"]
)


def test_names_whose_stem_is_the_same_but_for_a_word() -> None:
    assert NAMES.with_stem_like("http_request_total") == ["http_replies_total", "http_requests_total"]
    assert NAMES.with_stem_like("http_request_duration") == ["http_request_duration_seconds_sum"]
    assert NAMES.with_stem_like("http_requests_total") == ["http_replies_total"]
    assert NAMES.with_stem_like("node_load") == ["node_load1"]


def test_names_with_half_of_the_words() -> None:
    assert NAMES.with_words_of("http_requests") == [
        "http_replies_total",
        "http_request_duration_seconds_sum",
        "http_requests_total",
        "requests",
    ]
    assert NAMES.with_words_of("redis_up") == []


def test_stem() -> None:
    assert stem_of("http_request_duration_seconds_sum") == ("http", "request", "duration")
    assert stem_of("total") == ("total",)
