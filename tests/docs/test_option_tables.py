"""The keys of a model as a table people can read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from docs.generate.option_tables import cell, heading, option_tables
from lab.language.conditions import Condition
from lab.language.quantities import Seconds
from lab.language.strict_model import Strict


class InnerPart(Strict):
    """Something inside."""

    count: int = 3


class Sample(Strict):
    within: Seconds | None = Field(None, description="deadline")
    name: str = Field(description="a | bar")
    every: Condition | None = None
    state: Literal["up", "down"] = "up"
    numbers: tuple[int, ...] = ()
    parts: Mapping[str, InnerPart] = Field(default_factory=dict)


TABLE = """\
| Key | Type | Default | Meaning |
| --- | --- | --- | --- |
| `name` | text | required | a \\| bar |
| `every` | condition |  |  |
| `state` | `up` or `down` | `up` |  |
| `numbers` | list of whole numbers |  |  |
| `parts` | map of text to [inner part](#inner-part) |  |  |
| `within` | duration |  | deadline |

### Inner part

Something inside.

| Key | Type | Default | Meaning |
| --- | --- | --- | --- |
| `count` | whole number | `3` |  |
"""


def test_option_tables() -> None:
    assert option_tables(Sample, level=3, common=("within",)) == TABLE


def test_option_tables_leave_out_a_model() -> None:
    assert "Something inside" not in option_tables(Sample, level=3, leave_out="^Inner")


def test_cell_keeps_a_table_whole() -> None:
    assert cell("__name__ of\n a <b> | c") == r"\_\_name\_\_ of a &lt;b> \| c"


def test_heading() -> None:
    assert heading("LabelCondition") == "Label condition"
