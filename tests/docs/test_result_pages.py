"""Recorded results as pages, and the tables quoted from them."""

from __future__ import annotations

from pathlib import Path

from docs.generate.result_pages import metric_names, names_table, recorded_results, result_page, verdict_tables
from docs.generate.site import NAME_FILES
from lab.stack.folders import Folders
from tests.docs.pages import CHECKOUT

RESULT = """\
## Title

Text.

| a | b |
| --- | --- |
| 1 | 2 |

<details><summary>more</summary>

| c |

</details>
"""


def test_verdict_tables() -> None:
    assert verdict_tables(RESULT) == "| a | b |\n| --- | --- |\n| 1 | 2 |\n"


def test_verdict_tables_of_several_pairs() -> None:
    assert (
        verdict_tables("## T\n\n| a |\n| 1 |\n\n(+n) more\n\n| b |\n| 2 |\n\n- summary\n")
        == "| a |\n| 1 |\n\n| b |\n| 2 |\n"
    )


def test_verdict_tables_of_contrasts() -> None:
    result = "## T\n\n### one\n\n| a |\n| --- |\n| 1 |\n\n### two\n\n| b |\n\n- summary\n\n| c |\n"
    assert verdict_tables(result) == "**one**\n\n| a |\n| --- |\n| 1 |\n\n**two**\n\n| b |\n"


def test_result_page_has_a_title_and_markdown_inside_what_is_folded() -> None:
    text = result_page(RESULT)
    assert text.startswith("# Title\n")
    assert '<details markdown="1"><summary>more</summary>' in text


def test_recorded_results_of_all_comparisons() -> None:
    results = recorded_results(Folders((CHECKOUT,), CHECKOUT))
    assert set(results) == {
        *(
            "delta-ways",
            "direct-vs-collector",
            "one-vs-ha",
            "pull-vs-push",
            "pull-vs-push-at-scale",
            "resource-strategies",
            "rw1-vs-rw2-vs-otlp",
            "sharding-cost",
            "thanos-vs-cortex-vs-victoria",
        ),
    }


def test_names_table(tmp_path: Path) -> None:
    for name, text in (("a", "# comment\nx\n\ny\n"), ("b", "y\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    table = names_table({"first": tmp_path / "a", "second": tmp_path / "b"})
    assert table == "| Metric | first | second |\n| --- | --- | --- |\n| `x` | yes |  |\n| `y` | yes | yes |\n"


def test_names_through_a_collector_are_33() -> None:
    """As 'What we found' says."""
    assert len(metric_names(NAME_FILES["pushed to a Collector"])) == 33


def test_names_of_the_table_named_three_ways() -> None:
    text = (CHECKOUT / "docs" / "findings.md").read_text(encoding="utf-8")
    for heading, metrics in {
        "scraped": ("http_requests_total", "http_requests_in_progress"),
        "pushed to Prometheus": ("http_server_duration_milliseconds_count", "http_server_active_requests"),
        "pushed to a Collector": ("http_server_duration_milliseconds_count", "http_server_active_requests"),
    }.items():
        for metric in metrics:
            assert f"`{metric}`" in text
            assert metric in metric_names(NAME_FILES[heading])
