"""The table of scenarios in scenarios/README.md says what the files say."""

from __future__ import annotations

import re
from pathlib import Path

from lab.cli.list import comparison_table, scenario_table
from lab.stack.folders import Folders

CHECKOUT = Path(__file__).parents[2]


def test_the_table_is_that_of_the_files() -> None:
    text = (CHECKOUT / "scenarios" / "README.md").read_text(encoding="utf-8")
    found = re.search(r"a test keeps it true -->\n(.*?)<!-- end of the table -->", text, re.DOTALL)
    assert found, "the table's marks are gone"
    folders = Folders((CHECKOUT,), CHECKOUT)
    wanted = f"{scenario_table(folders)}\n<!-- comparisons -->\n{comparison_table(folders)}\n"
    assert found[1] == wanted, "put in what `lab list --markdown` prints"
