from __future__ import annotations

from lab.expectations.label_sets import format_label_set, label_set, only_in
from lab.language.reasons import MISSING_SERIES

A, B = (("path", "a"),), (("path", "b"),)


def test_label_set_is_sorted_and_leaves_labels_out() -> None:
    assert label_set({"status": "200", "path": "a", "job": "api"}, ("job",)) == (("path", "a"), ("status", "200"))


def test_format_label_set() -> None:
    assert format_label_set(A) == '{path="a"}'
    assert format_label_set(()) == "the series without labels"


def test_only_in_names_what_has_no_partner() -> None:
    found = only_in("the first", [A, B], [B], "Rate (A): ")
    assert [(one.reason, one.actual) for one in found] == [(MISSING_SERIES, 'Rate (A): only the first has {path="a"}')]
    assert only_in("the second", [B], [A, B]) == []
