from __future__ import annotations

import pytest

from lab.errors import UsageError
from lab.selection.components import component_images
from tests.plan.planned import FOLDERS


def test_component_images() -> None:
    assert [want.component for want in component_images(("prometheus", "k6"), FOLDERS)] == ["prometheus", "k6"]
    assert len(component_images((), FOLDERS)) == len(FOLDERS.component_names())


def test_component_images_of_an_unknown_component() -> None:
    with pytest.raises(UsageError, match="there is no component 'promethus'; did you mean 'prometheus'"):
        component_images(("promethus",), FOLDERS)
