"""A page for each kind, from its class and the two examples that tests run."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import Field

from docs.generate.expectation_pages import groups, kinds, overview, page
from docs.generate.site import EXAMPLES
from lab.expectations import KINDS
from lab.expectations.expectation import Expectation
from lab.language.reasons import NO_SERIES


class Colour(Expectation):
    """The colour of a series. It is what a panel draws."""

    kind = "colour"
    group = "dashboards"
    reasons = (NO_SERIES,)
    colour: str = Field(description="PromQL")


EXAMPLE = """\
passes:
  expectation: {colour: up}
  answers: [{resultType: vector, result: []}]
  judgement: {status: passed, expected: green, actual: green}
fails:
  expectation: {colour: down}
  context: {load: shopping}
  answers: []
  judgement: {status: failed, reason: no_series, expected: green, actual: no series, hint: is it sent}
"""


@pytest.fixture
def colour(tmp_path: Path):
    (tmp_path / "colour.yaml").write_text(EXAMPLE, encoding="utf-8")
    (kind,) = kinds([Colour], tmp_path)
    return kind


def test_page_has_what_the_class_and_the_examples_say(colour) -> None:
    text = page(colour)
    assert text.startswith("# colour\n\nThe colour of a series. It is what a panel draws.\n")
    assert "| `colour` | text | required | PromQL |\n" in text
    assert "```yaml\ncolour: down\n```\n\nwhere\n\n```yaml\nload: shopping\n```\n" in text
    assert f"| `no_series` | {NO_SERIES.description} |\n" in text


def test_page_has_the_verdicts(colour) -> None:
    verdict = """\
```text
status     failed (no_series)
expected   green
actual     no series
hint       is it sent
```
"""
    assert verdict in page(colour)


def test_overview_has_first_sentences_by_group(colour) -> None:
    table = overview([colour])
    assert table.startswith("### Dashboards\n\n| Kind | What it checks |\n")
    assert table.endswith("| [`colour`](colour.md) | The colour of a series. |\n")


def test_every_kind_has_a_group_and_examples() -> None:
    assert [kind.name for members in groups(kinds(KINDS, EXAMPLES)).values() for kind in members]


@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.kind)
def test_kind_explains_itself(model: type[Expectation]) -> None:
    assert (model.__doc__ or "").strip()
    assert [name for name, field in model.model_fields.items() if not field.description] == []
